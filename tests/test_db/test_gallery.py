"""The gallery: patrons enrolled, found, changed, and what the door reads of them."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from db.audit import AuditLog, person_subject
from db.engine import Database
from db.errors import GalleryChangedError, StoreError
from db.gallery import Gallery
from db.records import Person, PersonStatus
from tests.test_db.samples import MODEL, NOON, patron, unit

DAY = timedelta(days=1)


def test_an_enrolled_patron(gallery: Gallery) -> None:
    new = replace(patron(), valid_from=NOON, valid_until=NOON + DAY)
    ada = gallery.add(new, NOON, by="ada")
    assert ada == Person(
        ada.id, "Ada Lovelace", PersonStatus.ACTIVE, NOON, valid_from=NOON, valid_until=NOON + DAY
    )
    assert gallery.get(ada.id) == ada
    assert gallery.photo(ada.id) == new.photo_jpeg
    assert gallery.thumbnail(ada.id) == new.thumbnail_jpeg
    assert gallery.find_photo(new.photo_sha256) == ada
    assert gallery.find_photo("0" * 64) is None


def test_what_is_returned_is_in_utc_as_what_is_read(gallery: Gallery) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    ada = gallery.add(patron(), there, by="ada")
    assert str(ada.enrolled_at) == str(NOON)


def test_people_stand_by_name_whatever_its_case(gallery: Gallery) -> None:
    for name in ("Émile", "bob", "Ada", "alan"):
        gallery.add(patron(name), NOON, by="ada")
    assert [p.name for p in gallery.people()] == ["Ada", "alan", "bob", "Émile"]
    assert [p.name for p in gallery.people(offset=1, limit=2)] == ["alan", "bob"]
    assert gallery.people(limit=0) == ()
    assert gallery.people(limit=-1) == ()
    assert len(gallery.people(offset=-1)) == 4


@pytest.mark.parametrize(
    ("search", "found"),
    [("ÉMI", ["Émile"]), (" a_", ["a_b"]), ("%", ["100%"]), ("/", ["a/b"]), ("", 4), ("q", [])],
)
def test_search_takes_every_character_as_it_is(
    gallery: Gallery, search: str, found: list[str] | int
) -> None:
    for name in ("Émile", "a_b", "100%", "a/b"):
        gallery.add(patron(name), NOON, by="ada")
    names = [p.name for p in gallery.people(search=search)]
    assert gallery.count(search=search) == len(names)
    assert names == found or len(names) == found


def test_revoked_and_restored(gallery: Gallery) -> None:
    ada, bob = (
        gallery.add(patron("Ada"), NOON, by="ada"),
        gallery.add(patron("Bob"), NOON, by="ada"),
    )
    gallery.revoke(ada.id, NOON + DAY, by="ada")
    revoked = replace(ada, status=PersonStatus.REVOKED, revoked_at=NOON + DAY)
    assert gallery.get(ada.id) == revoked
    assert gallery.people(status=PersonStatus.REVOKED) == (revoked,)
    assert gallery.people(status=PersonStatus.ACTIVE) == (bob,)
    assert gallery.count(status=PersonStatus.REVOKED, search="bob") == 0
    gallery.revoke(ada.id, NOON + 2 * DAY, by="ada")
    assert gallery.get(ada.id).revoked_at == NOON + DAY, "the first moment counts"
    gallery.restore(ada.id, NOON, by="ada")
    assert gallery.get(ada.id) == ada


def test_renamed(gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    gallery.rename(ada.id, "Ada King", NOON, by="ada")
    assert gallery.people(search="king") == (replace(ada, name="Ada King"),)
    assert gallery.people(search="lovelace") == ()


def test_validity(gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    gallery.set_validity(ada.id, NOON, None, NOON, by="ada")
    assert gallery.get(ada.id) == replace(ada, valid_from=NOON)
    with pytest.raises(StoreError, match="valid-from before valid-until"):
        gallery.set_validity(ada.id, NOON, NOON, NOON, by="ada")
    gallery.set_validity(ada.id, None, None, NOON, by="ada")
    assert gallery.get(ada.id) == ada


def test_the_roster_holds_everybody_and_the_templates_of_one_model(gallery: Gallery) -> None:
    ada, bob = (
        gallery.add(patron("Ada"), NOON, by="ada"),
        gallery.add(patron("Bob"), NOON, by="ada"),
    )
    eve = gallery.add(replace(patron("Eve"), model_id="other", vector=unit(1, 0)), NOON, by="ada")
    gallery.revoke(bob.id, NOON, by="ada")
    roster = gallery.roster(MODEL)
    assert roster.revision == gallery.revision()
    assert roster.people == {p.id: p for p in gallery.people()}
    assert roster.people[bob.id].status is PersonStatus.REVOKED
    assert {t.person_id for t in roster.templates} == {ada.id, bob.id}
    for template in roster.templates:
        assert template.model_id == MODEL
        np.testing.assert_array_equal(template.vector, unit())
    assert gallery.missing_templates(MODEL) == (eve.id,)


def test_a_template_is_put_and_replaced(gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    assert gallery.missing_templates("next") == (ada.id,)
    for vector in (unit(1, 0, 0), unit(0, 1, 0)):
        gallery.put_template(ada.id, "next", vector)
        (template,) = gallery.roster("next").templates
        np.testing.assert_array_equal(template.vector, vector)
    assert gallery.missing_templates("next") == ()
    np.testing.assert_array_equal(gallery.roster(MODEL).templates[0].vector, unit())


def test_many_templates_are_put_at_once(gallery: Gallery) -> None:
    ada, bob = (
        gallery.add(patron("Ada"), NOON, by="ada"),
        gallery.add(patron("Bob"), NOON, by="ada"),
    )
    eve = gallery.add(patron("Eve"), NOON, by="ada")
    gallery.put_template(ada.id, "next", unit(1, 0))
    gallery.put_template(eve.id, "next", unit(1, 1))
    before = gallery.revision()
    gallery.put_templates("next", {ada.id: unit(0, 1), bob.id: unit(3, 4)})
    assert gallery.revision() == before + 1
    found = {t.person_id: t.vector.tolist() for t in gallery.roster("next").templates}
    assert found == {
        ada.id: unit(0, 1).tolist(),
        bob.id: unit(3, 4).tolist(),
        eve.id: unit(1, 1).tolist(),
    }
    assert len(gallery.roster(MODEL).templates) == 3, "those of other models stay"
    gallery.put_templates("next", {})
    assert gallery.revision() == before + 1


@pytest.mark.parametrize(
    ("bob", "error"),
    [
        ({"vector": unit(1, 0) * 2}, StoreError),
        ({"vector": unit(1, 0, 0)}, ValueError),
        ({"id": uuid4()}, StoreError),
    ],
    ids=["vector", "dimension", "nobody"],
)
def test_of_many_templates_all_are_stored_or_none(
    gallery: Gallery, bob: dict[str, object], error: type[Exception]
) -> None:
    ada = gallery.add(patron("Ada"), NOON, by="ada")
    gallery.put_template(ada.id, "next", unit(1, 0))
    other = gallery.add(patron("Bob"), NOON, by="ada").id
    revision = gallery.revision()
    vectors = {ada.id: unit(0, 1), bob.get("id", other): bob.get("vector", unit(1, 0))}
    with pytest.raises(error):
        gallery.put_templates("next", vectors)  # type: ignore[arg-type]
    (kept,) = gallery.roster("next").templates
    assert kept.vector.tolist() == [1, 0]
    assert gallery.revision() == revision


def test_many_templates_have_the_dimension_of_their_model(gallery: Gallery) -> None:
    ada = gallery.add(patron("Ada"), NOON, by="ada")
    gallery.add(patron("Bob"), NOON, by="ada")
    with pytest.raises(StoreError, match=r"shape \(2,\)"):
        gallery.put_templates(MODEL, {ada.id: unit(3, 4)})
    assert len(gallery.roster(MODEL).templates) == 2


def test_templates_of_one_model_have_one_dimension(gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    with pytest.raises(StoreError, match=r"shape \(2,\)"):
        gallery.add(replace(patron("Bob"), vector=unit(3, 4)), NOON, by="ada")
    with pytest.raises(StoreError, match=r"shape \(2,\)"):
        gallery.put_template(ada.id, MODEL, unit(3, 4))
    assert gallery.people() == (ada,)


CHANGES: dict[str, Callable[[Gallery, Person], object]] = {
    "add": lambda gallery, _: gallery.add(patron("Bob"), NOON, by="ada"),
    "rename": lambda gallery, ada: gallery.rename(ada.id, "Ada King", NOON, by="ada"),
    "revoke": lambda gallery, ada: gallery.revoke(ada.id, NOON, by="ada"),
    "restore": lambda gallery, ada: gallery.restore(ada.id, NOON, by="ada"),
    "validity": lambda gallery, ada: gallery.set_validity(ada.id, None, NOON, NOON, by="ada"),
    "template": lambda gallery, ada: gallery.put_template(ada.id, "next", unit()),
    "templates": lambda gallery, ada: gallery.put_templates("next", {ada.id: unit()}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_is_seen_through_another_opening(
    file: Path, gallery: Gallery, change: Callable[[Gallery, Person], object]
) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    with closing(Database.open(file)) as other:
        before = Gallery(other).revision()
        assert before == Gallery(other).revision()
        change(gallery, ada)
        assert Gallery(other).revision() > before


REFUSED: dict[str, Callable[[Gallery], object]] = {
    "get": lambda gallery: gallery.get(uuid4()),
    "photo": lambda gallery: gallery.photo(uuid4()),
    "thumbnail": lambda gallery: gallery.thumbnail(uuid4()),
    "rename": lambda gallery: gallery.rename(uuid4(), "Ada", NOON, by="ada"),
    "revoke": lambda gallery: gallery.revoke(uuid4(), NOON, by="ada"),
    "restore": lambda gallery: gallery.restore(uuid4(), NOON, by="ada"),
    "validity": lambda gallery: gallery.set_validity(uuid4(), None, None, NOON, by="ada"),
    "template": lambda gallery: gallery.put_template(uuid4(), MODEL, unit()),
}


@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED.keys())
def test_an_id_that_nobody_has(gallery: Gallery, ask: Callable[[Gallery], object]) -> None:
    revision = gallery.revision()
    with pytest.raises(StoreError, match="Nobody has the id"):
        ask(gallery)
    assert gallery.revision() == revision


@pytest.mark.parametrize(
    "new",
    [
        replace(patron(), vector=unit() * 2),
        replace(patron(), valid_from=datetime(2026, 5, 1)),  # noqa: DTZ001
        replace(patron(), valid_from=NOON, valid_until=NOON - DAY),
    ],
    ids=["vector", "naive moment", "validity"],
)
def test_an_enrolment_is_stored_whole_or_not_at_all(gallery: Gallery, new: object) -> None:
    revision = gallery.revision()
    with pytest.raises(StoreError):
        gallery.add(new, NOON, by="ada")  # type: ignore[arg-type]
    assert gallery.count() == 0
    assert gallery.missing_templates(MODEL) == ()
    assert gallery.revision() == revision


def test_nobody_is_added_to_a_gallery_that_has_changed_meanwhile(gallery: Gallery) -> None:
    seen = gallery.revision()
    ada = gallery.add(patron("Ada"), NOON, at_revision=seen, by="ada")
    with pytest.raises(GalleryChangedError):
        gallery.add(patron("Bob"), NOON, at_revision=seen, by="ada")
    assert gallery.people() == (ada,)
    assert gallery.revision() == seen + 1
    gallery.add(patron("Bob"), NOON, at_revision=seen + 1, by="ada")


def test_each_act_is_in_the_log_under_its_person(database: Database, gallery: Gallery) -> None:
    ada = gallery.add(replace(patron(), valid_until=NOON + DAY), NOON, by="ada")
    gallery.rename(ada.id, "Ada King", NOON, by="bob")
    gallery.set_validity(ada.id, NOON, None, NOON, by="bob")
    gallery.revoke(ada.id, NOON, by="console:root")
    gallery.revoke(ada.id, NOON, by="console:root")  # nothing new
    gallery.restore(ada.id, NOON, by="bob")
    told = [(e.actor, e.action, e.before, e.after) for e in reversed(AuditLog(database).newest())]
    until = '"valid until":"2026-05-02T12:00:00.000000Z"'
    assert told == [
        ("ada", "person enrolled", "{}", f'{{"name":"Ada Lovelace",{until}}}'),
        ("bob", "person renamed", '{"name":"Ada Lovelace"}', '{"name":"Ada King"}'),
        (
            "bob",
            "validity set",
            f"{{{until}}}",
            '{"valid from":"2026-05-01T12:00:00.000000Z"}',
        ),
        ("console:root", "access revoked", "{}", "{}"),
        ("bob", "access restored", "{}", "{}"),
    ]
    assert {e.subject for e in AuditLog(database).newest()} == {person_subject(ada.id)}


def test_an_act_that_is_refused_is_not_in_the_log(database: Database, gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    with pytest.raises(StoreError):
        gallery.set_validity(ada.id, NOON, NOON, NOON, by="ada")
    with pytest.raises(GalleryChangedError):
        gallery.add(patron("Bob"), NOON, by="ada", at_revision=-1)
    assert [e.action for e in AuditLog(database).newest()] == ["person enrolled"]
