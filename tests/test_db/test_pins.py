"""PINs in the database: hashes and numbers, and what the audit says of them."""

import json
from itertools import count
from uuid import UUID

import pytest

from db.audit import AuditLog, person_subject
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from db.pins import PinStore
from tests.test_db.samples import NOON, patron

HASH, OTHER = "$argon2id$one", "$argon2id$two"


@pytest.fixture
def store(database: Database) -> PinStore:
    return PinStore(database)


def put(store: PinStore, person_id: UUID, duress: str | None = None, first: int = 10_000) -> int:
    numbers = count(first)
    record = store.put(
        person_id, HASH, duress, at=NOON, by="console:root", draw_number=lambda: next(numbers)
    )
    return record.number


def test_a_pin_is_found_by_person_and_by_number(store: PinStore, gallery: Gallery) -> None:
    ada, bob = (
        gallery.add(patron("Ada"), NOON, by="ada"),
        gallery.add(patron("Bob"), NOON, by="ada"),
    )
    assert store.of(ada.id) is None
    number = put(store, ada.id)
    assert put(store, bob.id) != number  # the same draw, but taken
    found = store.by_number(number)
    assert found is not None
    assert (found.person_id, found.pin_hash, found.duress_hash) == (ada.id, HASH, None)
    assert store.of(ada.id) == found
    for nobodys in (10_500, -1, 2**40):
        assert store.by_number(nobodys) is None


def test_a_new_pin_takes_the_place_of_the_old_one_and_leaves_the_number(
    store: PinStore, gallery: Gallery
) -> None:
    ada = gallery.add(patron("Ada"), NOON, by="ada")
    number = put(store, ada.id, OTHER)
    assert put(store, ada.id, first=50_000) == number
    found = store.of(ada.id)
    assert found is not None
    assert found.duress_hash is None


def test_the_audit_knows_who_set_a_pin_and_neither_pin_nor_hash(
    store: PinStore, gallery: Gallery, database: Database
) -> None:
    ada = gallery.add(patron("Ada"), NOON, by="ada")
    put(store, ada.id)
    put(store, ada.id, OTHER)
    assert store.remove(ada.id, at=NOON, by="console:eve")
    assert not store.remove(ada.id, at=NOON, by="console:eve")
    removed, again, first = AuditLog(database).newest(3)
    assert (first.action, first.actor, first.subject) == (
        "PIN set",
        "console:root",
        person_subject(ada.id),
    )
    assert json.loads(first.after) == {"has_duress_pin": False, "number": 10_000}
    assert json.loads(again.before) == json.loads(first.after)
    assert json.loads(again.after)["has_duress_pin"] is True
    assert (removed.action, removed.actor) == ("PIN removed", "console:eve")
    assert "argon2" not in "".join(entry.before + entry.after for entry in (removed, again, first))


def test_where_nobody_is_or_no_number_is_free_nothing_is_stored(
    store: PinStore, gallery: Gallery
) -> None:
    with pytest.raises(StoreError):
        put(store, UUID(int=7))
    ada, bob = (
        gallery.add(patron("Ada"), NOON, by="ada"),
        gallery.add(patron("Bob"), NOON, by="ada"),
    )
    number = put(store, ada.id)
    with pytest.raises(StoreError, match="No free number"):
        store.put(bob.id, HASH, None, at=NOON, by="x", draw_number=lambda: number)
    assert store.of(bob.id) is None
