"""Visits by the hour of the day at this place. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

HOURS = 24


def by_hour(quarters: Mapping[datetime, int], zone: tzinfo | None = None) -> tuple[int, ...]:
    """Return how many visits each hour of the day had, of all days together.

    Where summer time ends an hour comes twice in one day: both are counted as the one hour.

    Args:
        quarters: How many each quarter of an hour had, by its begin, aware.
        zone: Where; None for the machine's own zone.

    Returns:
        24 numbers, the first from midnight to one.
    """
    counts = [0] * HOURS
    for at, count in quarters.items():
        counts[at.astimezone(zone).hour] += count
    return tuple(counts)


def span_of_day(day: date, zone: tzinfo | None = None) -> tuple[datetime, datetime]:
    """Return when a day begins and when the next does, in UTC: 23, 24 or 25 hours apart.

    Args:
        day: Which.
        zone: Where; None for the machine's own zone.
    """
    return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)


def hours_of_day(day: date, zone: tzinfo | None = None) -> tuple[datetime, ...]:
    """Return every full hour of a day by the clock on the wall, its first midnight included."""
    begin, end = span_of_day(day, zone)
    hours, at = [], begin
    while at < end:
        if at.astimezone(zone).minute == 0:
            hours.append(at)
        at += timedelta(minutes=15)
    return tuple(hours)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    # In UTC, where a step of so many minutes is one, whatever the clocks on the wall do.
    return datetime.combine(day, time.min, zone).astimezone(UTC)
