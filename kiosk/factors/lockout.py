"""How long nobody may try again: pure.

Two limits, as two kinds of guessing are to be stopped. Whoever guesses one person's PIN is kept out
of it for twice as long after each failure (as NIST SP 800-63B-4, 3.2.2, asks); whoever tries many
people's is stopped at the door, which takes so many failures in a while and no more. The right PIN
forgives the person's failures and not the door's: else somebody with a PIN of their own could guess
for ever.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

FREE_FAILURES = 3  # of a person
FIRST_LOCK_S = 30.0
LONGEST_LOCK_S = 3600.0
PERSON_MEMORY = timedelta(hours=24)
DOOR_FAILURES = 10
DOOR_WINDOW = timedelta(minutes=15)


def person_locked_for_s(failures: Sequence[datetime], now: datetime) -> float:
    """Return how long a person's PIN is not heard; 0 where it is.

    Args:
        failures: When it was wrong since it was last right, the oldest first.
        now: This moment.
    """
    counted = [at for at in failures if at >= now - PERSON_MEMORY]
    beyond = len(counted) - FREE_FAILURES
    if beyond < 0:
        return 0.0
    doublings = min(beyond, 16)  # the longest lock is reached before that
    lock_s = min(FIRST_LOCK_S * 2.0**doublings, LONGEST_LOCK_S)
    return _left_s(counted[-1], lock_s, now)


def door_locked_for_s(failures: Sequence[datetime], now: datetime) -> float:
    """Return how long a door hears no PIN and reads no badge; 0 where it does.

    Args:
        failures: When something was wrong there, the oldest first.
        now: This moment.
    """
    counted = [at for at in failures if at >= now - DOOR_WINDOW]
    if len(counted) < DOOR_FAILURES:
        return 0.0
    return _left_s(counted[-DOOR_FAILURES], DOOR_WINDOW.total_seconds(), now)


def _left_s(since: datetime, lock_s: float, now: datetime) -> float:
    """Return what is left of a lock; never more than the whole of it, whatever a clock did."""
    return min(max(0.0, lock_s - (now - since).total_seconds()), lock_s)
