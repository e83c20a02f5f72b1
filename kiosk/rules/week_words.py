"""The hours of a week as people write them: "mon-fri 08:00-18:00; sat 09:00-13:00". Pure."""

import re
from collections.abc import Iterable

from db.rule_records import Day, Span
from kiosk.errors import KioskError

_WEEK = tuple(Day)[:7]
_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2}) ?- ?([0-9]{1,2}):([0-9]{2})")
_EXAMPLE = "Write it as “mon-fri 08:00-18:00; sat,holiday 09:00-13:00”."
_DAY_MIN = 1440
MOST_SPANS = 100
_MOST_TEXT = 4000


def spans_of(text: str) -> tuple[Span, ...]:
    """Return the spans that somebody wrote.

    An end that is not after its start is one of the next day: "fri 22:00-06:00".

    Args:
        text: Spans with a semicolon between them, each with the days on which it begins.

    Raises:
        KioskError: It cannot be read.
    """
    if len(text) > _MOST_TEXT:
        raise KioskError(f"The hours have more than {_MOST_TEXT} characters.", _EXAMPLE)
    written = [part.strip() for part in text.split(";") if part.strip()]
    if not written:
        raise KioskError("There are no hours in it.", _EXAMPLE)
    if len(written) > MOST_SPANS:
        raise KioskError(f"There are more than {MOST_SPANS} spans.", "Use several schedules.")
    return tuple(_span(part) for part in written)


def week_words(spans: Iterable[Span]) -> str:
    """Return spans as `spans_of` reads them."""
    return "; ".join(
        f"{_days_words(span.days)} {clock_words(span.start_min)}-{clock_words(span.end_min)}"
        for span in spans
    )


def clock_words(minute: int) -> str:
    """Return minutes from midnight as a clock shows them; the end of a day as 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _span(text: str) -> Span:
    days, _, hours = text.partition(" ")
    found = _SPAN.fullmatch(hours.strip())
    if found is None:
        raise KioskError(f"“{text}” is not a day and its hours.", _EXAMPLE)
    numbers = [int(number) for number in found.groups()]
    start, end = (_minute(h, m, text) for h, m in (numbers[:2], numbers[2:]))
    if start in (end, _DAY_MIN):
        raise KioskError(
            f"“{text}” ends when it begins, or begins when the day ends.",
            "A whole day is 00:00-24:00.",
        )
    return Span(frozenset(_days(days.lower(), text)), start, end or _DAY_MIN)


def _minute(hour: int, minute: int, text: str) -> int:
    if minute > 59 or hour * 60 + minute > _DAY_MIN:
        raise KioskError(f"There is no such time in “{text}”.", "Times go from 00:00 to 24:00.")
    return hour * 60 + minute


def _days(text: str, whole: str) -> Iterable[Day]:
    for part in text.split(","):
        first, dash, last = part.partition("-")
        try:
            begin, end = Day(first), Day(last if dash else first)
        except ValueError:
            raise KioskError(f"“{whole}” does not begin with days.", _EXAMPLE) from None
        if not dash:
            yield begin
            continue
        if Day.HOLIDAY in (begin, end):
            raise KioskError(f"“{part}” is no range of days.", "Write “sun,holiday”.")
        start = _WEEK.index(begin)
        yield from (_WEEK[(start + n) % 7] for n in range((_WEEK.index(end) - start) % 7 + 1))


def _days_words(days: frozenset[Day]) -> str:
    """Return days in the order of the week, three and more in a row as a range."""
    words: list[str] = []
    run: list[Day] = []
    for day in (*_WEEK, None):
        if day in days and day is not None:
            run.append(day)
            continue
        words.extend([f"{run[0]}-{run[-1]}"] if len(run) > 2 else run)
        run = []
    return ",".join([*words, *([Day.HOLIDAY] if Day.HOLIDAY in days else [])])
