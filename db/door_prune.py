"""Retention of what doors did: it goes with the visits of its time; see `db/chain_prune.py`.

What is left of an event is its entry: a number, a time and a digest. What the entry said goes with
the row, for it says the same.
"""

from datetime import datetime

from sqlalchemy import Select, delete, select, update

from db.canonical import Plain, moment_text
from db.chain import Kind
from db.chain_checkpoints import append_signed
from db.chain_tables import ChainEntryRow
from db.door_tables import DoorEventRow
from db.engine import Database
from db.prune_portion import oldest
from db.signing import Signer


def old_door_events(before: datetime | None) -> Select[int, datetime] | None:
    """Return the query of numbers and moments of all from before a moment; None for none."""
    event = DoorEventRow
    return None if before is None else select(event.id, event.at).where(event.at < before)


def prune_door_events(
    database: Database, at: datetime, actor: str, before: datetime | None, signer: Signer
) -> int:
    """Remove the oldest events in one transaction, with the signed entry that says so.

    Args:
        database: Where they are.
        at: When, aware.
        actor: Who or what does it.
        before: What is from before then is too old; None for nothing.
        signer: The key of the log.

    Returns:
        How many went; 0 where none is left.

    Raises:
        StoreError: The database cannot be written; then nothing went.
    """
    event, entry = DoorEventRow, ChainEntryRow
    with database.writing() as session:
        until, some = oldest(session, old_door_events(before), before, event)
        if until is None:
            return 0
        session.execute(delete(event).where(event.id.in_(some)))
        session.execute(
            update(entry)
            .where(entry.kind == Kind.DOOR.value, entry.subject.in_(some))
            .values(statement=None)
        )
        told: dict[str, Plain] = {"actor": actor, "door_events": len(some)}
        told["door_events_before"] = moment_text(until)
        append_signed(session, Kind.PRUNED, at, told, signer)
    return len(some)
