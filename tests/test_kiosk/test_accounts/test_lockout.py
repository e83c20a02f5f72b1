"""When failures lock the login, and for how long."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.account_records import FailedLogins
from kiosk.accounts.lockout import FAILURES, LOCK, LOOK_BACK, WINDOW, locked_for_s
from tests.test_kiosk.fakes import NOON

SECONDS = st.lists(st.floats(-400, 0), max_size=12).map(sorted)


def at(*seconds: float) -> tuple[datetime, ...]:
    return tuple(NOON + timedelta(seconds=s) for s in seconds)


def locked(*seconds: float, now_s: float = 0.0) -> float:
    return locked_for_s(FailedLogins(at(*seconds), ()), NOON + timedelta(seconds=now_s))


def test_four_failures_lock_nothing() -> None:
    assert locked(-3, -2, -1, 0) == 0


def test_five_within_a_minute_lock_for_a_minute_from_the_fifth() -> None:
    assert locked(-60, -40, -30, -20, 0) == 60
    assert locked(-60, -40, -30, -20, 0, now_s=59) == 1
    assert locked(-60, -40, -30, -20, 0, now_s=60) == 0


def test_five_in_more_than_a_minute_lock_nothing() -> None:
    assert locked(-61, -40, -30, -20, 0) == 0


def test_a_slow_guess_before_the_five_changes_nothing() -> None:
    assert locked(-100, -5, -4, -3, -2, -1) == 59


def test_guesses_spread_over_names_lock_the_kiosk() -> None:
    failed = FailedLogins(of_name=at(-1), of_kiosk=at(-5, -4, -3, -2, -1))
    assert locked_for_s(failed, NOON) == 59


def test_guesses_spread_over_kiosks_lock_the_name() -> None:
    failed = FailedLogins(of_name=at(-5, -4, -3, -2, -1), of_kiosk=at(-1))
    assert locked_for_s(failed, NOON) == 59


def test_failures_of_the_future_lock_as_those_of_now_do() -> None:
    """The clock was put back by an hour: rather locked than open."""
    assert locked(*[3600.0] * 5) == LOCK.total_seconds()


@given(SECONDS)
def test_it_never_locks_longer_than_a_minute_nor_for_fewer_than_five(seconds: list[float]) -> None:
    for_s = locked(*seconds)
    assert 0 <= for_s <= LOCK.total_seconds()
    if len(seconds) < FAILURES:
        assert for_s == 0


@given(SECONDS)
def test_what_is_older_than_it_looks_back_changes_nothing(seconds: list[float]) -> None:
    late = [s for s in seconds if s >= -LOOK_BACK.total_seconds()]
    assert locked(*seconds) == locked(*late)


@given(SECONDS)
def test_it_locks_where_some_five_lie_within_the_window(seconds: list[float]) -> None:
    """Said the slow way: a moment at which the fifth of a minute fell, less than a minute ago."""
    window, lock = WINDOW.total_seconds(), LOCK.total_seconds()
    moments = [t for t in seconds if sum(t - window <= s <= t for s in seconds) >= FAILURES]
    expected = max((t + lock for t in moments), default=0.0)
    assert abs(locked(*seconds) - max(expected, 0.0)) < 1e-3
