"""Who is where, and what a grant changes about it. Frozen records; all moments are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Stay:
    """What is known of one person and one area.

    Attributes:
        person_id: Who.
        area: Which area.
        entered_at: When they last entered.
        left_at: When they left after that; None while they are inside.
    """

    person_id: UUID
    area: str
    entered_at: datetime
    left_at: datetime | None = None

    @property
    def is_inside(self) -> bool:
        """Whether they are inside."""
        return self.left_at is None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a ruling rests on beside the rules, read at one moment.

    Attributes:
        moves: Every change of what stands here raises it.
        stays: By person and area; not there where they never entered it.
        counts: How many people are in each area; 0 where it is not there.
        grants: When each of those lately let in at this door, and each of those asked about, was
            last let in there.
        entries_used: How often a visitor has entered.
        open_doors: The doors that are open or unlocked.
    """

    moves: int = 0
    stays: Mapping[tuple[UUID, str], Stay] = field(default_factory=lambda: MappingProxyType({}))
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    grants: Mapping[UUID, datetime] = field(default_factory=lambda: MappingProxyType({}))
    entries_used: Mapping[UUID, int] = field(default_factory=lambda: MappingProxyType({}))
    open_doors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """What a grant changes, to be stored with its row in one transaction.

    Attributes:
        rules_revision: The revision of the rules that it rests on; None where it rests on none.
        moves: `Facts.moves` that it rests on.
        door: The door.
        at: When.
        people: Who is let in by it: one, or all who came together.
        unlocked_until: When the lock closes again.
        before: The stays that it changes as they were; a person and area that were new are not
            among them.
        after: The stays that it makes.
        visitors: Those of `people` of whom an entry is counted.
        granted_before: When each of `people` was last let in here before, where they were.
        is_undone: Whether this takes back what a grant changed, as the door did not open.
    """

    rules_revision: int | None
    moves: int
    door: str
    at: datetime
    people: tuple[UUID, ...]
    unlocked_until: datetime
    before: tuple[Stay, ...] = ()
    after: tuple[Stay, ...] = ()
    visitors: tuple[UUID, ...] = ()
    granted_before: tuple[tuple[UUID, datetime], ...] = ()
    is_undone: bool = False

    def undone(self) -> Self:
        """Return the passage that takes this one back; it rests on no revision."""
        return replace(self, rules_revision=None, is_undone=True)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is inside, for a list to call names from."""

    person_id: UUID
    name: str
    area: str
    since: datetime
