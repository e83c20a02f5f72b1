"""How many visits there were, counted by the database along its indexes: for plots and timeline.

Each method is one statement. Of a million rows a day or a month is counted within milliseconds, all
of them within a second or three (docs/reviewing.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, extract, func, literal, select, union_all

from db.engine import Database
from db.log_queries import conditions, unindexed
from db.records import LogFilter, Outcome, Reason
from db.tables import AccessEventRow

QUARTER_S = 900
"""Every zone's distance from UTC is a multiple of it, so an hour of any zone is made of these."""

MINUTE_S = 60

_AT_ONCE = 500

_DENIALS = tuple(reason for reason in Reason if reason is not Reason.MATCHED)


@dataclass(frozen=True, slots=True)
class Span:
    """Visits of one outcome and reason within one span of time.

    Attributes:
        at: When the span begins, aware UTC.
        outcome: What the door did.
        reason: Why.
        count: How many visits.
        newest_id: The number of the last of them to be written.
    """

    at: datetime
    outcome: Outcome
    reason: Reason
    count: int
    newest_id: int


class LogCounts:
    """Counts rows of the access log.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def spans(self, where: LogFilter, span_s: int) -> tuple[Span, ...]:
        """Return the visits of each minute, or another span, by time; empty spans are left out.

        Args:
            where: Which visits.
            span_s: How long a span is, in seconds; it divides a day.

        Raises:
            StoreError: The log cannot be read.
        """
        event = AccessEventRow
        begin = _span_of(span_s).label("begin")
        query = select(begin, event.outcome, event.reason, func.count(), func.max(event.id))
        query = query.where(*conditions(where)).group_by(begin, event.outcome, event.reason)
        with self._database.reading() as session:
            found = session.execute(query.order_by(begin)).all()
        return tuple(
            Span(datetime.fromtimestamp(int(begin_s), UTC), outcome, reason, count, newest)
            for begin_s, outcome, reason, count, newest in found
        )

    def by_quarter(self, where: LogFilter) -> Mapping[datetime, int]:
        """Return how many visits each quarter of an hour had; those without one are left out.

        Raises:
            StoreError: The log cannot be read.
        """
        begin = _span_of(QUARTER_S).label("begin")
        query: Select[int, int] = select(begin, func.count()).where(*conditions(where))
        with self._database.reading() as session:
            # A few at a time: a hundred thousand rows at once would keep all other threads waiting.
            rows = session.execute(query.group_by(begin).execution_options(yield_per=_AT_ONCE))
            return {datetime.fromtimestamp(int(begin_s), UTC): count for begin_s, count in rows}

    def denials(self, where: LogFilter) -> Mapping[Reason, int]:
        """Return how many visits were denied for each reason that there was.

        Args:
            where: Which visits; its outcome and reason are passed over.

        Raises:
            StoreError: The log cannot be read.
        """
        event, wanted = AccessEventRow, conditions(replace(where, outcome=None, reason=None))
        with self._database.reading() as session:
            if where.person_id is not None or where.name_contains:
                query = select(event.reason, func.count()).group_by(event.reason)
                found = session.execute(query.where(event.outcome == Outcome.DENIED, *wanted))
                return {row[0]: row[1] for row in found}
            # One walk along the index of each: a grouping would read the row of every grant too.
            denied = unindexed(event.outcome) == Outcome.DENIED
            each = (
                select(literal(number), func.count()).where(event.reason == reason, denied, *wanted)
                for number, reason in enumerate(_DENIALS)
            )
            counted = session.execute(union_all(*each))
            return {_DENIALS[number]: count for number, count in counted if count}


def _span_of(span_s: int) -> ColumnElement[int]:
    """Return when the span of a visit begins, in seconds since 1970."""
    # Whole seconds on SQLite, with a fraction on PostgreSQL, where the remainder has it as well.
    since_1970_s = extract("epoch", AccessEventRow.at)
    return since_1970_s - since_1970_s % span_s
