"""Where the visits of a day stand on a strip. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from db.log_counts import Span
from db.records import Outcome, Reason


class Lane(IntEnum):
    """The rows of the strip, from the top; each has its own shape and colour."""

    ATTACK = 0
    DENIED = 1
    GRANTED = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """Visits that stand at one place of the strip.

    Attributes:
        lane: The row it stands in.
        middle: Where its middle is, in units of the strip's width from its left.
        at: When the first of them came, aware, to the minute.
        count: How many they are.
        reasons: How many had each reason, the most frequent first.
        newest_id: The number of the last of them.
    """

    lane: Lane
    middle: float
    at: datetime
    count: int
    reasons: tuple[tuple[Reason, int], ...]
    newest_id: int


def lane_of(outcome: Outcome, reason: Reason) -> Lane:
    """Return the row for a visit."""
    if reason.is_attack:
        return Lane.ATTACK
    return Lane.GRANTED if outcome is Outcome.GRANTED else Lane.DENIED


def lay_out(spans: Iterable[Span], begin: datetime, end: datetime, places: int) -> tuple[Mark, ...]:
    """Return the marks of a day: what falls on one place of one row is one mark.

    Args:
        spans: The visits, by time.
        begin: When the strip begins, aware.
        end: When it ends, after `begin`. What lies outside stands at the nearer end.
        places: How many marks fit beside each other, 1 or more.
    """
    here: dict[tuple[Lane, int], list[Span]] = {}
    for span in spans:
        share = (span.at - begin) / (end - begin)
        place = min(max(int(share * places), 0), places - 1)
        here.setdefault((lane_of(span.outcome, span.reason), place), []).append(span)
    return tuple(
        _mark(lane, (place + 0.5) / places, found) for (lane, place), found in sorted(here.items())
    )


def _mark(lane: Lane, middle: float, spans: Sequence[Span]) -> Mark:
    reasons: Counter[Reason] = Counter()
    for span in spans:
        reasons[span.reason] += span.count
    return Mark(
        lane,
        middle,
        min(span.at for span in spans),
        reasons.total(),
        tuple(reasons.most_common()),
        max(span.newest_id for span in spans),
    )


def nearest(marks: Iterable[Mark], lane: Lane, where: float, reach: float) -> Mark | None:
    """Return the mark that is meant by a touch.

    Args:
        marks: What there is.
        lane: The row that was touched; a mark of it is taken before any of another.
        where: The place, in units of the strip's width.
        reach: How far away a mark may be, in the same units.
    """
    near = [mark for mark in marks if abs(mark.middle - where) <= reach]
    return min(near, key=lambda m: (m.lane != lane, abs(m.middle - where)), default=None)


def mark_words(mark: Mark) -> str:
    """Return what a mark stands for, e.g. `08:15: 3 denied: 2 revoked, 1 not recognised`."""
    at = f"{mark.at.astimezone():%H:%M}"
    if mark.lane is Lane.GRANTED:
        return f"{at}: {mark.count} granted"
    kind = "denied as an attack" if mark.lane is Lane.ATTACK else "denied"
    return f"{at}: {mark.count} {kind}: {', '.join(f'{n} {reason}' for reason, n in mark.reasons)}"
