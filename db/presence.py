"""Who is in which area since when, and what the doors did last.

What a grant changes is stored with its row of the log in one transaction, see `carry`: whatever
happens in between, there is never the one without the other.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from db import audit
from db.audit import AdminAction, person_subject
from db.engine import Database
from db.presence_records import Facts, Passage, Present, Stay
from db.presence_tables import DoorStateRow, LastGrantRow, StayRow
from db.rule_rows import STATE, check_rules, count_move
from db.rule_tables import VisitorPassRow
from db.tables import PersonRow

UNLOCKED_LONGER = timedelta(seconds=2)
"""A door counts as unlocked for so much longer: its lock is released up to a second after the grant
(`kiosk.entry.doorkeeper.LATEST_S`), and an opening in the last moment takes the contact some tenths
of one to tell."""


class PresenceStore:
    """What is known of whereabouts.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def facts(
        self, door: str, people: Collection[UUID], at: datetime, *, granted_since: datetime
    ) -> Facts:
        """Return what a ruling rests on, read at one moment.

        Args:
            door: The door.
            people: Of whom.
            at: When.
            granted_since: Also who was let in at this door from then on.

        Raises:
            StoreError: It cannot be read.
        """
        stay, grant, state, visit = StayRow, LastGrantRow, DoorStateRow, VisitorPassRow
        known_since = at - UNLOCKED_LONGER
        lately = or_(grant.at >= granted_since, grant.person_id.in_(people))
        is_open = or_(state.is_open, state.unlocked_until > known_since)
        used = select(visit.person_id, visit.entries_used).where(visit.person_id.in_(people))
        inside = select(stay.area, func.count()).where(stay.left_at.is_(None)).group_by(stay.area)
        grants = select(grant.person_id, grant.at).where(grant.door == door, lately)
        with self._database.reading() as session:
            _, moves = session.execute(STATE).one()
            rows = session.scalars(select(stay).where(stay.person_id.in_(people)))
            return Facts(
                moves=moves,
                stays={(row.person_id, row.area): _stay(row) for row in rows},
                counts=dict(session.execute(inside).all()),
                grants=dict(session.execute(grants).all()),
                entries_used=dict(session.execute(used).all()),
                open_doors=frozenset(session.scalars(select(state.door).where(is_open))),
            )

    def present(self, area: str | None = None) -> tuple[Present, ...]:
        """Return who is inside, by area and name; for a muster.

        Args:
            area: Only this one; None for all.

        Raises:
            StoreError: It cannot be read.
        """
        query = (
            select(StayRow, PersonRow.name)
            .join(PersonRow, PersonRow.id == StayRow.person_id)
            .where(StayRow.left_at.is_(None))
            .order_by(StayRow.area, PersonRow.name_folded, PersonRow.id)
        )
        if area is not None:
            query = query.where(StayRow.area == area)
        with self._database.reading() as session:
            rows = session.execute(query)
            return tuple(
                Present(row.person_id, name, row.area, row.entered_at) for row, name in rows
            )

    def take_out(self, person_id: UUID, area: str, *, at: datetime, by: str) -> bool:
        """Say that somebody is not inside any more, e.g. as they left unseen; audited.

        Returns:
            Whether they were inside.

        Raises:
            StoreError: It cannot be written.
        """
        with self._database.writing() as session:
            count_move(session)
            row = session.get(StayRow, (person_id, area))
            if row is None or row.left_at is not None:
                session.rollback()
                return False
            row.left_at = at
            subject, before = person_subject(person_id), {"area": area}
            audit.record(session, AdminAction(at, by, "taken out of area", subject, before))
            return True

    def contact(self, door: str, *, is_open: bool) -> None:
        """Say whether a door stands open: for interlocks. It holds until something else is said.

        What is known already disturbs no ruling.

        Raises:
            StoreError: It cannot be written.
        """
        with self._database.writing() as session:
            count_move(session)
            row = session.get(DoorStateRow, door)
            if (row is not None and row.is_open) is is_open:
                session.rollback()
                return
            row = row or DoorStateRow(door=door, unlocked_until=None)
            row.is_open = is_open
            session.add(row)


def carry(session: Session, passage: Passage) -> None:
    """Store what a grant changes, or take it back, in the transaction of its row.

    Args:
        session: The transaction.
        passage: What changes.

    Raises:
        RulesChangedError: Rules or whereabouts are not what it rests on; nothing may be written.
    """
    if passage.rules_revision is not None:
        check_rules(session, passage.rules_revision, passage.moves)
    count_move(session)
    if passage.is_undone:
        _put_back(session, passage)
        return
    for stay in passage.after:
        session.merge(_row(stay))
    for person_id in passage.people:
        session.merge(LastGrantRow(door=passage.door, person_id=person_id, at=passage.at))
    _count_entries(session, passage.visitors, 1)
    _unlocked(session, passage.door, passage.unlocked_until)


def _put_back(session: Session, passage: Passage) -> None:
    """Put everything back as it was, but what somebody else has changed since."""
    before = {(stay.person_id, stay.area): stay for stay in passage.before}
    for stay in passage.after:
        row = session.get(StayRow, (stay.person_id, stay.area))
        if row is None or _stay(row) != stay:
            continue
        known = before.get((stay.person_id, stay.area))
        if known is None:
            session.delete(row)
        else:
            row.entered_at, row.left_at = known.entered_at, known.left_at
    granted_before = dict(passage.granted_before)
    for person_id in passage.people:
        grant = session.get(LastGrantRow, (passage.door, person_id))
        if grant is None or grant.at != passage.at:
            continue
        if person_id in granted_before:
            grant.at = granted_before[person_id]
        else:
            session.delete(grant)
    _count_entries(session, passage.visitors, -1)
    _unlocked(session, passage.door, None)


def _count_entries(session: Session, visitors: Iterable[UUID], by: int) -> None:
    used = VisitorPassRow.entries_used
    for person_id in visitors:
        session.execute(
            update(VisitorPassRow)
            .where(VisitorPassRow.person_id == person_id, used + by >= 0)
            .values(entries_used=used + by)
        )


def _unlocked(session: Session, door: str, until: datetime | None) -> None:
    row = session.get(DoorStateRow, door) or DoorStateRow(door=door, is_open=False)
    row.unlocked_until = until
    session.add(row)


def _stay(row: StayRow) -> Stay:
    return Stay(row.person_id, row.area, row.entered_at, row.left_at)


def _row(stay: Stay) -> StayRow:
    return StayRow(
        person_id=stay.person_id,
        area=stay.area,
        entered_at=stay.entered_at,
        left_at=stay.left_at,
    )
