"""What is rightly gone from the log, read from the signed entries that say so."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.chain import Kind
from db.chain_checkpoints import Checkpoint, log_id, read_checkpoint
from db.chain_erasure import pseudonym_of
from db.chain_findings import Finding, Wrong
from db.chain_tables import ChainEntryRow

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SIGNED = (Kind.PRUNED.value, Kind.ERASED.value, Kind.RESEALED.value)


@dataclass(slots=True)
class Cutoffs:
    """Until when things were pruned, by the entries that say so."""

    numbers: list[int] = field(default_factory=list)
    before: list[datetime] = field(default_factory=list)

    def add(self, number: int, before: datetime) -> None:
        """Add what the entry of a number says; numbers come in order."""
        self.numbers.append(number)
        self.before.append(before)

    def seal(self) -> None:
        """Let each entry say the latest that it or one after it says."""
        self.before = list(accumulate(reversed(self.before), max))[::-1]

    def cover(self, number: int, at: datetime) -> bool:
        """Return whether an entry of then was pruned by a later one."""
        if not self.numbers or number >= self.numbers[-1]:
            return False
        return at < self.before[bisect_right(self.numbers, number)]


@dataclass(slots=True)
class Excuses:
    """What the signed entries of a chain excuse.

    Attributes:
        visits: Rows that were pruned.
        door_events: What doors did, and was pruned.
        pictures: Pictures and evidence that were pruned.
        visitors: By the number of an erased visitor: their pseudonym.
        erased_visits: Visits of erased people in which they were not recognised: their pictures
            and evidence are gone.
        acts: The admins' acts on erased people.
        new_pictures: By visit: the digest of its picture as it was sealed anew.
        new_evidence: The same of its evidence.
    """

    visits: Cutoffs = field(default_factory=Cutoffs)
    door_events: Cutoffs = field(default_factory=Cutoffs)
    pictures: Cutoffs = field(default_factory=Cutoffs)
    visitors: dict[int, str] = field(default_factory=dict)
    erased_visits: set[int] = field(default_factory=set)
    acts: set[int] = field(default_factory=set)
    new_pictures: dict[int, bytes] = field(default_factory=dict)
    new_evidence: dict[int, bytes] = field(default_factory=dict)

    def excuse_picture(self, entry: int, at: datetime, visit: int) -> bool:
        """Return whether picture and evidence of a visit are rightly gone."""
        return visit in self.erased_visits or self.pictures.cover(entry, at)


def read_excuses(
    session: Session, public_keys: Collection[bytes] | None, excuses: Excuses
) -> Iterator[Finding]:
    """Fill `excuses` from the signed entries; yield those that nobody with a key has signed.

    Args:
        session: Sees one moment.
        public_keys: The keys that are believed; None to believe any.
        excuses: Filled; what is not rightly signed excuses nothing.
    """
    entry, log = ChainEntryRow, log_id(session)
    query = (
        select(entry.number, entry.kind, entry.at, entry.statement)
        .where(entry.kind.in_(_SIGNED))
        .order_by(entry.number)
    )
    for number, kind, at, statement in session.execute(query):
        found = read_checkpoint(number, kind, at, statement)
        known = public_keys is None or found.public_key in public_keys
        if not (found.is_signed and known and found.fields.get("log") == log):
            whose = "a key that is not known" if found.is_signed else "nobody"
            words = f"Entry {number} says what was {kind}, but was signed by {whose}."
            yield Finding(Wrong.NOT_SIGNED, words, number, at)
            continue
        try:
            _believe(found, excuses)
        except (ValueError, TypeError, AttributeError):  # signed, and yet not of this shape
            yield Finding(Wrong.EDITED, f"What entry {number} says cannot be read.", number, at)
    excuses.visits.seal()
    excuses.door_events.seal()
    excuses.pictures.seal()


def _believe(found: Checkpoint, excuses: Excuses) -> None:
    fields = found.fields
    if found.kind is Kind.PRUNED:
        for name, cutoffs in (
            ("visits_before", excuses.visits),
            ("door_events_before", excuses.door_events),
            ("pictures_before", excuses.pictures),
        ):
            before = fields.get(name)
            moment = datetime.fromisoformat(before) if isinstance(before, str) else _LONG_AGO
            cutoffs.add(found.number, moment)
    elif found.kind is Kind.ERASED:
        visitors = _numbers(fields.get("visitors"))
        excuses.visitors |= dict.fromkeys(visitors, pseudonym_of(visitors) or "")
        excuses.erased_visits |= set(_numbers(fields.get("visits")))
        excuses.acts |= set(_numbers(fields.get("acts")))
    else:
        excuses.new_pictures |= _digests(fields.get("pictures"))
        excuses.new_evidence |= _digests(fields.get("evidence"))


def _numbers(value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise TypeError("a list of numbers was expected")
    return tuple(int(number) for number in value)


def _digests(value: object) -> dict[int, bytes]:
    if not isinstance(value, dict):
        raise TypeError("digests by visit were expected")
    return {int(visit): bytes.fromhex(digest) for visit, digest in value.items()}
