"""What the review screen asks of the book of alarms, whoever keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

NOTE_LENGTH = 400


@dataclass(frozen=True, slots=True)
class AlarmEntry:
    """An alarm, in words.

    Attributes:
        id: Counts up with each alarm.
        at: When it was raised, aware.
        door: Where.
        what: What it is about, e.g. `Held open for 40 s`.
        answered_at: When somebody acknowledged it; None while nobody has.
        answered_by: Who did; "" while nobody has.
        note: What they noted; "" for nothing.
    """

    id: int
    at: datetime
    door: str
    what: str
    answered_at: datetime | None = None
    answered_by: str = ""
    note: str = ""


class AlarmBook(Protocol):
    """The alarms that were raised. Asked off the GUI thread only."""

    def newest(
        self, limit: int, *, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[AlarmEntry, ...]:
        """Return the newest alarms of a period, newest first.

        Raises:
            StoreError: They cannot be read.
        """
        ...

    def unanswered(self) -> int:
        """Return how many alarms nobody has acknowledged.

        Raises:
            StoreError: They cannot be read.
        """
        ...

    def answer(self, alarm_id: int, note: str, actor: str) -> None:
        """Acknowledge an alarm.

        Args:
            alarm_id: Which.
            note: What is to be said of it; "" for nothing.
            actor: Who acknowledges it.

        Raises:
            StoreError: There is no such alarm, it is acknowledged already, or it cannot be written.
        """
        ...


def answer_words(alarm: AlarmEntry) -> str:
    """Return who acknowledged an alarm and what they noted; "" while nobody has."""
    if alarm.answered_at is None:
        return ""
    local = alarm.answered_at.astimezone()
    who = f"{alarm.answered_by}, {local.day} {local:%b %Y, %H:%M}"
    return f"{who}: {alarm.note}" if alarm.note else who
