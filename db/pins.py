"""The PINs of patrons, as argon2id hashes; each change stands in the audit, no PIN does."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db import audit
from db.audit import AdminAction, person_subject
from db.engine import Database
from db.errors import StoreError
from db.gallery_rows import found
from db.pin_records import PinRecord
from db.pin_tables import PinRow
from db.records import PersonStatus
from db.tables import PersonRow

_DRAWS = 1000  # with a number in a thousand still free, one draw in three finds it within these
_LAST_NUMBER = 2**31 - 1  # the column holds no greater one


class PinStore:
    """What is known of PINs.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, person_id: UUID) -> PinRecord | None:
        """Return a patron's PIN; None where they have none.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._database.reading() as session:
            return _record(session.get(PinRow, person_id))

    def by_number(self, number: int) -> PinRecord | None:
        """Return the PIN of the patron with this number; None where nobody has it.

        Raises:
            StoreError: The database cannot be read.
        """
        if not 0 <= number <= _LAST_NUMBER:
            return None
        query = select(PinRow).where(PinRow.number == number)
        with self._database.reading() as session:
            return _record(session.scalars(query).one_or_none())

    def people_without(self) -> int:
        """Return how many patrons may enter and have no PIN.

        Raises:
            StoreError: The database cannot be read.
        """
        have = select(PinRow.person_id)
        query = select(func.count()).select_from(PersonRow)
        query = query.where(PersonRow.status == PersonStatus.ACTIVE, PersonRow.id.not_in(have))
        with self._database.reading() as session:
            return session.scalars(query).one()

    def put(
        self,
        person_id: UUID,
        pin_hash: str,
        duress_hash: str | None,
        *,
        at: datetime,
        by: str,
        draw_number: Callable[[], int],
    ) -> PinRecord:
        """Set a patron's PIN, in place of an older one; their number stays.

        Args:
            person_id: Whose.
            pin_hash: Of the PIN.
            duress_hash: Of the duress PIN; None for none.
            at: Now.
            by: Who sets it.
            draw_number: Draws a number for whoever has none yet.

        Raises:
            StoreError: Nobody has this id, the numbers are used up, or it cannot be written.
        """
        with self._database.writing() as session:
            found(session, person_id)
            row, before = session.get(PinRow, person_id), {}
            if row is None:
                row = PinRow(person_id=person_id, number=_free_number(session, draw_number))
                session.add(row)
            else:
                before = _told(row)
            row.pin_hash, row.duress_hash, row.set_at = pin_hash, duress_hash, at
            session.flush()
            act = AdminAction(at, by, "PIN set", person_subject(person_id), before, _told(row))
            audit.record(session, act)
            return PinRecord(person_id, row.number, pin_hash, duress_hash, at)

    def remove(self, person_id: UUID, *, at: datetime, by: str) -> bool:
        """Take a patron's PIN and number away.

        Returns:
            Whether there was one.

        Raises:
            StoreError: It cannot be written.
        """
        with self._database.writing() as session:
            row = session.get(PinRow, person_id)
            if row is None:
                return False
            before = _told(row)
            session.execute(delete(PinRow).where(PinRow.person_id == person_id))
            audit.record(
                session, AdminAction(at, by, "PIN removed", person_subject(person_id), before)
            )
            return True


def _free_number(session: Session, draw_number: Callable[[], int]) -> int:
    for _ in range(_DRAWS):
        number = draw_number()
        if session.scalars(select(PinRow.number).where(PinRow.number == number)).first() is None:
            return number
    raise StoreError(
        "No free number for the keypad was found.",
        "Take the PINs of people away who left, with `janus people pin PERSON --remove`.",
    )


def _told(row: PinRow) -> dict[str, int | bool]:
    """Return what the audit may say of a PIN: neither it nor its hash."""
    return {"number": row.number, "has_duress_pin": row.duress_hash is not None}


def _record(row: PinRow | None) -> PinRecord | None:
    if row is None:
        return None
    return PinRecord(row.person_id, row.number, row.pin_hash, row.duress_hash, row.set_at)
