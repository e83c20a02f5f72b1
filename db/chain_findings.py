"""What a verification says: what is wrong, where, and what was gone over."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Wrong(StrEnum):
    """What was done to the log."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    NOT_SIGNED = "not signed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        wrong: What was done.
        words: What it was done to, as a sentence.
        entry: The number of the chain's entry; None where there is none.
        at: What that entry dates from, or the head that shows it; None where nothing tells.
    """

    wrong: Wrong
    words: str
    entry: int | None = None
    at: datetime | None = None


@dataclass(slots=True)
class Tally:
    """What was gone over, counted as it goes.

    Attributes:
        entries: Entries of the chain, which is the number of the last one where none is missing.
        visits: Visits held against their entries.
        acts: Admins' acts held against theirs.
        pruned: Visits and events of doors that were rightly pruned.
        erased: Visits and acts of people who were rightly erased.
        heads: Signed heads held against the chain, those kept elsewhere among them.
        signed_through: The last entry that a head which holds covers; 0 for none.
    """

    entries: int = 0
    visits: int = 0
    acts: int = 0
    pruned: int = 0
    erased: int = 0
    heads: int = 0
    signed_through: int = 0
