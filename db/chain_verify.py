"""Goes over the whole chain and everything that it commits to; says what is wrong, and where.

What it cannot see: entries cut off the end, together with the heads that signed them, unless a head
that was kept elsewhere is held against it; and what whoever can write to the database appends, for
an entry needs no key. What is appended falsely stays, and is signed with the next head.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import chain
from db.chain import Kind
from db.chain_content import (
    check_act,
    check_hidden_parts,
    check_shape,
    check_statement,
    is_public_part_right,
)
from db.chain_excuses import Excuses, read_excuses
from db.chain_findings import Finding, Tally, Wrong
from db.chain_heads_check import HeadsCheck
from db.chain_order import MOST_SORTED, RECENT, Broken, sort_out
from db.chain_rows import UNREADABLE, Entry, entries
from db.chain_swaps import Misfit, sort_swaps
from db.chain_tables import AdminActionRow, ChainEntryRow, EventEvidenceRow
from db.door_chain import door_findings
from db.errors import StoreError
from db.heads import SignedHead
from db.tables import AccessEventRow, ProbeThumbnailRow, VisitorRow

_PROGRESS_EVERY = 5_000


@dataclass(slots=True)
class Verification:
    """One going over the chain, as it stands at one moment.

    Attributes:
        session: Sees that moment.
        public_keys: The keys whose signatures are believed; None to believe any, where none is
            known: then a forger's own key would do.
        kept: Heads that were kept elsewhere.
        on_progress: Told now and then how many entries were gone over.
        tally: What was gone over; whole once `findings` has come to its end.
    """

    session: Session
    public_keys: Collection[bytes] | None
    kept: Collection[SignedHead] = ()
    on_progress: Callable[[int], None] = lambda _: None
    tally: Tally = field(default_factory=Tally)
    _excuses: Excuses = field(default_factory=Excuses)
    _broken: list[Broken] = field(default_factory=list)
    _misfits: list[Misfit] = field(default_factory=list)

    def findings(self) -> Iterator[Finding]:
        """Yield all that is wrong: as it is met, and at the end what needs the whole.

        Raises:
            StoreError: There is no chain, or the database cannot be read.
        """
        if chain.head(self.session) is None:
            raise StoreError(
                "The log has no chain that could be verified.",
                "Somebody removed it, unless the database is older than the chain: then start "
                "`janus kiosk` once.",
            )
        try:
            yield from read_excuses(self.session, self.public_keys, self._excuses)
        except UNREADABLE:
            words = "The entries that say what was pruned and erased cannot all be read."
            yield Finding(Wrong.EDITED, words)
        heads = HeadsCheck(self.session, self.public_keys, self.kept)
        yield from heads.signatures()
        recent: deque[tuple[int, bytes]] = deque([(0, chain.START)], maxlen=RECENT)
        for entry in entries(self.session):
            self.tally.entries += 1
            if isinstance(entry, int):
                yield _unreadable(entry)
                recent.append((entry, b""))
                continue
            yield from self._check_place(entry, recent)
            yield from heads.meet(entry.number, entry.line)
            try:
                yield from self._check_content(entry)
            except UNREADABLE:
                yield _unreadable(entry.number, entry.at)
            recent.append((entry.number, entry.line))
            if self.tally.entries % _PROGRESS_EVERY == 0:
                self.on_progress(self.tally.entries)
        yield from sort_out(self._broken)
        yield from sort_swaps(self._misfits)
        yield from self._unchained()
        yield from door_findings(self.session, self._excuses, self.tally)
        yield from heads.beyond(recent[-1][0])
        self.tally.heads, self.tally.signed_through = heads.count, heads.signed_through

    def _check_place(self, entry: Entry, recent: deque[tuple[int, bytes]]) -> Iterator[Finding]:
        before, line = recent[-1]
        if entry.number != before + 1:
            gone = (
                f"Entry {before + 1} is"
                if entry.number == before + 2
                else (f"Entries {before + 1} to {entry.number - 1} are")
            )
            words = f"{gone} gone from the chain."
            yield Finding(Wrong.DELETED, words, before + 1, entry.at)
        if (entry.number == 1) != (entry.kind == Kind.GENESIS.value):
            words = f"Entry {entry.number} is of the kind {entry.kind!r}, which is not its place."
            yield Finding(Wrong.EDITED, words, entry.number, entry.at)
        made = chain.line_digest(line, entry.kind, entry.at, entry.subject, entry.content)
        if made == entry.line:
            return
        if len(self._broken) == MOST_SORTED:
            words = f"Entry {entry.number} does not follow from entry {before}."
            yield Finding(Wrong.EDITED, words, entry.number, entry.at)
            return
        broken = Broken(
            entry.number,
            entry.kind,
            entry.at,
            entry.subject,
            entry.content,
            entry.line,
            dict(recent),
            follows_gap=entry.number != before + 1,
        )
        self._broken.append(broken)

    def _check_content(self, entry: Entry) -> Iterator[Finding]:
        yield from check_shape(entry, is_pruned=self._is_pruned(entry))
        if entry.kind == Kind.EVENT.value:
            yield from self._check_visit(entry)
        elif entry.kind == Kind.ADMIN.value:
            yield from check_act(entry, self._excuses, self.tally)
        else:
            yield from check_statement(entry)

    def _is_pruned(self, entry: Entry) -> bool:
        if entry.kind == Kind.EVENT.value:
            return entry.visit is None and self._excuses.visits.cover(entry.number, entry.at)
        is_door = entry.kind == Kind.DOOR.value
        return is_door and self._excuses.door_events.cover(entry.number, entry.at)

    def _check_visit(self, entry: Entry) -> Iterator[Finding]:
        visit = entry.visit
        is_pruned = self._excuses.visits.cover(entry.number, entry.at)
        if visit is None:
            if is_pruned:
                self.tally.pruned += 1
            else:
                words = f"Visit {entry.subject} was deleted."
                yield Finding(Wrong.DELETED, words, entry.number, entry.at)
            return
        self.tally.visits += 1
        if is_pruned:
            words = f"Visit {entry.subject} is there, though it was pruned."
            yield Finding(Wrong.INSERTED, words, entry.number, entry.at)
        elif is_public_part_right(entry, visit):
            yield from check_hidden_parts(entry, visit, self._excuses, self.tally)
        elif len(self._misfits) < MOST_SORTED:
            self._misfits.append(
                Misfit(entry.number, entry.at, entry.content, entry.commitments, visit.values)
            )
        else:
            words = f"Visit {entry.subject} was changed."
            yield Finding(Wrong.EDITED, words, entry.number, entry.at)

    def _unchained(self) -> Iterator[Finding]:
        """Yield the rows that no entry is about."""
        event, act = AccessEventRow, AdminActionRow
        for what, query in (
            ("Visit {}", select(event.id).where(~_entry_of(Kind.EVENT, event.id))),
            ("The admin's act {}", select(act.id).where(~_entry_of(Kind.ADMIN, act.id))),
            ("The picture of a visit {} that is not there", _orphans(ProbeThumbnailRow)),
            ("The evidence of a visit {} that is not there", _orphans(EventEvidenceRow)),
            (
                "The visitor {}, of whom there is no visit,",
                select(VisitorRow.id).where(~exists().where(event.visitor_id == VisitorRow.id)),
            ),
        ):
            for number in self.session.scalars(query):
                yield Finding(Wrong.INSERTED, f"{what.format(number)} was added past the chain.")


def _unreadable(number: int, at: datetime | None = None) -> Finding:
    words = f"Entry {number}, or what it is about, cannot be read."
    return Finding(Wrong.EDITED, words, number, at)


def _entry_of(kind: Kind, number: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    entry = ChainEntryRow
    return exists().where(and_(entry.kind == kind.value, entry.subject == number))


def _orphans(table: type[ProbeThumbnailRow | EventEvidenceRow]) -> Select[int]:
    return select(table.event_id).where(~exists().where(AccessEventRow.id == table.event_id))
