"""Alarms: raised, acknowledged with a note, and read newest first. Both acts are audited."""

from datetime import datetime

from sqlalchemy import func, select

from db import audit
from db.alarm_records import Alarm, NewAlarm
from db.audit import AdminAction
from db.door_tables import AlarmRow
from db.engine import Database
from db.errors import StoreError
from db.tables import PersonRow

RAISED_BY = "door"


class AlarmStore:
    """The alarms of all doors of a database.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewAlarm) -> Alarm:
        """Write an alarm, and into the log that it was raised.

        Raises:
            StoreError: It cannot be written; then nothing was.
        """
        with self._database.writing() as session:
            # Whoever is gone is no reason to keep an alarm back.
            person = session.get(PersonRow, new.person_id) if new.person_id else None
            row = AlarmRow(
                at=new.at,
                door=new.door,
                kind=new.kind,
                detail=new.detail,
                person_id=None if person is None else person.id,
                answered_by="",
                note="",
            )
            session.add(row)
            session.flush()
            told = {"alarm": row.id, "kind": row.kind.value, "detail": row.detail}
            audit.record(
                session,
                AdminAction(new.at, RAISED_BY, "alarm raised", f"door:{new.door}", {}, told),
            )
            return _alarm(row, None if person is None else person.name)

    def answer(self, alarm_id: int, note: str, actor: str, at: datetime) -> None:
        """Acknowledge an alarm.

        Args:
            alarm_id: Which.
            note: What is to be said of it; "" for nothing.
            actor: Who acknowledges it.
            at: When, aware.

        Raises:
            StoreError: There is no such alarm, it is acknowledged already, or it cannot be written.
        """
        with self._database.writing() as session:
            row = session.get(AlarmRow, alarm_id, with_for_update=True)
            if row is None:
                raise StoreError(f"There is no alarm {alarm_id}.", "Refresh the list.")
            if row.answered_at is not None:
                raise StoreError(
                    f"Alarm {alarm_id} is acknowledged already, by {row.answered_by}.",
                    "Refresh the list.",
                )
            row.answered_at, row.answered_by, row.note = at, actor, note
            # The note may name somebody, and stays where it can be erased.
            told = {"alarm": alarm_id, "kind": row.kind.value, "has_note": bool(note)}
            audit.record(
                session,
                AdminAction(at, actor, "alarm acknowledged", f"door:{row.door}", {}, told),
            )

    def newest(
        self, limit: int, *, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[Alarm, ...]:
        """Return the newest alarms of a period, newest first.

        Raises:
            StoreError: They cannot be read.
        """
        query = select(AlarmRow, PersonRow.name).outerjoin(
            PersonRow, PersonRow.id == AlarmRow.person_id
        )
        if since is not None:
            query = query.where(AlarmRow.at >= since)
        if until is not None:
            query = query.where(AlarmRow.at < until)
        query = query.order_by(AlarmRow.at.desc(), AlarmRow.id.desc()).limit(limit)
        with self._database.reading() as session:
            return tuple(_alarm(row, name) for row, name in session.execute(query))

    def unanswered(self) -> int:
        """Return how many alarms nobody has acknowledged.

        Raises:
            StoreError: They cannot be read.
        """
        query = select(func.count()).select_from(AlarmRow).where(AlarmRow.answered_at.is_(None))
        with self._database.reading() as session:
            return session.scalar(query) or 0


def _alarm(row: AlarmRow, name: str | None) -> Alarm:
    return Alarm(
        id=row.id,
        at=row.at,
        door=row.door,
        kind=row.kind,
        detail=row.detail,
        person_id=row.person_id,
        person_name=name,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        note=row.note,
    )
