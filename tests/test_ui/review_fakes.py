"""A review room over a log in a list, with the contract of the real one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from db.errors import StoreError
from db.log_counts import Span
from db.records import LogFilter, Outcome, Reason
from db.review_records import NewMark, ReviewedVisit, ReviewMark, Verdict
from kiosk.review.alarms import AlarmEntry
from kiosk.review.room import ReviewRoom
from tests.test_ui.fakes import NOON, MemoryGallery, MemoryLog, StillClock


class MemoryCounts:
    """Counts a log in a list."""

    def __init__(self, log: MemoryLog) -> None:
        self._log = log

    def spans(self, where: LogFilter, span_s: int) -> tuple[Span, ...]:
        self._log.page(where)  # breaks where the log is broken
        found: dict[tuple[datetime, Outcome, Reason], list[int]] = {}
        for event in self._log.export(where):
            key = (_begin(event.at, span_s), event.outcome, event.reason)
            found.setdefault(key, []).append(event.id)
        return tuple(Span(*key, len(ids), max(ids)) for key, ids in sorted(found.items()))

    def by_quarter(self, where: LogFilter) -> Mapping[datetime, int]:
        self._log.page(where)
        return Counter(_begin(event.at, 900) for event in self._log.export(where))

    def denials(self, where: LogFilter) -> Mapping[Reason, int]:
        denied = replace(where, outcome=Outcome.DENIED)
        return Counter(event.reason for event in self._log.export(denied))


def _begin(at: datetime, span_s: int) -> datetime:
    since_1970_s = int(at.timestamp())
    return datetime.fromtimestamp(since_1970_s - since_1970_s % span_s, UTC)


class MemoryReviews:
    """Marks in a list."""

    def __init__(self, log: MemoryLog, gallery: MemoryGallery) -> None:
        self._log = log
        self._gallery = gallery
        self.marks: list[ReviewMark] = []
        self.broken: StoreError | None = None

    def add(self, new: NewMark) -> ReviewMark:
        if self.broken is not None:
            raise self.broken
        name = None if new.person_id is None else self._gallery.get(new.person_id).name
        mark = ReviewMark(
            len(self.marks) + 1, new.at, new.event_id, new.verdict, new.person_id, name, new.actor
        )
        self.marks.append(mark)
        return mark

    def of(self, event_id: int) -> tuple[ReviewMark, ...]:
        return tuple(mark for mark in reversed(self.marks) if mark.event_id == event_id)

    def reviewed(self, where: LogFilter) -> tuple[ReviewedVisit, ...]:
        held = {mark.event_id: mark for mark in self.marks if mark.verdict}
        return tuple(
            ReviewedVisit(
                event.id,
                held[event.id].verdict,
                event.outcome,
                event.reason,
                event.person_id is not None,
                event.best_similarity,
                event.threshold,
            )
            for event in self._log.export(where)
            if event.id in held and held[event.id].verdict is not Verdict.WITHDRAWN
        )


def memory_room(log: MemoryLog | None = None, gallery: MemoryGallery | None = None) -> ReviewRoom:
    """Return a review room over lists."""
    log, gallery = log or MemoryLog(), gallery or MemoryGallery()
    return ReviewRoom(
        MemoryCounts(log),  # type: ignore[arg-type]  # the contract, not the class
        MemoryReviews(log, gallery),  # type: ignore[arg-type]  # likewise
        StillClock(),
    )


class MemoryAlarms:
    """A book of alarms in a list."""

    def __init__(self, alarms: Sequence[AlarmEntry] = ()) -> None:
        self.alarms = {alarm.id: alarm for alarm in alarms}
        self.broken: StoreError | None = None

    def newest(
        self, limit: int, *, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[AlarmEntry, ...]:
        if self.broken is not None:
            raise self.broken
        found = [
            alarm
            for alarm in self.alarms.values()
            if (since is None or alarm.at >= since) and (until is None or alarm.at < until)
        ]
        return tuple(sorted(found, key=lambda alarm: -alarm.id)[:limit])

    def unanswered(self) -> int:
        return sum(alarm.answered_at is None for alarm in self.alarms.values())

    def answer(self, alarm_id: int, note: str, actor: str) -> None:
        if self.broken is not None:
            raise self.broken
        self.alarms[alarm_id] = replace(
            self.alarms[alarm_id], answered_at=NOON, answered_by=actor, note=note
        )
