"""What doors did: kept, chained, and what whoever changes it is found by."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db import chain
from db.chain_findings import Wrong
from db.chain_prune import Retention, prune
from db.door_events import DoorEventStore
from db.door_records import DoorEvent, DoorEventKind, NewDoorEvent
from db.engine import Database
from db.errors import StoreError
from tests.test_db.chained import SIGNER, findings
from tests.test_db.samples import NOON


@pytest.fixture
def store(database: Database) -> DoorEventStore:
    return DoorEventStore(database)


def add(store: DoorEventStore, kind: DoorEventKind, minute: int = 0, **more: int) -> DoorEvent:
    return store.append(NewDoorEvent(NOON + timedelta(minutes=minute), "Hall", kind, **more))


def test_they_come_back_newest_first(store: DoorEventStore) -> None:
    opened = add(store, DoorEventKind.OPENED, visit=7)
    held = add(store, DoorEventKind.HELD, 1, open_ms=30_000)
    closed = add(store, DoorEventKind.CLOSED, 2, open_ms=41_234)
    assert store.newest(9) == (closed, held, opened)
    assert store.newest(1) == (closed,)
    assert store.newest(9, before_id=held.id) == (opened,)
    assert store.newest(9, since=held.at) == (closed, held)
    assert (opened.visit, opened.open_ms) == (7, None)
    assert (closed.visit, closed.open_ms) == (None, 41_234)
    assert (closed.door, closed.at) == ("Hall", NOON + timedelta(minutes=2))


@pytest.mark.parametrize(
    ("sql", "wrong", "number"),
    [
        ("UPDATE door_events SET kind = 'opened' WHERE id = 2", Wrong.EDITED, "2"),
        ("UPDATE door_events SET kind = 'nonsense' WHERE id = 2", Wrong.EDITED, "2"),
        ("UPDATE door_events SET visit = 8 WHERE id = 1", Wrong.EDITED, "1"),
        ("UPDATE door_events SET at = datetime(at, '-1 hour') WHERE id = 1", Wrong.EDITED, "1"),
        ("UPDATE door_events SET at = 'never' WHERE id = 1", Wrong.EDITED, "cannot all be read"),
        ("UPDATE door_events SET open_ms = x'00' WHERE id = 2", Wrong.EDITED, "cannot all be read"),
        ("DELETE FROM door_events WHERE id = 2", Wrong.DELETED, "2"),
        (
            "INSERT INTO door_events SELECT 9, at, door, kind, visit, open_ms FROM door_events",
            Wrong.INSERTED,
            "9",
        ),
    ],
)
def test_what_is_done_to_them_past_the_program_is_found(
    store: DoorEventStore, database: Database, sql: str, wrong: Wrong, number: str
) -> None:
    add(store, DoorEventKind.OPENED, visit=7)
    if "INSERT" not in sql:
        add(store, DoorEventKind.FORCED, 1)
    assert findings(database) == []
    with database.writing() as session:
        session.execute(text(sql))
    (found,) = findings(database)
    assert found.wrong is wrong
    assert number in found.words


@pytest.mark.parametrize(
    ("sql", "wrongs"),
    [
        ("DELETE FROM door_events", [Wrong.DELETED]),
        ("UPDATE chain_entries SET statement = NULL WHERE subject = 2", [Wrong.EDITED] * 2),
        ("UPDATE chain_entries SET statement = '{}' WHERE subject = 1", [Wrong.EDITED] * 2),
        ("INSERT INTO door_events VALUES (1, :at, 'Hall', 'opened', 7, 1)", [Wrong.INSERTED]),
    ],
)
def test_what_is_pruned_excuses_nothing_else(
    store: DoorEventStore, database: Database, sql: str, wrongs: list[Wrong]
) -> None:
    pruned, stays = add(store, DoorEventKind.OPENED, visit=7), add(store, DoorEventKind.HELD, 9)
    prune(database, stays.at, "kiosk", Retention(visits_before=stays.at), SIGNER)
    assert store.newest(9) == (stays,)
    assert findings(database) == []
    with database.writing() as session:
        statement = "SELECT statement FROM chain_entries WHERE kind = 'door' AND subject = 1"
        assert session.scalars(text(statement)).one() is None
        session.execute(text(sql), {"at": "2026-05-01 12:00:00.000000"} if ":at" in sql else {})
    assert [found.wrong for found in findings(database)] == wrongs
    assert findings(database, keys=())[0].wrong is Wrong.NOT_SIGNED
    assert pruned.id == 1


def test_an_event_that_cannot_be_chained_is_not_kept(
    store: DoorEventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StoreError("The disk is full.", "Make room.")

    monkeypatch.setattr(chain, "append", fails)
    with pytest.raises(StoreError):
        add(store, DoorEventKind.OPENED)
    assert store.newest(9) == ()
