"""Camera or relay fail in the middle of a visit: what the real log then holds."""

from pathlib import Path

from db.access_log import AccessLog
from kiosk.entry.flow import FAULT_S
from kiosk.entry.view import EntryState
from tests.test_db.chained import findings
from tests.test_faults.real_door import real_door, unlocks
from tests.test_kiosk.fakes import ADA, EVE, fault


def test_a_camera_torn_away_before_a_grant_opens_nothing(tmp_path: Path) -> None:
    with real_door(tmp_path) as (door, database):
        door.person(ADA, 2)
        assert door.no_camera(5.0)[-1].state is EntryState.OUT_OF_SERVICE
        assert unlocks(tmp_path) == 0
        assert door.visit() is EntryState.WELCOME
        assert findings(database) == []


def test_a_camera_torn_away_from_a_stranger_leaves_their_row(tmp_path: Path) -> None:
    with real_door(tmp_path) as (door, database):
        door.person(EVE, 5)
        door.no_camera(5.0)
        (row,) = AccessLog(database).page()
        assert (str(row.reason), row.person_id) == ("not recognised", None)
        assert findings(database) == []


def test_a_relay_that_fails_is_two_rows_and_its_return_a_visit(tmp_path: Path) -> None:
    def fails(_: float) -> None:
        raise fault()

    with real_door(tmp_path) as (door, database):
        works = door.door.unlock
        door.door.unlock = fails  # type: ignore[method-assign]
        assert door.visit() is EntryState.OUT_OF_SERVICE
        rows = [f"{row.outcome} {row.reason}" for row in AccessLog(database).page()]
        assert rows == ["denied door fault", "granted matched"]
        assert unlocks(tmp_path) == 0
        door.door.unlock = works  # type: ignore[method-assign]
        door.clock.s += FAULT_S
        assert door.visit() is EntryState.WELCOME
        assert unlocks(tmp_path) == 1
        assert findings(database) == []
