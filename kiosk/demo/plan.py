"""What the door must decide in each chapter of the scene, and what it did decide: pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.records import AccessEvent, Outcome, Reason
from kiosk.entry.view import EntryState, EntryView
from kiosk.scene.script import Chapter, Label, chapter_at

_DECIDED = {
    Label.FIRST_VISIT: Outcome.GRANTED,
    Label.OTHER_VISIT: Outcome.DENIED,
    Label.RETURN_VISIT: Outcome.GRANTED,
    Label.PRINT: Outcome.DENIED,
    Label.PHONE: Outcome.DENIED,
    Label.TABLET: Outcome.DENIED,
}
_MUST_SHOW = {
    Label.TOO_FAR: EntryState.COME_CLOSER,
    Label.TWO_AT_ONCE: EntryState.ONE_AT_A_TIME,
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a chapter asks of the door.

    Attributes:
        decisions: Who is to be decided on and how, in order, e.g. "GRANTED Grace Hopper".
        shows: A state that the screen must come to; None where any will do.
    """

    decisions: tuple[str, ...]
    shows: EntryState | None = None

    @property
    def sentence(self) -> str:
        """The expectation in words."""
        shown = f"“{self.shows.value}”, " if self.shows else ""
        return shown + (", ".join(self.decisions) or "no decision")


def expectation(chapter: Chapter) -> Expectation:
    """Return what a chapter asks: whoever is enrolled is let in, and nobody else.

    A picture of somebody enrolled is recognised, and denied nevertheless.
    """
    outcome = _DECIDED.get(chapter.label)
    if outcome is None:
        return Expectation((), _MUST_SHOW.get(chapter.label))
    who = chapter.names[0] if outcome is Outcome.GRANTED else None
    if chapter.held is not None:
        who = chapter.held.person
    return Expectation((_told(outcome, who),))


@dataclass(slots=True)
class ChapterRecord:
    """What happened in one chapter.

    Attributes:
        chapter: The chapter.
        decisions: What was decided, in order.
        states: Every state that the screen showed.
        reasons: Why each was decided so, as the log has it.
    """

    chapter: Chapter
    decisions: list[str] = field(default_factory=list)
    states: set[EntryState] = field(default_factory=set)
    reasons: list[Reason] = field(default_factory=list)

    @property
    def is_as_expected(self) -> bool:
        """Whether the door did what the chapter asks."""
        expected = expectation(self.chapter)
        shown = expected.shows is None or expected.shows in self.states
        healthy = EntryState.OUT_OF_SERVICE not in self.states
        return shown and healthy and tuple(self.decisions) == expected.decisions


class Playbill:
    """Keeps what happens in each chapter.

    Args:
        script: The scene's chapters.
    """

    def __init__(self, script: Sequence[Chapter]) -> None:
        self._script = tuple(script)
        self.records = [ChapterRecord(chapter) for chapter in script]

    def note(self, at_s: float, view: EntryView) -> None:
        """Note one step at a moment of scene time; what comes after the end counts as the last."""
        chapter = chapter_at(self._script, at_s) or self._script[-1]
        record = next(record for record in self.records if record.chapter is chapter)
        record.states.add(view.state)
        if view.event is not None:
            record.decisions.append(told(view.event))
            record.reasons.append(view.event.reason)

    @property
    def is_as_expected(self) -> bool:
        """Whether every chapter went as expected."""
        return all(record.is_as_expected for record in self.records)


def told(event: AccessEvent) -> str:
    """Return a decision as "GRANTED Grace Hopper" or "DENIED stranger"."""
    return _told(event.outcome, event.person_name)


def _told(outcome: Outcome, name: str | None) -> str:
    return f"{outcome.value.upper()} {name or 'stranger'}"
