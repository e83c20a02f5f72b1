"""What the admin area's lock remembers."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from db.admins import AdminStore
from db.engine import Database
from tests.test_db.samples import NOON

SECOND = timedelta(seconds=1)


def test_the_hash_is_set_and_replaced(database: Database) -> None:
    store = AdminStore(database)
    assert store.password_hash() is None
    for stored in ("one", "other"):
        store.set_password_hash(stored, NOON)
        assert store.password_hash() == stored


def test_failures_are_counted_from_a_moment_on_and_forgotten(database: Database) -> None:
    store = AdminStore(database)
    for second in range(3):
        store.record_failure(NOON + second * SECOND)
    assert store.failures_since(NOON) == 3
    assert store.failures_since(NOON + SECOND) == 2
    assert store.failures_since(NOON + 3 * SECOND) == 0
    store.clear_failures()
    assert store.failures_since(NOON) == 0


def test_a_restart_forgets_nothing(file: Path) -> None:
    with closing(Database.open(file)) as database:
        AdminStore(database).set_password_hash("hash", NOON)
        AdminStore(database).record_failure(NOON)
    with closing(Database.open(file)) as database:
        assert AdminStore(database).password_hash() == "hash"
        assert AdminStore(database).failures_since(NOON) == 1
