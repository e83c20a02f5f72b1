"""From what the clock on the wall will show to the moment that this is: pure.

Twice a year the clock jumps. Here time moves on all the same: a reading that comes twice means the
first time (RFC 5545, section 3.3.5); one that is leapt over means the moment of the leap, as clocks
do not show anything later before it. So a later reading is never an earlier moment, and two spans
that meet on paper meet at the door, without a gap and without an overlap.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY_MIN = 1440


def moment_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the moment at which the clocks of `zone` first show a time, or leap over it.

    Args:
        day: The day.
        minute: Minutes from its midnight, by the clock; 1440 and more is the next day.
        zone: Whose clocks.

    Returns:
        Aware UTC.
    """
    reading = datetime.combine(day + timedelta(days=minute // _DAY_MIN), time())
    reading = (reading + timedelta(minutes=minute % _DAY_MIN)).replace(tzinfo=zone)
    first = reading.astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == reading.replace(tzinfo=None):
        return first
    # In a gap: the old offset (fold 0) gives a moment after the leap, the new one a moment before.
    return _leap_between(reading.replace(fold=1).astimezone(UTC), first, zone)


def _leap_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment of the offset that holds at `after`; whole seconds."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
