"""What a reviewer asks of the log, and what they say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from db.log_counts import MINUTE_S, Span
from db.records import AccessEvent, LogFilter, Outcome, Person, Reason
from db.review_records import NewMark, ReviewMark, Verdict
from kiosk.review.hours import by_hour, span_of_day
from kiosk.review.rates import MeasuredRates, measured
from kiosk.review.verdicts import check_verdict

if TYPE_CHECKING:
    from db.log_counts import LogCounts
    from db.reviews import Reviews
    from kiosk.clock import Clock


@dataclass(frozen=True, slots=True)
class Figures:
    """What the log of a period comes to.

    Attributes:
        hours: How many people were let in within each hour of the day, of all days together.
        denials: How many visits were denied for each reason that there was.
        rates: How often the door was wrong, of the visits that were reviewed.
    """

    hours: tuple[int, ...]
    denials: Mapping[Reason, int]
    rates: MeasuredRates

    @property
    def granted(self) -> int:
        """How many visits were granted."""
        return sum(self.hours)

    @property
    def denied(self) -> int:
        """How many visits were denied."""
        return sum(self.denials.values())


@dataclass(frozen=True, slots=True)
class DayStrip:
    """The visits of one day at this place.

    Attributes:
        day: Which.
        begin: When it begins, aware.
        end: When the next one begins.
        spans: The visits of each minute.
    """

    day: date
    begin: datetime
    end: datetime
    spans: tuple[Span, ...]


class ReviewRoom:
    """Counts what there was, and keeps what reviewers say of it. Off the GUI thread only.

    Args:
        counts: Counts the log.
        reviews: Keeps the marks.
        clock: Tells when a mark is set.
    """

    def __init__(self, counts: LogCounts, reviews: Reviews, clock: Clock) -> None:
        self._counts = counts
        self._reviews = reviews
        self._clock = clock

    def figures(self, where: LogFilter) -> Figures:
        """Return what the visits of a filter come to, whatever outcome it asks for.

        Raises:
            StoreError: The log cannot be read.
        """
        anyhow = replace(where, outcome=None, reason=None)
        granted = self._counts.by_quarter(replace(anyhow, outcome=Outcome.GRANTED))
        return Figures(
            by_hour(granted),
            self._counts.denials(anyhow),
            measured(self._reviews.reviewed(anyhow)),
        )

    def day(self, day: date, where: LogFilter) -> DayStrip:
        """Return one day of the visits of a filter, whatever period it asks for.

        Raises:
            StoreError: The log cannot be read.
        """
        begin, end = span_of_day(day)
        spans = self._counts.spans(replace(where, since=begin, until=end), MINUTE_S)
        return DayStrip(day, begin, end, spans)

    def marks(self, event_id: int) -> tuple[ReviewMark, ...]:
        """Return what was said of a visit, newest first; the first holds.

        Raises:
            StoreError: It cannot be read.
        """
        return self._reviews.of(event_id)

    def mark(
        self, event: AccessEvent, verdict: Verdict, person: Person | None, actor: str
    ) -> ReviewMark:
        """Keep what somebody says of a visit.

        Args:
            event: The visit.
            verdict: What is said of it.
            person: Whom the verdict `SOMEBODY` names; None with any other.
            actor: Who says it.

        Raises:
            KioskError: It cannot be said of this visit.
            StoreError: It cannot be written.
        """
        check_verdict(event, verdict, person)
        person_id = None if person is None else person.id
        return self._reviews.add(NewMark(self._clock.now(), event.id, verdict, person_id, actor))
