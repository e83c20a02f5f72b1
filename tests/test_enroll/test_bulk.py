"""Many people at once: a bad photo never stops the rest."""

from datetime import timedelta
from pathlib import Path

import pytest

from db.errors import StoreError
from db.gallery import Gallery
from db.records import NewPatron, Person
from enroll.bulk import BulkOutcome, enrol_all
from enroll.errors import EnrollError
from enroll.photo import Photo
from enroll.service import EnrolmentService
from enroll.sheet import Entry, read_folder
from tests.test_enroll.scripted import NOON, ScriptedPipeline, grace


def turned(service: EnrolmentService, pipeline: ScriptedPipeline, entries: list[Entry]) -> list:
    """Enrol each entry with a face of its own."""
    results = []
    for result in enrol_all(service, entries, by="ada"):
        results.append(result)
        pipeline.angle += 1.0
    return results


def test_one_bad_photo_never_stops_the_rest(
    service: EnrolmentService, pipeline: ScriptedPipeline, gallery: Gallery, tmp_path: Path
) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    (folder / "Ada_Lovelace.png").write_bytes(grace(1))
    (folder / "Bob.jpg").write_bytes(b"this is no photo")
    (folder / "Cleo.jpg").mkdir()
    (folder / "Cleo.jpg" / "a.png").write_bytes(grace(2))
    (folder / "Dora.png").write_bytes(grace(3)[:5000])
    (folder / "Eve.png").write_bytes(grace(4))
    results = turned(service, pipeline, list(read_folder(folder)))
    assert [(r.entry.name, r.outcome) for r in results] == [
        ("Ada Lovelace", BulkOutcome.ENROLLED),
        ("Bob", BulkOutcome.REFUSED),
        ("Cleo.jpg", BulkOutcome.ENROLLED),
        ("Dora", BulkOutcome.REFUSED),
        ("Eve", BulkOutcome.ENROLLED),
    ]
    assert "not a photo" in results[1].error.user_message()
    assert "damaged" in results[3].error.user_message()
    assert {p.name for p in gallery.people()} == {"Ada Lovelace", "Cleo.jpg", "Eve"}


def test_the_same_folder_twice_is_done_already(
    service: EnrolmentService, pipeline: ScriptedPipeline, gallery: Gallery, tmp_path: Path
) -> None:
    file = tmp_path / "Ada.png"
    file.write_bytes(grace())
    first, second = enrol_all(service, [Entry("Ada.png", "Ada", file)] * 2, by="ada")
    assert first.outcome is BulkOutcome.ENROLLED
    assert second.outcome is BulkOutcome.ALREADY
    assert second.person == first.person
    assert gallery.count() == 1


def test_the_same_photo_under_another_name_is_refused(
    service: EnrolmentService, gallery: Gallery, tmp_path: Path
) -> None:
    file = tmp_path / "Ada.png"
    file.write_bytes(grace())
    _, second = enrol_all(service, [Entry("1", "Ada", file), Entry("2", "Bob", file)], by="ada")
    assert second.outcome is BulkOutcome.REFUSED
    assert "already, as Ada" in second.error.user_message()


def test_a_revoked_person_is_not_done_already(
    service: EnrolmentService, gallery: Gallery, tmp_path: Path
) -> None:
    file = tmp_path / "Ada.png"
    file.write_bytes(grace())
    (first,) = enrol_all(service, [Entry("1", "Ada", file)], by="ada")
    gallery.revoke(first.person.id, NOON, by="ada")
    (second,) = enrol_all(service, [Entry("1", "Ada", file)], by="ada")
    assert second.outcome is BulkOutcome.REFUSED
    assert "Restore" in second.error.user_message()


def test_a_wrong_row_is_its_own_result(service: EnrolmentService, tmp_path: Path) -> None:
    problem = EnrollError("The photo is missing.", "Fill in that cell.")
    (result,) = enrol_all(service, [Entry("line 2", "Ada", tmp_path, problem=problem)], by="ada")
    assert result.error is problem


def test_validity_and_look_alikes(
    service: EnrolmentService, pipeline: ScriptedPipeline, gallery: Gallery, tmp_path: Path
) -> None:
    files = [tmp_path / "1.png", tmp_path / "2.png"]
    for shade, file in enumerate(files):
        file.write_bytes(grace(shade))
    until = NOON + timedelta(days=3)
    entries = [Entry("1", "Ada", files[0], None, until), Entry("2", "Twin", files[1])]
    ada, twin = enrol_all(service, entries, by="ada")
    assert ada.person.valid_until == until
    assert "near that of Ada" in twin.error.user_message()
    (twin,) = enrol_all(service, entries[1:], by="ada", accept_look_alike=True)
    assert twin.outcome is BulkOutcome.ENROLLED


def test_a_failing_database_stops_it(
    service: EnrolmentService, gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Ada.png"
    file.write_bytes(grace())

    def full(self: Gallery, new: NewPatron, at: object, *, by: str, at_revision: int) -> Person:
        raise StoreError("The disk is full.", "Free some space.")

    monkeypatch.setattr(Gallery, "add", full)
    with pytest.raises(StoreError):
        list(enrol_all(service, [Entry("1", "Ada", file)], by="ada"))


def test_other_dates_for_somebody_enrolled_already_are_refused_aloud(
    service: EnrolmentService, gallery: Gallery, tmp_path: Path
) -> None:
    file = tmp_path / "Ada.png"
    file.write_bytes(grace())
    until = NOON + timedelta(days=3)
    list(enrol_all(service, [Entry("1", "Ada", file, None, until)], by="ada"))
    same, without, later = enrol_all(
        service,
        [
            Entry("1", "Ada", file, None, until),
            Entry("2", "Ada", file),
            Entry("3", "Ada", file, None, until + timedelta(days=1)),
        ],
        by="ada",
    )
    assert (same.outcome, without.outcome) == (BulkOutcome.ALREADY, BulkOutcome.ALREADY)
    assert later.outcome is BulkOutcome.REFUSED
    assert "janus people validity" in later.error.user_message()
    assert [person.valid_until for person in gallery.people()] == [until]


def test_namesakes_are_enrolled_and_pointed_out(
    service: EnrolmentService, pipeline: ScriptedPipeline, gallery: Gallery, tmp_path: Path
) -> None:
    entries = []
    for shade in range(2):
        (tmp_path / f"{shade}.png").write_bytes(grace(shade))
        entries.append(Entry(str(shade), "Ada", tmp_path / f"{shade}.png"))
    first, second = turned(service, pipeline, entries)
    assert first.namesakes == ()
    assert second.namesakes == (first.person,)
    assert gallery.count() == 2


def test_each_refused_photo_is_shown_with_its_reason(
    service: EnrolmentService, pipeline: ScriptedPipeline, tmp_path: Path
) -> None:
    (tmp_path / "1.png").write_bytes(grace())
    (tmp_path / "2.png").write_bytes(b"no photo")
    entries = [Entry(name, "Ada", tmp_path / name) for name in ("1.png", "2.png")]
    pipeline.faces = []
    shown = []
    list(enrol_all(service, entries, by="ada", on_refused=lambda *seen: shown.append(seen)))
    ((entry, photo, error),) = shown
    assert entry is entries[0]
    assert isinstance(photo, Photo)
    assert "No face" in error.problem
