"""Decisions as lines of text, and counted."""

from collections import Counter
from dataclasses import dataclass, field

from db.records import AccessEvent, Outcome


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 photo`, `2 photos`, `3 people`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def decision_line(event: AccessEvent) -> str:
    """Return one decision as a line: outcome, who, why, and how long it took.

    The milliseconds run from the first usable frame, see `kiosk.entry.stopwatch`.
    """
    who = event.person_name or "stranger"
    return (
        f"{event.outcome.value.upper():7}  {who:20}  {event.reason.value:20}  "
        f"{event.latency_ms:6.0f} ms"
    )


@dataclass(slots=True)
class Tally:
    """Counts decisions by outcome."""

    _counts: Counter[Outcome] = field(default_factory=Counter)

    def add(self, event: AccessEvent) -> None:
        """Count one decision."""
        self._counts[event.outcome] += 1

    def summary(self, frames: int) -> str:
        """Return what happened in one sentence."""
        decisions = self._counts.total()
        return (
            f"{counted(frames, 'frame')}, {counted(decisions, 'decision')}: "
            f"{self._counts[Outcome.GRANTED]} granted, {self._counts[Outcome.DENIED]} denied."
        )
