"""What a report of a period says, gathered from the log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from db.records import AccessEvent, LogFilter, Outcome
from kiosk.review.alarms import AlarmBook, AlarmEntry
from kiosk.review.filter_words import filter_words, period_words
from kiosk.review.room import Figures

if TYPE_CHECKING:
    from db.access_log import AccessLog
    from kiosk.review.room import ReviewRoom

MOST_DENIALS = 1_000
"""So many are listed: some forty pages. The exports hold them all."""

MOST_ALARMS = 500


@dataclass(frozen=True, slots=True)
class Report:
    """A period of the log.

    Attributes:
        made_at: When the report was made, aware.
        made_by: By whom.
        period: Which period, in words.
        filters: What else was asked for, a line for each thing.
        figures: Counts and rates.
        denials: The newest denied visits, at most `MOST_DENIALS`.
        alarms: The newest alarms, at most `MOST_ALARMS`; None where no book of them is kept.
    """

    made_at: datetime
    made_by: str
    period: str
    filters: tuple[str, ...]
    figures: Figures
    denials: tuple[AccessEvent, ...]
    alarms: tuple[AlarmEntry, ...] | None = None


def gather_report(
    log: AccessLog,
    room: ReviewRoom,
    where: LogFilter,
    *,
    made_at: datetime,
    made_by: str,
    person: str = "",
    alarms: AlarmBook | None = None,
) -> Report:
    """Return the report of a filter's visits.

    Outcome and reason of the filter are passed over: counts of one reason alone would mislead.

    Args:
        log: Where the denials are.
        room: Counts the log.
        where: Which visits.
        made_at: Now, aware.
        made_by: Who asks.
        person: The name of the filter's person; "" where it names none.
        alarms: The book of alarms; None where none is kept.

    Raises:
        StoreError: The log cannot be read.
    """
    anyhow = replace(where, outcome=None, reason=None)
    denied = log.export(replace(anyhow, outcome=Outcome.DENIED))
    return Report(
        made_at=made_at,
        made_by=made_by,
        period=period_words(anyhow),
        filters=filter_words(anyhow, person),
        figures=room.figures(anyhow),
        denials=tuple(islice(denied, MOST_DENIALS)),
        alarms=None
        if alarms is None
        else alarms.newest(MOST_ALARMS, since=where.since, until=where.until),
    )
