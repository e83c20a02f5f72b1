"""Failed attempts: kept over restarts, of doors and of people apart."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from db.attempts import AttemptStore
from db.engine import Database
from db.gallery import Gallery
from tests.test_db.samples import NOON, patron

SINCE = NOON - timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_failures_are_counted_by_door_and_by_person_over_restarts(file: Path) -> None:
    with closing(Database.open(file)) as database:
        gallery, store = Gallery(database), AttemptStore(database)
        ada, bob = (
            gallery.add(patron("Ada"), NOON, by="ada"),
            gallery.add(patron("Bob"), NOON, by="ada"),
        )
        store.record(NOON, "front", ada.id)
        store.record(NOON + MINUTE, "back", ada.id)
        store.record(NOON + 2 * MINUTE, "front", None)
        store.record(SINCE - MINUTE, "front", ada.id)
    with closing(Database.open(file)) as database:
        store, now = AttemptStore(database), NOON + 3 * MINUTE
        assert store.at_door("front", SINCE, now) == (NOON, NOON + 2 * MINUTE)
        assert store.of_person(ada.id, SINCE, now) == (NOON, NOON + MINUTE)
        assert store.of_person(bob.id, SINCE, now) == ()


def test_the_right_pin_forgives_the_person_and_not_the_door(
    database: Database, gallery: Gallery
) -> None:
    store, ada = AttemptStore(database), gallery.add(patron("Ada"), NOON, by="ada")
    store.record(NOON, "front", ada.id)
    store.forgive(ada.id)
    assert store.of_person(ada.id, SINCE, NOON) == ()
    assert store.at_door("front", SINCE, NOON) == (NOON,)


def test_a_failure_of_the_future_counts_as_one_of_now_once_and_for_all(database: Database) -> None:
    store = AttemptStore(database)
    store.record(NOON + timedelta(days=365), "front", None)  # then the clock was put right
    assert store.at_door("front", SINCE, NOON) == (NOON,)
    assert store.at_door("front", SINCE, NOON + 5 * MINUTE) == (NOON,)


def test_what_no_limit_looks_back_to_is_removed(database: Database) -> None:
    store = AttemptStore(database)
    store.record(NOON - MINUTE, "front", None)
    store.record(NOON, "front", None)
    store.prune(NOON)
    assert store.at_door("front", SINCE, NOON) == (NOON,)
