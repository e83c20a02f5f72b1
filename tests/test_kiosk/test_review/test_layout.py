"""Hours, timeline and bars: what is drawn is all that there was."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.log_counts import Span
from db.records import Outcome, Reason
from kiosk.review.bars import axis, denial_bars
from kiosk.review.hours import HOURS, by_hour, hours_of_day, span_of_day
from kiosk.review.timeline import Lane, Mark, lane_of, lay_out, mark_words, nearest

BERLIN = ZoneInfo("Europe/Berlin")
KATHMANDU = ZoneInfo("Asia/Kathmandu")  # 5 h 45 min ahead
DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

moments = st.floats(-36, 36).map(lambda hours: NOON + timedelta(hours=hours))
spans = st.lists(
    st.builds(
        Span,
        moments,
        st.sampled_from(Outcome),
        st.sampled_from(Reason),
        st.integers(1, 9),
        st.integers(1, 10_000),
    )
)


@given(spans=spans, places=st.integers(1, 300))
def test_the_strip_shows_each_visit_once(spans: list[Span], places: int) -> None:
    begin, end = span_of_day(DAY, UTC)
    marks = lay_out(spans, begin, end, places)
    shown, there = Counter[Lane](), Counter[Lane]()
    for mark in marks:
        assert 0 < mark.middle < 1
        assert mark.count == sum(count for _, count in mark.reasons)
        shown[mark.lane] += mark.count
    for span in spans:
        there[lane_of(span.outcome, span.reason)] += span.count
    assert shown == there
    assert len({(mark.lane, mark.middle) for mark in marks}) == len(marks)


@given(spans=spans, places=st.integers(1, 300))
def test_the_mark_of_the_newest_visit_jumps_to_it(spans: list[Span], places: int) -> None:
    marks = lay_out(spans, *span_of_day(DAY, UTC), places)
    newest = max((mark.newest_id for mark in marks), default=None)
    assert newest == max((span.newest_id for span in spans), default=None)


@given(spans=spans, lane=st.sampled_from(Lane), where=st.floats(0, 1), reach=st.floats(0, 1))
def test_a_touch_finds_the_nearest_of_its_row_first(
    spans: list[Span], lane: Lane, where: float, reach: float
) -> None:
    marks = lay_out(spans, *span_of_day(DAY, UTC), 100)
    found = nearest(marks, lane, where, reach)
    near = [mark for mark in marks if abs(mark.middle - where) <= reach]
    assert (found is None) == (not near)
    if found is not None:
        rivals = [m for m in near if m.lane is lane] or near
        assert abs(found.middle - where) == min(abs(m.middle - where) for m in rivals)


def test_a_mark_stands_where_its_time_is() -> None:
    begin, end = span_of_day(DAY, UTC)
    span = Span(NOON, Outcome.GRANTED, Reason.MATCHED, 2, 7)
    (mark,) = lay_out([span], begin, end, 24)
    assert mark == Mark(Lane.GRANTED, 12.5 / 24, NOON, 2, ((Reason.MATCHED, 2),), 7)


def test_a_mark_in_words() -> None:
    reasons = ((Reason.REVOKED, 2), (Reason.NOT_RECOGNISED, 1))
    local = f"{NOON.astimezone():%H:%M}"
    assert mark_words(Mark(Lane.DENIED, 0.5, NOON, 3, reasons, 7)) == (
        f"{local}: 3 denied: 2 revoked, 1 not recognised"
    )
    assert mark_words(Mark(Lane.GRANTED, 0.5, NOON, 4, (), 7)) == f"{local}: 4 granted"
    attack = Mark(Lane.ATTACK, 0.5, NOON, 1, ((Reason.SCREEN, 1),), 7)
    assert "attack: 1 screen" in mark_words(attack)


@pytest.mark.parametrize(
    ("day", "hours", "labels"),
    [(DAY, 24, 24), (date(2026, 3, 29), 23, 23), (date(2026, 10, 25), 25, 25)],
)
def test_a_day_of_summer_time_has_another_length(day: date, hours: int, labels: int) -> None:
    begin, end = span_of_day(day, BERLIN)
    assert end - begin == timedelta(hours=hours)
    assert len(hours_of_day(day, BERLIN)) == labels
    assert begin.astimezone(BERLIN).date() == day


@given(
    st.dictionaries(
        st.integers(0, 10**6).map(lambda n: NOON + n * timedelta(minutes=15)), st.integers(1, 99)
    ),
    st.sampled_from([UTC, BERLIN, KATHMANDU]),
)
def test_each_visit_falls_into_one_hour(quarters: dict[datetime, int], zone: ZoneInfo) -> None:
    hours = by_hour(quarters, zone)
    assert len(hours) == HOURS
    assert sum(hours) == sum(quarters.values())


def test_hours_are_those_of_the_place() -> None:
    quarters = {NOON: 3, NOON + timedelta(minutes=15): 4}
    assert by_hour(quarters, BERLIN)[13] == 7
    assert (by_hour(quarters, KATHMANDU)[17], by_hour(quarters, KATHMANDU)[18]) == (3, 4)


@given(st.integers(0, 10**9), st.integers(1, 10))
def test_an_axis_reaches_over_the_highest_bar(highest: int, most: int) -> None:
    ticks = axis(highest, most)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert 2 <= len(ticks) <= most + 1
    assert len({b - a for a, b in pairwise(ticks)}) == 1


def test_axes_in_round_numbers() -> None:
    assert axis(0) == (0, 1)
    assert axis(7) == (0, 2, 4, 6, 8)
    assert axis(93) == (0, 50, 100)


@given(st.dictionaries(st.sampled_from(Reason), st.integers(1, 99)), st.integers(2, 10))
def test_no_denial_is_left_out_of_the_bars(denials: dict[Reason, int], most: int) -> None:
    bars = denial_bars(denials, most)
    assert len(bars) <= most
    assert sum(bar.count for bar in bars) == sum(denials.values())
    named = [bar.count for bar in bars if "other reasons" not in bar.label]
    assert named == sorted(named, reverse=True)
