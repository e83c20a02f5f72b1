"""The lock against guessing: five failures within a minute close the login for a minute. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.account_records import FailedLogins

FAILURES = 5
WINDOW = timedelta(minutes=1)
LOCK = timedelta(minutes=1)
LOOK_BACK = WINDOW + LOCK  # failures from before this matter no more


def locked_for_s(failed: FailedLogins, now: datetime) -> float:
    """Return how many seconds no login is heard, 0 where one is.

    Counted for the name at every kiosk of the database, so that guesses are not spread over doors,
    and for the kiosk with every name, so that they are not spread over names.
    """
    return max(_locked_for_s(failed.of_name, now), _locked_for_s(failed.of_kiosk, now))


def _locked_for_s(failures: Sequence[datetime], now: datetime) -> float:
    """Return how long one list of failures, oldest first, locks.

    While it is locked nothing is tried, so no failure prolongs a lock. A failure that is dated
    later than now, after the clock was put back, counts as one of now: it locks rather than not.
    """
    times = [min(at, now) for at in failures]
    fifths = [
        last
        for first, last in zip(times, times[FAILURES - 1 :], strict=False)
        if last - first <= WINDOW
    ]
    if not fifths:
        return 0.0
    return max((fifths[-1] + LOCK - now).total_seconds(), 0.0)
