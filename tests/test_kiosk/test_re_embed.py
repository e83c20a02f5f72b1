"""The templates of the next encoder are made while the door works on with its own."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from kiosk.templates import embed_everybody, renew_templates
from models.types import Embedding
from tests.test_db.samples import STRANGER
from tests.test_kiosk.door_rig import DoorRig
from tests.test_kiosk.fakes import MODEL, NOON
from tests.test_kiosk.two_models import (
    DARK,
    NEW_MODEL,
    FakePipeline,
    elsewhere,
    enrol,
    template,
)

ADA_GRAY, BOB_GRAY, NEW_GRAY = 60, 120, 200
ADA = Embedding(template(ADA_GRAY, 3), MODEL)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "janus.sqlite3"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    database = Database.open(file)
    yield database
    database.close()


@pytest.fixture
def gallery(database: Database) -> Gallery:
    gallery = Gallery(database)
    enrol(gallery, "Ada", ADA_GRAY)
    enrol(gallery, "Bob", BOB_GRAY)
    return gallery


@pytest.fixture
def door(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> DoorRig:
    """A door on the old model, before the gallery that is on the disk."""
    monkeypatch.setattr("tests.test_kiosk.door_rig.FakeGallery", lambda: gallery)
    return DoorRig()


def vectors(gallery: Gallery, model_id: str) -> dict[str, list[float]]:
    roster = gallery.roster(model_id)
    return {roster.people[t.person_id].name: t.vector.tolist() for t in roster.templates}


def quiet(done: int, total: int) -> None:
    """Show no progress."""


def test_everybody_is_embedded_and_nothing_stored(gallery: Gallery) -> None:
    (bob,) = gallery.people(search="Bob")
    gallery.revoke(bob.id, NOON, by="ada")
    revision = gallery.revision()
    steps: list[tuple[int, int]] = []
    made = embed_everybody(
        gallery,
        FakePipeline(),
        progress=lambda *step: steps.append(step),
        stop=threading.Event(),
    )
    assert made.is_whole
    assert steps == [(1, 2), (2, 2)]
    assert made.vectors.keys() == {person.id for person in gallery.people()}, "revoked people too"
    assert (made.unusable, gallery.revision()) == ([], revision)
    assert vectors(gallery, NEW_MODEL) == {}


def test_the_door_lets_people_in_before_during_and_after(
    gallery: Gallery, door: DoorRig, file: Path
) -> None:
    def visit() -> None:
        door.person(ADA, frames=12)
        door.nobody(seconds=8)

    visit()
    pipeline = FakePipeline()
    pipeline.before_photo = visit  # somebody comes while each photo is embedded
    before = door.flow._attendant._watch.current()
    made = embed_everybody(gallery, pipeline, progress=quiet, stop=threading.Event())
    assert door.flow._attendant._watch.current() is before, "nothing has changed yet"
    elsewhere(file, lambda other: other.put_templates(made.model_id, made.vectors))
    visit()
    assert door.outcomes == ["granted matched Ada"] * 4
    after = door.flow._attendant._watch.current()
    assert after.revision > before.revision
    # What the door knows is what it knew: no template of the other model has come in.
    assert (after.people, after.point) == (before.people, before.point)
    assert (after.index.size, after.search([ADA])) == (2, before.search([ADA]))
    assert {row.model_id for row in door.log.rows} == {MODEL}


def test_others_can_write_while_a_photo_is_embedded(
    database: Database, gallery: Gallery, file: Path
) -> None:
    """A row of the log, and somebody new, who is then embedded as well."""
    log = AccessLog(database)
    pipeline = FakePipeline()

    def meanwhile() -> None:
        log.append(STRANGER)
        if pipeline.embedded == 1:
            elsewhere(file, lambda other: enrol(other, "Newcomer", NEW_GRAY))

    pipeline.before_photo = meanwhile
    made = embed_everybody(gallery, pipeline, progress=quiet, stop=threading.Event())
    gallery.put_templates(made.model_id, made.vectors)
    assert len(log.page()) == 3
    assert vectors(gallery, NEW_MODEL) == {
        "Ada": template(ADA_GRAY).tolist(),
        "Bob": template(BOB_GRAY).tolist(),
        "Newcomer": template(NEW_GRAY).tolist(),
    }


def test_a_door_that_never_pauses_sees_whole_galleries_only(
    gallery: Gallery, door: DoorRig, file: Path
) -> None:
    """Its frames go on in one thread while another program stores the new templates over again."""
    made = embed_everybody(gallery, FakePipeline(), progress=quiet, stop=threading.Event())
    stored = threading.Event()

    def store() -> None:
        try:
            for _ in range(20):
                elsewhere(file, lambda other: other.put_templates(made.model_id, made.vectors))
        finally:
            stored.set()

    writer = threading.Thread(target=store)
    writer.start()
    watch, seen = door.flow._attendant._watch, set()
    while not stored.is_set():
        known = watch.current()
        seen.add(known.revision)
        assert (known.index.size, len(known.people)) == (2, 2)
        door.person(ADA, frames=12)
        door.nobody(seconds=8)
    writer.join()
    seen.add(watch.current().revision)
    assert len(seen) > 1
    assert set(door.outcomes) == {"granted matched Ada"}


def test_stopped_in_the_middle_it_leaves_nothing(gallery: Gallery) -> None:
    stop, revision = threading.Event(), gallery.revision()
    pipeline = FakePipeline()
    made = embed_everybody(gallery, pipeline, progress=lambda *_: stop.set(), stop=stop)
    assert not made.is_whole
    assert pipeline.embedded == 1
    assert (vectors(gallery, NEW_MODEL), gallery.revision()) == ({}, revision)


def test_a_failure_in_the_middle_leaves_nothing(gallery: Gallery) -> None:
    revision = gallery.revision()
    pipeline = FakePipeline()

    def fail() -> None:
        if pipeline.embedded:
            raise RuntimeError("The graphics card has gone.")

    pipeline.before_photo = fail
    with pytest.raises(RuntimeError, match="has gone"):
        embed_everybody(gallery, pipeline, progress=quiet, stop=threading.Event())
    assert (vectors(gallery, NEW_MODEL), gallery.revision()) == ({}, revision)


def test_photos_without_a_face_are_told_with_their_people(gallery: Gallery) -> None:
    dark = enrol(gallery, "Eve", DARK)
    made = embed_everybody(gallery, FakePipeline(), progress=quiet, stop=threading.Event())
    assert made.is_whole
    assert made.unusable == [(dark, "No face was found in the photo.")]
    assert len(made.vectors) == 2


def test_the_start_with_the_new_model_waits_only_for_who_came_since(gallery: Gallery) -> None:
    made = embed_everybody(gallery, FakePipeline(), progress=quiet, stop=threading.Event())
    gallery.put_templates(made.model_id, made.vectors)
    enrol(gallery, "Late", NEW_GRAY)  # at the door that still runs on the old model
    starting = FakePipeline()
    assert renew_templates(gallery, starting) == 1
    assert starting.embedded == 1
    assert vectors(gallery, NEW_MODEL).keys() == {"Ada", "Bob", "Late"}
    np.testing.assert_allclose(vectors(gallery, MODEL)["Ada"], ADA.vector), "the way back is open"
