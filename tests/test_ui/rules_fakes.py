"""Rules and whereabouts in memory, as the screens know them."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from db.errors import StoreError
from db.presence_records import Present
from db.rule_records import (
    Area,
    Calendar,
    DoorRules,
    Group,
    Mode,
    Passback,
    Permit,
    RuleBook,
    Schedule,
)
from kiosk.rules.week_words import spans_of
from tests.test_ui.fakes import NOON


class MemoryRules:
    """A rule book, and the names of members."""

    def __init__(
        self, book: RuleBook | None = None, names: dict[str, tuple[str, ...]] | None = None
    ) -> None:
        self.kept = book or RuleBook(revision=1)
        self.names = names or {}
        self.acts: list[tuple[Mode, datetime, str]] = []
        self.fails: StoreError | None = None

    def book(self) -> RuleBook:
        if self.fails:
            raise self.fails
        return self.kept

    def member_names(self, group: str, *, limit: int) -> tuple[str, ...]:
        return self.names.get(group, ())[:limit]

    def set_mode(self, mode: Mode, *, at: datetime, by: str) -> None:
        self.acts.append((mode, at, by))
        self.kept = replace(self.kept, mode=mode)


class MemoryPresence:
    """Who is inside."""

    def __init__(self, *people: Present) -> None:
        self.people = people

    def present(self, area: str | None = None) -> tuple[Present, ...]:
        return self.people


def long_book(*names: str) -> RuleBook:
    """A rule book in which everything is called by each of these names."""
    week = spans_of("mon-fri 08:00-18:00; sat 22:00-06:00; holiday 10:00-12:00")
    permits = frozenset(Permit(name, name) for name in names)
    return RuleBook(
        revision=2,
        groups={n: Group(n, frozenset({UUID(int=1)}), in_lockdown=True, escorts=n) for n in names},
        schedules={n: Schedule(n, "America/Argentina/ComodRivadavia", week, n) for n in names},
        calendars={n: Calendar(n, {NOON.date(): n}) for n in names},
        areas={n: Area(n, Passback.HARD, 0.0, 5) for n in names},
        doors={
            n: DoorRules(
                n, True, permits, n, n, people=2, opened_by=n, interlocked=frozenset(names)
            )
            for n in names
        },
    )
