"""How long nobody may try again."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.factors.lockout import (
    DOOR_FAILURES,
    DOOR_WINDOW,
    LONGEST_LOCK_S,
    door_locked_for_s,
    person_locked_for_s,
)
from tests.test_kiosk.fakes import NOON


def failures(*seconds: float) -> list[datetime]:
    return [NOON + timedelta(seconds=s) for s in seconds]


@pytest.mark.parametrize(
    ("count", "lock_s"),
    [(0, 0), (1, 0), (2, 0), (3, 30), (4, 60), (5, 120), (9, 1920), (10, 3600), (200, 3600)],
)
def test_a_person_is_locked_for_twice_as_long_each_time(count: int, lock_s: float) -> None:
    assert person_locked_for_s(failures(*[0] * count), NOON) == lock_s
    after = NOON + timedelta(seconds=lock_s)
    assert person_locked_for_s(failures(*[0] * count), after) == 0


def test_failures_of_yesterday_are_forgotten() -> None:
    assert person_locked_for_s(failures(0, 0, 0, 90_000), NOON + timedelta(seconds=90_000)) == 0


def test_a_door_takes_ten_failures_in_a_quarter_of_an_hour() -> None:
    ten = failures(*range(0, 600, 60))
    assert door_locked_for_s(ten[1:], ten[-1]) == 0
    assert door_locked_for_s(ten, ten[-1]) == 900 - 540
    assert door_locked_for_s(ten, NOON + DOOR_WINDOW) == 0


moments = st.lists(st.integers(-100_000, 100_000), max_size=40).map(lambda s: failures(*sorted(s)))


@given(moments, st.integers(-100_000, 200_000))
def test_no_clock_locks_for_ever(times: list[datetime], now_s: int) -> None:
    now = NOON + timedelta(seconds=now_s)
    assert 0 <= person_locked_for_s(times, now) <= LONGEST_LOCK_S
    assert 0 <= door_locked_for_s(times, now) <= DOOR_WINDOW.total_seconds()


@given(st.lists(st.floats(0, 7200), max_size=60))
def test_however_the_tries_fall_a_door_hears_no_more_than_its_share(waits: list[float]) -> None:
    heard: list[datetime] = []
    now = NOON
    for wait in waits:
        now += timedelta(seconds=wait)
        if door_locked_for_s(heard, now) == 0:
            heard.append(now)
    for one in heard:
        assert sum(one - DOOR_WINDOW < other <= one for other in heard) <= DOOR_FAILURES
