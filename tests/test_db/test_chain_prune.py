"""What is old goes, what is young stays, and the log verifies whatever the times were."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db import prune_portion
from db.access_log import AccessLog
from db.chain_prune import Pruned, Retention, prune, would_prune
from db.chain_tables import ChainEntryRow, EventEvidenceRow
from db.door_events import DoorEventStore
from db.door_records import DoorEventKind, NewDoorEvent
from db.engine import Database
from db.gallery import Gallery
from db.tables import ProbeThumbnailRow, VisitorRow
from tests.test_db.chained import HOUR, SIGNER, findings
from tests.test_db.samples import NOON, STRANGER

LATER = NOON + timedelta(days=9)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    hours=st.lists(st.integers(0, 5), max_size=12),
    door_hours=st.lists(st.integers(0, 5), max_size=6),
    visits_before=st.none() | st.integers(0, 6),
    pictures_before=st.none() | st.integers(0, 6),
)
def test_just_what_is_too_old_goes(
    tmp_path_factory: pytest.TempPathFactory,
    hours: list[int],
    door_hours: list[int],
    visits_before: int | None,
    pictures_before: int | None,
) -> None:
    database = Database.open(tmp_path_factory.mktemp("log") / "janus.sqlite3")
    try:
        log = AccessLog(database)
        for hour in hours:
            log.append(replace(STRANGER, at=NOON + hour * HOUR, evidence=b"seen"))
        doors = DoorEventStore(database)
        for hour in door_hours:
            doors.append(NewDoorEvent(NOON + hour * HOUR, "Hall", DoorEventKind.HELD))
        retention = Retention(
            None if visits_before is None else NOON + visits_before * HOUR,
            None if pictures_before is None else NOON + pictures_before * HOUR,
        )
        stay = [h for h in hours if visits_before is None or h >= visits_before]
        shown = [h for h in stay if pictures_before is None or h >= pictures_before]
        opened = [h for h in door_hours if visits_before is None or h >= visits_before]
        would = would_prune(database, retention)
        gone = prune(database, LATER, "kiosk", retention, SIGNER)
        assert (gone.visits, gone.door_events) == (would.visits, would.door_events)
        assert gone.visits == len(hours) - len(stay)
        assert gone.door_events == len(door_hours) - len(opened)
        assert sorted(e.at for e in doors.newest(9)) == sorted(NOON + h * HOUR for h in opened)
        left = {event.id: event for event in log.export()}
        assert sorted(e.at for e in left.values()) == sorted(NOON + h * HOUR for h in stay)
        assert sum(event.has_thumbnail for event in left.values()) == len(shown)
        assert would_prune(database, retention) == Pruned()
        assert findings(database) == []
    finally:
        database.close()


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_portion, "AT_ONCE", 3)


@pytest.mark.usefixtures("few_at_once")
@pytest.mark.parametrize("minutes", [range(10), [0] * 7 + [1] * 2, [5, 4, 3, 2, 1, 0, 0, 0, 0, 0]])
def test_it_goes_in_portions_and_none_is_left(
    log: AccessLog, database: Database, minutes: list[int]
) -> None:
    doors = DoorEventStore(database)
    for minute in minutes:
        log.append(replace(STRANGER, at=NOON + timedelta(minutes=minute)))
        doors.append(NewDoorEvent(NOON + timedelta(minutes=minute), "Hall", DoorEventKind.HELD))
    log.append(replace(STRANGER, at=LATER))
    doors.append(NewDoorEvent(LATER, "Hall", DoorEventKind.CLOSED))
    gone = prune(database, LATER, "kiosk", Retention(NOON + HOUR, NOON + HOUR), SIGNER)
    assert (gone.visits, gone.door_events) == (len(minutes), len(minutes))
    assert len(list(log.export())) == 1
    assert [event.kind for event in doors.newest(9)] == [DoorEventKind.CLOSED]
    assert findings(database) == []


def test_nothing_of_a_person_is_left_with_the_last_of_their_visits(
    log: AccessLog, database: Database, file: Path
) -> None:
    named = replace(STRANGER, person_name="Quirin Xylander", evidence=b"probe of Quirin")
    log.append(named)
    prune(database, LATER, "kiosk", Retention(visits_before=LATER), SIGNER)
    with database.reading() as session:
        for table in (VisitorRow, ProbeThumbnailRow, EventEvidenceRow):
            assert session.scalars(select(func.count()).select_from(table)).one() == 0
        (entry,) = session.scalars(select(ChainEntryRow).filter_by(kind="event"))
        assert (entry.salt, entry.who, entry.picture, entry.evidence) == (None,) * 4
    assert findings(database) == []


def test_somebody_who_still_has_visits_keeps_the_name(
    log: AccessLog, database: Database, gallery: Gallery
) -> None:
    for at in (NOON, LATER):
        log.append(replace(STRANGER, at=at, person_name="Ada"))
    prune(database, LATER, "kiosk", Retention(visits_before=LATER), SIGNER)
    assert [event.person_name for event in log.export()] == ["Ada"]


def test_a_visit_that_comes_after_with_an_old_time_is_no_forgery(
    log: AccessLog, database: Database
) -> None:
    """The clock was set back after pruning: the next visit is older than what went."""
    log.append(STRANGER)
    prune(database, LATER, "kiosk", Retention(visits_before=NOON + HOUR), SIGNER)
    log.append(STRANGER)
    assert findings(database) == []
    assert prune(database, LATER, "kiosk", Retention(visits_before=NOON + HOUR), SIGNER).visits == 1
    assert findings(database) == []
