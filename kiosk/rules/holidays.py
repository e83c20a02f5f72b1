"""Holidays out of an iCalendar file (RFC 5545), as public calendars and office programs write them.

A holiday is a whole day: entries with a time of day are counted and left out. Repeated entries
(RRULE, RDATE, EXDATE) are worked out by `recurring-ical-events` for the years asked for. The file
is somebody else's: whatever is wrong with it, a sentence says so and nothing is taken from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import icalendar
import recurring_ical_events

from kiosk.errors import KioskError

MOST_BYTES = 1_000_000
MOST_ENTRIES = 2_000
MOST_REPEATED = 200
MOST_DAYS = 4_000
_LONGEST = timedelta(days=366)  # of one entry
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_ASK = "Save it once more from the calendar it comes from, as iCalendar (.ics)."


@dataclass(frozen=True, slots=True)
class Holidays:
    """What a file holds.

    Attributes:
        days: The holidays, each with what it is called.
        timed: How many entries were left out, as they are no whole days.
    """

    days: dict[date, str]
    timed: int


def holidays_of(content: bytes, *, first: date, last: date) -> Holidays:
    """Return the holidays of an iCalendar file.

    Args:
        content: The file.
        first: The first day wanted.
        last: The last day wanted.

    Raises:
        KioskError: The file is too large, no iCalendar, or holds nothing that could be used.
    """
    if len(content) > MOST_BYTES:
        raise KioskError(
            f"The file has {len(content):,} bytes; {MOST_BYTES:,} is the most.",
            "Export holidays alone, not a whole calendar.",
        )
    calendar = _parsed(content)
    try:
        return _holidays(calendar, first, last)
    except KioskError:
        raise
    except Exception as error:  # whatever the library says of a value when it is first looked at
        raise KioskError("An entry of the file cannot be understood.", _ASK) from error


def _holidays(calendar: icalendar.Calendar, first: date, last: date) -> Holidays:
    whole, timed = _whole_days(calendar)
    days: dict[date, str] = {}
    for day, name in _occurrences(whole, first, last):
        days[day] = f"{days[day]}, {name}" if day in days and name not in days[day] else name
        if len(days) > MOST_DAYS:
            raise _too_many()
    if not days:
        raise KioskError(
            f"There is no whole day between {first} and {last} in the file.",
            "A holiday is an entry that lasts all day.",
        )
    return Holidays(dict(sorted(days.items())), timed)


def _parsed(content: bytes) -> icalendar.Calendar:
    try:
        calendar = icalendar.Calendar.from_ical(content.decode("utf-8-sig"))
    except Exception as error:
        raise KioskError("The file is no iCalendar that can be read.", _ASK) from error
    if not isinstance(calendar, icalendar.Calendar):
        raise KioskError("The file holds no calendar.", _ASK)
    return calendar


def _whole_days(calendar: icalendar.Calendar) -> tuple[icalendar.Calendar, int]:
    """Return a calendar of those entries alone that are whole days, and how many others are."""
    entries = [e for e in calendar.walk("VEVENT") if str(e.get("STATUS")).upper() != "CANCELLED"]
    repeated = sum("RRULE" in entry for entry in entries)
    if len(entries) > MOST_ENTRIES or repeated > MOST_REPEATED:
        raise KioskError(
            f"The file has {len(entries)} entries, {repeated} of them repeated; {MOST_ENTRIES} and "
            f"{MOST_REPEATED} are the most.",
            "Export holidays alone, not a whole calendar.",
        )
    whole = icalendar.Calendar()
    for entry in entries:
        if not _has_time(entry):
            _check_rule(entry)
            whole.add_component(entry)
    return whole, len(entries) - len(whole.subcomponents)


def _has_time(entry: icalendar.Component) -> bool:
    start = entry.get("DTSTART")
    return isinstance(getattr(start, "dt", None), datetime)


def _check_rule(entry: icalendar.Component) -> None:
    rules = entry.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        frequency = {str(one).upper() for one in rule.get("FREQ", [])}
        if not frequency or frequency & _TOO_OFTEN:
            raise KioskError("An entry is repeated more often than daily, or by no rule.", _ASK)


def _occurrences(
    calendar: icalendar.Calendar, first: date, last: date
) -> Iterator[tuple[date, str]]:
    """Yield each day of each entry, year by year, so that a flood of them is seen early."""
    begin = first
    while begin <= last:
        end = min(date(begin.year + 1, 1, 1), last + timedelta(days=1))
        for entry in _between(calendar, begin, end):
            start, after = entry.start, entry.end
            if after - start > _LONGEST:
                raise KioskError(f"“{_name(entry)}” lasts longer than a year.", _ASK)
            day = max(start, begin)
            while day < min(max(after, start + timedelta(days=1)), end):
                yield day, _name(entry)
                day += timedelta(days=1)
        begin = end


def _between(calendar: icalendar.Calendar, begin: date, end: date) -> list[icalendar.Event]:
    try:
        found = recurring_ical_events.of(calendar).between(begin, end)
    except Exception as error:
        raise KioskError("An entry of the file cannot be worked out.", _ASK) from error
    if len(found) > MOST_DAYS:
        raise _too_many()
    return list(found)


def _name(entry: icalendar.Component) -> str:
    words = " ".join(str(entry.get("SUMMARY", "")).split())
    return "".join(c for c in words if c.isprintable())[:60] or "holiday"


def _too_many() -> KioskError:
    return KioskError(
        f"The file has more than {MOST_DAYS} holidays.",
        "Export holidays alone, or ask for fewer years.",
    )
