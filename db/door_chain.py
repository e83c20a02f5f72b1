"""What a door did, in the chain: an entry of the kind "door" says all that its row says.

Nothing in it hides a person: it names a visit by its number.
"""

from collections.abc import Iterator

from sqlalchemy import String, and_, exists, select, type_coerce
from sqlalchemy.orm import Session

from db import chain
from db.canonical import Plain, canonical, moment_text
from db.chain import FORMAT, Kind, NewEntry
from db.chain_excuses import Excuses
from db.chain_findings import Finding, Tally, Wrong
from db.chain_rows import UNREADABLE
from db.chain_tables import ChainEntryRow
from db.door_tables import DoorEventRow

_ROWS_AT_ONCE = 1_000
_KIND = type_coerce(DoorEventRow.kind, String)  # one that is no member is no reason to stop


def append_door_event(session: Session, row: DoorEventRow) -> None:
    """Append a row's entry, in the transaction of the row.

    Raises:
        StoreError: There is no chain to append to.
    """
    told = _statement(row.id, moment_text(row.at), row.door, row.kind.value, row.visit, row.open_ms)
    content = chain.statement_content(told)
    chain.append(session, NewEntry(Kind.DOOR, row.at, content, row.id, statement=told))


def door_findings(session: Session, excuses: Excuses, tally: Tally) -> Iterator[Finding]:
    """Hold every row against its entry, and yield what is wrong with any.

    That an entry says what it said at first, its digest shows (`db/chain_content.py`).

    Args:
        session: Sees one moment.
        excuses: What is rightly gone.
        tally: Told how many are.
    """
    entry, event = ChainEntryRow, DoorEventRow
    query = (
        select(
            entry.number,
            entry.at,
            entry.subject,
            entry.statement,
            event.id,
            event.at.label("event_at"),
            event.door,
            _KIND.label("event_kind"),
            event.visit,
            event.open_ms,
        )
        .outerjoin(event, event.id == entry.subject)
        .where(entry.kind == Kind.DOOR.value)
        .order_by(entry.number)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    try:
        for row in session.execute(query):
            is_pruned = excuses.door_events.cover(row.number, row.at)
            if row.id is None and is_pruned:
                tally.pruned += 1
            elif row.id is None:
                words = f"What the door did, {row.subject}, was deleted."
                yield Finding(Wrong.DELETED, words, row.number, row.at)
            elif is_pruned:
                words = f"What the door did, {row.id}, is there, though it was pruned."
                yield Finding(Wrong.INSERTED, words, row.number, row.at)
            elif row.statement != _statement(
                row.id, moment_text(row.event_at), row.door, row.event_kind, row.visit, row.open_ms
            ):
                words = f"What the door did, {row.id}, was changed."
                yield Finding(Wrong.EDITED, words, row.number, row.at)
    except UNREADABLE:
        yield Finding(Wrong.EDITED, "What the doors did cannot all be read.")
    chained = exists().where(and_(entry.kind == Kind.DOOR.value, entry.subject == event.id))
    for number in session.scalars(select(event.id).where(~chained)):
        words = f"What the door did, {number}, was added past the chain."
        yield Finding(Wrong.INSERTED, words)


def _statement(
    number: int, at: str, door: str, kind: str, visit: int | None, open_ms: int | None
) -> str:
    told: dict[str, Plain] = {"v": FORMAT, "id": number, "at": at, "door": door, "kind": kind}
    told |= {"visit": visit, "open_ms": open_ms}
    return canonical(told).decode()
