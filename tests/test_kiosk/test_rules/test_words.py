"""Hours as people write them, as a picture, and what is pointed out about a rule book."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rule_records import Area, Calendar, Day, DoorRules, Group, Passback, RuleBook, Span
from kiosk.errors import KioskError
from kiosk.rules.problems import problems
from kiosk.rules.week_picture import DAYS, Block, blocks
from kiosk.rules.week_words import spans_of, week_words
from tests.test_kiosk.test_rules.house import ADA, NOON, book, door, group, schedule

spans = st.builds(
    Span,
    st.frozensets(st.sampled_from(Day), min_size=1),
    st.integers(0, 1439),
    st.integers(1, 1440),
).filter(lambda span: span.start_min != span.end_min)


@given(st.lists(spans, min_size=1, max_size=5).map(tuple))
def test_hours_read_back_as_they_were_written(some: tuple[Span, ...]) -> None:
    assert spans_of(week_words(some)) == some


@given(st.text(max_size=60) | st.text("monfri-,;: 0123456789", max_size=40))
def test_whatever_somebody_writes_is_hours_or_refused(text: str) -> None:
    try:
        some = spans_of(text)
    except KioskError:
        return
    assert spans_of(week_words(some)) == some


@given(st.lists(spans, max_size=4))
def test_a_picture_shows_each_open_minute_of_a_week(some: list[Span]) -> None:
    """Minute by minute, but for what goes over the midnight after a holiday."""
    drawn = {
        (block.row, minute)
        for block in blocks(some)
        for minute in range(block.start_min, block.end_min)
    }
    expected = set()
    for span in some:
        last = span.end_min + (1440 if span.end_min <= span.start_min else 0)
        for row, day in enumerate(DAYS):
            for minute in range(span.start_min, last) if day in span.days else ():
                over = minute >= 1440
                if not (over and day is Day.HOLIDAY):
                    expected.add(((row + over) % 7 if over else row, minute % 1440))
    assert drawn == expected


def test_a_night_is_drawn_on_both_its_days() -> None:
    assert blocks(spans_of("sun 22:00-06:00")) == (Block(0, 0, 360), Block(6, 1320, 1440))


TODAY = NOON.date()
ALONE = door(into="Lab")


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (book(ALONE, areas={"Lab": Area("Lab", Passback.HARD)}), "keeps out whoever came once"),
        (book(ALONE, areas={"Lab": Area("Lab", limit=3)}), "only fills up"),
        (book(areas={"Lab": Area("Lab", limit=3)}), "No door leads into “Lab”"),
        (book(door(is_restricted=True)), "so nobody may"),
        (book(door(opened_by="staff"), group("staff")), "nobody opens up"),
        (book(door(interlocked=frozenset({"Inner"}))), "not the other way round"),
        (book(group("guests", ADA, escorts="staff"), group("staff")), "nobody can be escorted"),
        (
            book(
                schedule("mon 08:00-09:00", calendar="public"),
                calendars={"public": Calendar("public", {TODAY: "Today"})},
            ),
            f"ends on {TODAY}",
        ),
        (
            book(
                schedule("mon 08:00-09:00", calendar="public"),
                calendars={"public": Calendar("public")},
            ),
            "is empty",
        ),
    ],
)
def test_what_is_likely_a_mistake_is_pointed_out(rules: RuleBook, words: str) -> None:
    (sentence,) = problems(rules, TODAY)
    assert words in sentence


def test_a_sound_book_is_left_alone() -> None:
    rules = book(
        group("staff", ADA),
        Group("guests", escorts="staff"),
        door(into="Lab", interlocked=frozenset({"Exit"}), opened_by="staff"),
        DoorRules("Exit", out_of="Lab", interlocked=frozenset({"Main door"})),
        schedule("mon 08:00-09:00", calendar="public"),
        areas={"Lab": Area("Lab", Passback.HARD, 0.0, 5)},
        calendars={"public": Calendar("public", {date(2030, 1, 1): "New Year"})},
    )
    assert problems(rules, TODAY) == ()
