"""What doors did: appended and chained in one transaction, and read newest first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from db.door_chain import append_door_event
from db.door_records import DoorEvent, NewDoorEvent
from db.door_tables import DoorEventRow
from db.engine import Database
from db.tables import AccessEventRow, VisitorRow


class DoorEventStore:
    """The events of all doors of a database.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, new: NewDoorEvent) -> DoorEvent:
        """Write an event; it is committed when this returns.

        Raises:
            StoreError: It cannot be written; then nothing was.
        """
        with self._database.writing() as session:
            row = DoorEventRow(
                at=new.at, door=new.door, kind=new.kind, visit=new.visit, open_ms=new.open_ms
            )
            session.add(row)
            session.flush()
            append_door_event(session, row)
            return _event(row)

    def newest(
        self, limit: int, *, since: datetime | None = None, before_id: int | None = None
    ) -> tuple[DoorEvent, ...]:
        """Return the newest events, newest first.

        Args:
            limit: At most so many.
            since: None from before this.
            before_id: Only those that were written before this one.

        Raises:
            StoreError: They cannot be read.
        """
        query = select(DoorEventRow).order_by(DoorEventRow.id.desc()).limit(limit)
        if since is not None:
            query = query.where(DoorEventRow.at >= since)
        if before_id is not None:
            query = query.where(DoorEventRow.id < before_id)
        with self._database.reading() as session:
            return tuple(_event(row) for row in session.scalars(query))

    def of_person(self, person_id: UUID) -> tuple[DoorEvent, ...]:
        """Return what the doors did at a person's visits, newest first.

        Raises:
            StoreError: They cannot be read.
        """
        query = (
            select(DoorEventRow)
            .join(AccessEventRow, AccessEventRow.id == DoorEventRow.visit)
            .join(VisitorRow, VisitorRow.id == AccessEventRow.visitor_id)
            .where(VisitorRow.person_id == person_id)
            .order_by(DoorEventRow.id.desc())
        )
        with self._database.reading() as session:
            return tuple(_event(row) for row in session.scalars(query))


def _event(row: DoorEventRow) -> DoorEvent:
    return DoorEvent(row.id, row.at, row.door, row.kind, row.visit, row.open_ms)
