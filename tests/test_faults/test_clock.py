"""The time of day jumps while the door runs: who may enter is asked of it, nothing else is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.access_log import AccessLog
from db.gallery import Gallery
from kiosk.entry.view import EntryState
from tests.test_db.chained import findings
from tests.test_db.samples import NOON
from tests.test_faults.mortal_door import MortalDoor
from tests.test_faults.real_door import real_door, unlocks
from tests.test_kiosk.door_rig import HOLD_S
from tests.test_kiosk.fakes import ADA

HOURS = [-72, -1, 1, 72]


def jump(door: MortalDoor, hours: float) -> None:
    """Set the time of day; what measures durations goes on as if nothing had been."""
    tells: Callable[[], datetime] = door.clock.now
    door.clock.now = lambda: tells() + timedelta(hours=hours)  # type: ignore[method-assign]


@pytest.mark.parametrize("hours", HOURS)
def test_a_jump_between_two_visits(hours: float, tmp_path: Path) -> None:
    with real_door(tmp_path) as (door, database):
        for _ in range(2):
            assert door.visit() is EntryState.WELCOME
            door.sign()
            jump(door, hours)
        assert door.visit() is EntryState.WELCOME
        assert unlocks(tmp_path) == 3
        assert findings(database) == []
        ids = [row.id for row in AccessLog(database).page()]
        assert ids == sorted(ids, reverse=hours > 0), "by time, and the numbers keep the order"


@pytest.mark.parametrize("hours", HOURS)
def test_a_jump_while_somebody_is_looked_at_makes_one_visit(hours: float, tmp_path: Path) -> None:
    with real_door(tmp_path) as (door, database):
        door.person(ADA, 1)
        jump(door, hours)
        views = door.person(ADA, 3)
        assert views[-1].state is EntryState.WELCOME
        assert len(AccessLog(database).page()) == unlocks(tmp_path) == 1


@pytest.mark.parametrize("hours", HOURS)
def test_a_jump_while_the_lock_is_released_neither_holds_nor_cuts_it(
    hours: float, tmp_path: Path
) -> None:
    with real_door(tmp_path) as (door, _):
        assert door.visit() is EntryState.WELCOME
        door.door.unlock(HOLD_S)
        jump(door, hours)
        assert door.door.is_unlocked()
        door.clock.s += HOLD_S
        assert not door.door.is_unlocked()


def test_validity_goes_by_the_time_of_day(tmp_path: Path) -> None:
    with real_door(tmp_path) as (door, database):
        gallery = Gallery(database)
        (ada,) = gallery.people()
        gallery.set_validity(ada.id, None, NOON + timedelta(hours=1), NOON, by="ada")
        assert door.visit() is EntryState.WELCOME
        jump(door, 2)
        assert door.visit() is EntryState.REFUSED
        jump(door, -2)
        assert door.visit() is EntryState.WELCOME
        assert unlocks(tmp_path) == 2
