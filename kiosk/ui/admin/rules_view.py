"""What the screen of the rules shows, read at once off the GUI thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from db.presence_records import Present
from db.rule_records import Mode, RuleBook

NAMES_SHOWN = 30  # of a group; more would be a list of people, which is another screen


class Rules(Protocol):
    """What is needed of `RuleStore`."""

    def book(self) -> RuleBook:
        """Return all rules."""
        ...

    def member_names(self, group: str, *, limit: int) -> tuple[str, ...]:
        """Return who is in a group, by name."""
        ...

    def set_mode(self, mode: Mode, *, at: datetime, by: str) -> None:
        """Set what the house is in."""
        ...


class Whereabouts(Protocol):
    """What is needed of `PresenceStore`."""

    def present(self, area: str | None = None) -> tuple[Present, ...]:
        """Return who is inside."""
        ...


@dataclass(frozen=True, slots=True)
class RulesView:
    """What is shown.

    Attributes:
        book: The rules.
        present: Who is inside, by area and name.
        names: The first members of the first groups, both by name.
    """

    book: RuleBook
    present: tuple[Present, ...]
    names: Mapping[str, tuple[str, ...]]


def read_view(rules: Rules, whereabouts: Whereabouts, *, groups: int) -> RulesView:
    """Return what is to be shown now.

    Args:
        rules: The kept rules.
        whereabouts: Who is where.
        groups: Of how many groups the members are named.

    Raises:
        StoreError: It cannot be read.
    """
    book = rules.book()
    first = sorted(book.groups)[:groups]
    names = {group: rules.member_names(group, limit=NAMES_SHOWN) for group in first}
    return RulesView(book, whereabouts.present(), names)


def members_words(names: tuple[str, ...], count: int) -> str:
    """Return the members of a group in one line, and how many more there are."""
    if not count:
        return "nobody"
    more = count - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
