"""Retention: old visits go, and pictures and evidence before them; the chain goes on.

What is left of a pruned visit is its entry: a number, a time and a digest, nothing of a person. A
signed entry says up to when was pruned. A visit's age is by its own time, so after a clock was set
back a visit goes when its time has come, whatever its number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Table, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from db.canonical import Plain, moment_text
from db.chain import Kind
from db.chain_checkpoints import append_signed
from db.chain_tables import ChainEntryRow, EventEvidenceRow
from db.door_prune import old_door_events, prune_door_events
from db.engine import Database
from db.prune_portion import count, oldest
from db.sealing_tables import VisitKeyRow
from db.signing import Signer
from db.tables import AccessEventRow, Base, ProbeThumbnailRow, VisitorRow


@dataclass(frozen=True, slots=True)
class Retention:
    """What is too old to be kept.

    Attributes:
        visits_before: Visits from before this moment go, and what doors did until then; None for
            none.
        pictures_before: Of visits from before this moment, pictures and evidence go; None for none.
    """

    visits_before: datetime | None = None
    pictures_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many went, or would.

    Attributes:
        visits: Visits, with all of theirs.
        pictures: Visits that stay, of which pictures or evidence went.
        door_events: Events of doors.
    """

    visits: int = 0
    pictures: int = 0
    door_events: int = 0


def would_prune(database: Database, retention: Retention) -> Pruned:
    """Return how much is too old.

    Raises:
        StoreError: The database cannot be read.
    """
    with database.reading() as session:
        return Pruned(
            count(session, _old_visits(retention.visits_before)),
            count(session, _old_pictures(retention.pictures_before)),
            count(session, old_door_events(retention.visits_before)),
        )


def prune(
    database: Database, at: datetime, actor: str, retention: Retention, signer: Signer
) -> Pruned:
    """Remove what is too old, some rows at a time, each time with the signed entry that says so.

    Args:
        database: Where the log is.
        at: When, aware.
        actor: Who or what does it.
        retention: What is too old.
        signer: The key of the log.

    Raises:
        StoreError: The database cannot be written; what went until then went rightly.
    """
    visits = pictures = door_events = 0
    while some := _prune_pictures(database, at, actor, retention.pictures_before, signer):
        pictures += some
    while some := _prune_visits(database, at, actor, retention.visits_before, signer):
        visits += some
    while some := prune_door_events(database, at, actor, retention.visits_before, signer):
        door_events += some
    return Pruned(visits, pictures, door_events)


def _prune_pictures(
    database: Database, at: datetime, actor: str, before: datetime | None, signer: Signer
) -> int:
    """Remove the oldest pictures and evidence; return of how many visits."""
    with database.writing() as session:
        until, some = oldest(session, _old_pictures(before), before, AccessEventRow)
        if until is None:
            return 0
        _remove_pictures(session, some)
        event = AccessEventRow
        session.execute(update(event).where(event.id.in_(some)).values(has_thumbnail=False))
        told: dict[str, Plain] = {"actor": actor, "pictures": len(some)}
        told["pictures_before"] = moment_text(until)
        append_signed(session, Kind.PRUNED, at, told, signer)
    return len(some)


def _prune_visits(
    database: Database, at: datetime, actor: str, before: datetime | None, signer: Signer
) -> int:
    """Remove the oldest visits with all that hangs on them; return how many."""
    event, entry = AccessEventRow, ChainEntryRow
    with database.writing() as session:
        until, some = oldest(session, _old_visits(before), before, event)
        if until is None:
            return 0
        visitors = set(session.scalars(select(event.visitor_id).where(event.id.in_(some))))
        for table, column in _hanging_on_visits():
            session.execute(delete(table).where(table.c[column].in_(some)))
        session.execute(delete(event).where(event.id.in_(some)))
        # Their names go with the last of their visits.
        session.execute(
            delete(VisitorRow).where(
                VisitorRow.id.in_(visitors - {None}),
                ~exists().where(event.visitor_id == VisitorRow.id),
            )
        )
        session.execute(
            update(entry)
            .where(entry.kind == Kind.EVENT.value, entry.subject.in_(some))
            .values(salt=None, who=None, picture=None, evidence=None)
        )
        told: dict[str, Plain] = {"actor": actor, "visits": len(some)}
        told["visits_before"] = moment_text(until)
        append_signed(session, Kind.PRUNED, at, told, signer)
    return len(some)


def _old_visits(before: datetime | None) -> Select[int, datetime] | None:
    event = AccessEventRow
    return None if before is None else select(event.id, event.at).where(event.at < before)


def _old_pictures(before: datetime | None) -> Select[int, datetime] | None:
    event = AccessEventRow
    query = _old_visits(before)
    if query is None:
        return None
    return query.where(
        or_(
            exists().where(ProbeThumbnailRow.event_id == event.id),
            exists().where(EventEvidenceRow.event_id == event.id),
        )
    )


def _hanging_on_visits() -> Iterator[tuple[Table, str]]:
    """Yield every table that points to visits, with the column that does: other rooms have some."""
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column is AccessEventRow.__table__.c.id:
                yield table, key.parent.name


def _remove_pictures(session: Session, visits: list[int]) -> None:
    for table in (ProbeThumbnailRow, EventEvidenceRow, VisitKeyRow):
        session.execute(delete(table).where(table.event_id.in_(visits)))
