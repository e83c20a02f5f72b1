"""Whether a schedule is open at a moment, and since when: pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.rule_records import Day, Schedule, Span
from kiosk.rules.wall_time import moment_of

_DAY_MIN = 1440
_WEEK = (
    Day.MONDAY,
    Day.TUESDAY,
    Day.WEDNESDAY,
    Day.THURSDAY,
    Day.FRIDAY,
    Day.SATURDAY,
    Day.SUNDAY,
)

Holidays = Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """One unbroken time during which a span is open: from `start` on, until before `end`."""

    start: datetime
    end: datetime


def opening_at(schedule: Schedule, holidays: Holidays, at: datetime) -> Opening | None:
    """Return the opening of a schedule that a moment is in; None where it is shut.

    Where several overlap, they are one: it goes from the first start to the last end of those that
    hold the moment.

    Args:
        schedule: The hours.
        holidays: The days of its calendar.
        at: The moment, aware.
    """
    open_now = [
        one for one in _openings_around(schedule, holidays, at) if one.start <= at < one.end
    ]
    if not open_now:
        return None
    return Opening(min(one.start for one in open_now), max(one.end for one in open_now))


def holiday_at(schedule: Schedule, holidays: Holidays, at: datetime) -> str | None:
    """Return what the day of a moment is called where the schedule has it as a holiday."""
    return holidays.get(at.astimezone(ZoneInfo(schedule.zone)).date())


def _openings_around(schedule: Schedule, holidays: Holidays, at: datetime) -> Iterator[Opening]:
    """Yield each opening that may hold a moment: of its day, and of those beside it.

    Of the day before as a span may go over midnight; of the day after as clocks may go back over
    midnight.
    """
    zone = ZoneInfo(schedule.zone)
    today = at.astimezone(zone).date()
    for offset in (-1, 0, 1):
        day = today + timedelta(days=offset)
        kind = Day.HOLIDAY if day in holidays else _WEEK[day.weekday()]
        for span in schedule.spans:
            if kind in span.days:
                start = moment_of(day, span.start_min, zone)
                yield Opening(start, moment_of(day, last_minute(span), zone))


def last_minute(span: Span) -> int:
    """Return the minute a span ends before, counted from the midnight it begins after."""
    return span.end_min + (_DAY_MIN if span.end_min <= span.start_min else 0)
