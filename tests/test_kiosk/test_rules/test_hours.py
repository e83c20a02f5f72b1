"""Hours of the week: over midnight, on holidays, and in the nights when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rule_records import Day, Span
from kiosk.rules.hours import opening_at
from kiosk.rules.wall_time import moment_of
from tests.test_kiosk.test_rules.house import schedule

BERLIN = "Europe/Berlin"
# Clocks go to 03:00 at 02:00 on 29 March 2026, and back to 02:00 at 03:00 on 25 October 2026.
ZONES = [
    BERLIN,
    "America/New_York",
    "America/Havana",  # changes at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # left out the whole of 30 December 2011
    "Asia/Kathmandu",
    "UTC",
]


def is_open(hours: str, at: str, zone: str = BERLIN, **holidays: str) -> bool:
    days = {date.fromisoformat(day.replace("_", "-")[1:]): name for day, name in holidays.items()}
    return opening_at(schedule(hours, zone), days, datetime.fromisoformat(at)) is not None


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        ("mon-fri 08:00-18:00", "2026-05-06T06:00Z", True),  # Wednesday, 08:00 in summer
        ("mon-fri 08:00-18:00", "2026-05-06T05:59:59.999Z", False),
        ("mon-fri 08:00-18:00", "2026-05-06T16:00Z", False),  # the end is outside
        ("mon-fri 08:00-18:00", "2026-01-07T07:00Z", True),  # 08:00 in winter
        ("mon-fri 08:00-18:00", "2026-01-07T06:30Z", False),
        ("mon-fri 08:00-18:00", "2026-05-09T10:00Z", False),  # Saturday
        ("fri 22:00-06:00", "2026-05-09T03:59Z", True),  # Saturday morning, begun on Friday
        ("fri 22:00-06:00", "2026-05-08T03:00Z", False),  # Friday morning, begun on no Thursday
        ("fri 22:00-24:00", "2026-05-08T21:59Z", True),
        ("fri 22:00-00:00", "2026-05-08T22:00Z", False),
        ("sun-mon 10:00-11:00", "2026-05-10T08:30Z", True),  # a range over the week's end
        ("sun-mon 10:00-11:00", "2026-05-11T08:30Z", True),
        ("sun-mon 10:00-11:00", "2026-05-12T08:30Z", False),
    ],
)
def test_hours(hours: str, at: str, expected: bool) -> None:
    assert is_open(hours, at) is expected


@pytest.mark.parametrize(
    ("hours", "first", "last"),
    [
        # Spring: the clock leaps from 02:00 to 03:00 at 01:00 UTC.
        ("sat 22:00-02:30", "2026-03-28T21:00Z", "2026-03-29T01:00Z"),
        ("sun 02:30-06:00", "2026-03-29T01:00Z", "2026-03-29T04:00Z"),
        ("sun 02:10-02:50", None, None),  # nothing is left of it
        ("sat 22:00-06:00", "2026-03-28T21:00Z", "2026-03-29T04:00Z"),
        # Autumn: it goes back from 03:00 to 02:00 at 01:00 UTC; what comes twice counts once.
        ("sat 22:00-02:30", "2026-10-24T20:00Z", "2026-10-25T00:30Z"),
        ("sun 02:30-06:00", "2026-10-25T00:30Z", "2026-10-25T05:00Z"),
        ("sat 22:00-03:00", "2026-10-24T20:00Z", "2026-10-25T02:00Z"),
        ("sun 02:10-02:50", "2026-10-25T00:10Z", "2026-10-25T00:50Z"),
    ],
)
def test_the_nights_when_the_clocks_change(hours: str, first: str | None, last: str | None) -> None:
    around = "2026-03-29T01:00Z" if "03-2" in (first or "03-2") else "2026-10-25T01:00Z"
    begin = datetime.fromisoformat(around) - timedelta(hours=12)
    minutes = [begin + timedelta(minutes=n) for n in range(24 * 60)]
    open_at = [m for m in minutes if opening_at(schedule(hours, BERLIN), {}, m)]
    if first is None or last is None:
        assert open_at == []
        return
    assert open_at[0] == datetime.fromisoformat(first)
    assert open_at[-1] + timedelta(minutes=1) == datetime.fromisoformat(last)
    assert len(open_at) == (open_at[-1] - open_at[0]) / timedelta(minutes=1) + 1  # in one piece


def test_on_a_holiday_only_its_own_hours_begin() -> None:
    hours = "mon-fri 08:00-18:00; holiday 10:00-12:00"
    noon = {"d2026_05_06": "Day of the Door"}
    assert not is_open(hours, "2026-05-06T07:00Z", **noon)
    assert is_open(hours, "2026-05-06T09:00Z", **noon)
    assert is_open(hours, "2026-05-07T07:00Z", **noon)
    assert not is_open(hours, "2026-05-09T09:00Z")  # a Saturday that is no holiday


def test_a_night_shift_that_began_before_a_holiday_goes_on_into_it() -> None:
    assert is_open("tue 22:00-06:00", "2026-05-06T02:00Z", d2026_05_06="Day of the Door")
    assert not is_open("wed 22:00-06:00", "2026-05-07T02:00Z", d2026_05_06="Day of the Door")


def test_hours_that_overlap_are_one_opening() -> None:
    found = opening_at(
        schedule("wed 08:00-12:30; wed 12:00-18:00"), {}, datetime(2026, 5, 6, 12, 10, tzinfo=UTC)
    )
    assert found is not None
    assert (found.start.hour, found.end.hour) == (8, 18)


days = st.dates(date(2010, 1, 1), date(2030, 12, 31))
zones = st.sampled_from(ZONES)
# The days when something happens are rare: they come up as often as all others.
_ODD = ("2026-03-08", "2026-03-29", "2026-10-04", "2026-10-25", "2011-12-29", "2011-12-30")
any_day = days | st.sampled_from([date.fromisoformat(day) for day in _ODD])


@given(any_day, st.integers(0, 1440), st.integers(0, 1440), zones)
def test_a_later_reading_of_the_clock_is_never_an_earlier_moment(
    day: date, one: int, other: int, zone: str
) -> None:
    early, late = sorted((one, other))
    assert moment_of(day, early, ZoneInfo(zone)) <= moment_of(day, late, ZoneInfo(zone))


@given(any_day, st.integers(0, 1439), zones)
def test_a_moment_is_the_first_at_which_clocks_show_that_time_or_later(
    day: date, minute: int, zone: str
) -> None:
    """Held against the clock itself, minute by minute, with none of the program's reasoning."""
    here = ZoneInfo(zone)
    found = moment_of(day, minute, here)
    reading = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    assert found.astimezone(here).replace(tzinfo=None) >= reading
    for before in range(1, 181):
        shown = (found - timedelta(minutes=before)).astimezone(here).replace(tzinfo=None)
        assert shown < reading or shown.date() > day


@given(any_day, st.integers(1, 1439), zones, st.integers(-60, 1500))
def test_spans_that_meet_on_paper_meet_at_the_door(
    day: date, cut: int, zone: str, minute: int
) -> None:
    """A day cut in two anywhere is open all day, and never twice at once."""
    everyday = frozenset(Day) - {Day.HOLIDAY}
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(minutes=minute)
    whole = schedule("mon-sun 00:00-24:00", zone)
    parts = [Span(everyday, 0, cut), Span(everyday, cut, 1440)]
    halves = [opening_at(type(whole)("half", zone, (part,)), {}, at) is not None for part in parts]
    assert opening_at(whole, {}, at) is not None
    assert sum(halves) == 1
