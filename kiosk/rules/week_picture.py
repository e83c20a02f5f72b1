"""A schedule as a picture of a week: which minutes of which day are open. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.rule_records import Day, Span

_DAY_MIN = 1440
DAYS = tuple(Day)
"""The rows of the picture, top down: Monday to Sunday, and holidays."""


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Open minutes of one row.

    Attributes:
        row: Which of `DAYS`.
        start_min: The first minute, 0 to 1439.
        end_min: The minute it ends before, 1 to 1440.
    """

    row: int
    start_min: int
    end_min: int


def blocks(spans: Iterable[Span]) -> tuple[Block, ...]:
    """Return what to draw, from the top down; what goes over midnight is drawn on both days.

    What follows a holiday depends on the day after it, so that part is not drawn.
    """
    found: set[Block] = set()
    for span in spans:
        for row, day in enumerate(DAYS):
            if day not in span.days:
                continue
            if span.end_min > span.start_min:
                found.add(Block(row, span.start_min, span.end_min))
                continue
            found.add(Block(row, span.start_min, _DAY_MIN))
            if day is not Day.HOLIDAY:
                found.add(Block((row + 1) % 7, 0, span.end_min))
    return tuple(sorted(found))
