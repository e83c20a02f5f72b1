"""Failed attempts with PINs and badges, kept over restarts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update

from db.attempt_tables import FailedAttemptRow
from db.engine import Database


class AttemptStore:
    """What the limits of attempts rest on.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, at: datetime, door: str, person_id: UUID | None) -> None:
        """Remember a failure.

        Args:
            at: Now.
            door: Where.
            person_id: Whose PIN was tried; None where that is nobody's.

        Raises:
            StoreError: It cannot be written: then nothing may be opened.
        """
        with self._database.writing() as session:
            session.add(FailedAttemptRow(at=at, door=door, person_id=person_id))

    def at_door(self, door: str, since: datetime, now: datetime) -> tuple[datetime, ...]:
        """Return when attempts failed at a door, the oldest first.

        Raises:
            StoreError: The database cannot be read.
        """
        return self._times(FailedAttemptRow.door == door, since, now)

    def of_person(self, person_id: UUID, since: datetime, now: datetime) -> tuple[datetime, ...]:
        """Return when attempts with somebody's PIN failed, the oldest first, at any door.

        Raises:
            StoreError: The database cannot be read.
        """
        return self._times(FailedAttemptRow.person_id == person_id, since, now)

    def forgive(self, person_id: UUID) -> None:
        """Forget the failures with somebody's PIN, after the right one; those of doors stay.

        Raises:
            StoreError: It cannot be written.
        """
        query = update(FailedAttemptRow).where(FailedAttemptRow.person_id == person_id)
        with self._database.writing() as session:
            session.execute(query.values(person_id=None))

    def prune(self, before: datetime) -> None:
        """Remove failures that no limit looks back to.

        Raises:
            StoreError: It cannot be written.
        """
        with self._database.writing() as session:
            session.execute(delete(FailedAttemptRow).where(FailedAttemptRow.at < before))

    def _times(
        self, whose: ColumnElement[bool], since: datetime, now: datetime
    ) -> tuple[datetime, ...]:
        query = select(FailedAttemptRow.at).where(whose, FailedAttemptRow.at >= since)
        with self._database.reading() as session:
            times = tuple(session.scalars(query.order_by(FailedAttemptRow.at)))
        if not times or times[-1] <= now:
            return times
        # The clock was set back. A failure of the future would lock for as long as the clock was
        # wrong, or be forgotten by a power cut: it counts as one of this moment, once and for all.
        with self._database.writing() as session:
            ahead = update(FailedAttemptRow).where(whose, FailedAttemptRow.at > now)
            session.execute(ahead.values(at=now))
        return tuple(min(at, now) for at in times)
