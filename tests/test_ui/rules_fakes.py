"""Rules and whereabouts in memory, as the screens know them."""

from dataclasses import replace
from datetime import datetime

from db.errors import StoreError
from db.presence_records import Present
from db.rule_records import Mode, RuleBook


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
