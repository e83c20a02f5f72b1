"""Consent and retention: kept beside the patrons, and gone with them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.canonical import moment_text
from db.care_records import Consent, ConsentText
from db.care_tables import ConsentRow, ConsentTextRow, KeepRow
from db.engine import Database
from db.gallery_rows import found, person_of, tell
from db.records import Outcome, Person
from db.tables import AccessEventRow, PersonRow, VisitorRow


@dataclass(frozen=True, slots=True)
class Overdue:
    """A person who should have been erased.

    Attributes:
        person: Who.
        since: Since when.
        last_entry: When a door was opened to them last; None for never.
    """

    person: Person
    since: datetime
    last_entry: datetime | None


def put_consent(
    session: Session, person_id: UUID, text: ConsentText, at: datetime, by: str
) -> None:
    """Write down that a person agreed, in the transaction of the act."""
    if session.get(ConsentTextRow, text.version) is None:
        session.add(ConsentTextRow(version=text.version, text=text.text))
        session.flush()
    session.merge(ConsentRow(person_id=person_id, version=text.version, at=at, recorded_by=by))


class CareStore:
    """Reads and changes consent and retention; each method is one transaction.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def consent(self, person_id: UUID) -> Consent | None:
        """Return what a person agreed to; None where nothing was written down.

        Raises:
            StoreError: The database cannot be read.
        """
        query = (
            select(ConsentTextRow.text, ConsentRow.at, ConsentRow.recorded_by)
            .join(ConsentTextRow, ConsentTextRow.version == ConsentRow.version)
            .where(ConsentRow.person_id == person_id)
        )
        with self._database.reading() as session:
            row = session.execute(query).one_or_none()
            return None if row is None else Consent(ConsentText(row[0]), row[1], row[2])

    def record_consent(self, person_id: UUID, text: ConsentText, at: datetime, *, by: str) -> None:
        """Write down that somebody who is enrolled agreed.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.writing() as session:
            found(session, person_id)
            put_consent(session, person_id, text, at, by)
            tell(session, person_id, at, by, "consent recorded", after={"text": text.version})

    def without_consent(self) -> int:
        """Return of how many people no consent was written down.

        Raises:
            StoreError: The database cannot be read.
        """
        agreed = select(ConsentRow.person_id)
        query = select(func.count()).select_from(PersonRow).where(PersonRow.id.not_in(agreed))
        with self._database.reading() as session:
            return session.scalars(query).one()

    def keep_until(self, person_id: UUID) -> datetime | None:
        """Return until when a person is to be kept; None where nobody said so.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._database.reading() as session:
            row = session.get(KeepRow, person_id)
            return None if row is None else row.until

    def set_keep_until(
        self, person_id: UUID, until: datetime | None, at: datetime, *, by: str
    ) -> None:
        """Say until when a person is to be kept; None takes that back.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.writing() as session:
            found(session, person_id)
            row = session.get(KeepRow, person_id)
            before = {} if row is None else {"until": moment_text(row.until)}
            if until is not None:
                session.merge(KeepRow(person_id=person_id, until=until))
            elif row is not None:
                session.delete(row)
            after = {} if until is None else {"until": moment_text(until)}
            tell(session, person_id, at, by, "keeping set", before=before, after=after)

    def overdue(self, now: datetime, idle: timedelta | None) -> tuple[Overdue, ...]:
        """Return who is kept longer than was said, the longest first.

        Args:
            now: Now, aware.
            idle: How long after their last entry people are kept of whom nothing else was said;
                before the first entry their enrolment counts. None for ever.

        Raises:
            StoreError: The database cannot be read.
        """
        entered = (
            select(VisitorRow.person_id, func.max(AccessEventRow.at).label("at"))
            .join(AccessEventRow, AccessEventRow.visitor_id == VisitorRow.id)
            .where(AccessEventRow.outcome == Outcome.GRANTED)
            .group_by(VisitorRow.person_id)
            .subquery()
        )
        query = (
            select(PersonRow, KeepRow.until, entered.c.at)
            .outerjoin(KeepRow, KeepRow.person_id == PersonRow.id)
            .outerjoin(entered, entered.c.person_id == PersonRow.id)
        )
        late = []
        with self._database.reading() as session:
            for row, until, last in session.execute(query):
                end = until
                if end is None and idle is not None:
                    end = (last or row.enrolled_at) + idle
                if end is not None and end <= now:
                    late.append(Overdue(person_of(row), end, last))
        return tuple(sorted(late, key=lambda one: one.since))
