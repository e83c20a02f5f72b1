"""The badges that were issued, revoked and used; each change stands in the audit."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.audit import AdminAction, person_subject
from db.badge_records import Badge
from db.badge_tables import BadgeRow
from db.canonical import Plain
from db.engine import Database
from db.errors import StoreError
from db.gallery_rows import found

_BETWEEN = "\n"  # no name of a door holds one
_COLUMNS = tuple(field.name for field in fields(Badge) if field.name != "doors")


class BadgeStore:
    """What is known of badges.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, badge_id: str) -> Badge | None:
        """Return a badge; None where there is none of this id.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._database.reading() as session:
            row = session.get(BadgeRow, badge_id)
            return None if row is None else _badge(row)

    def newest(self, limit: int, *, starts_with: str = "") -> tuple[Badge, ...]:
        """Return badges, the newest first.

        Args:
            limit: At most so many.
            starts_with: Only those whose id begins so.

        Raises:
            StoreError: The database cannot be read.
        """
        query = select(BadgeRow).order_by(BadgeRow.issued_at.desc(), BadgeRow.id).limit(limit)
        if starts_with:
            query = query.where(BadgeRow.id.startswith(starts_with, autoescape=True))
        with self._database.reading() as session:
            return tuple(map(_badge, session.scalars(query)))

    def add(self, badge: Badge) -> None:
        """Store a badge that is being issued.

        Raises:
            StoreError: Its patron is not there, its id is taken, or it cannot be written.
        """
        values = {name: getattr(badge, name) for name in _COLUMNS}
        with self._database.writing() as session:
            if badge.person_id is not None:
                found(session, badge.person_id)
            session.add(BadgeRow(**values, doors=_BETWEEN.join(badge.doors)))
            session.flush()
            told: dict[str, Plain] = {
                "badge": badge.id,
                "name": badge.name,
                "from": badge.not_before.isoformat(),
                "until": badge.not_after.isoformat(),
                "doors": list(badge.doors),
                "single_use": badge.single_use,
            }
            act = AdminAction(
                badge.issued_at, badge.issued_by, "badge issued", _subject(badge), after=told
            )
            audit.record(session, act)

    def revoke(self, badge_id: str, *, at: datetime, by: str) -> bool:
        """Take a badge back.

        Returns:
            Whether it held until now.

        Raises:
            StoreError: There is no such badge, or it cannot be written.
        """
        with self._database.writing() as session:
            row = _found(session, badge_id)
            if row.revoked_at is not None:
                return False
            row.revoked_at = at
            session.flush()
            told: dict[str, Plain] = {"badge": row.id}
            act = AdminAction(
                at,
                by,
                "badge revoked",
                _subject(_badge(row)),
                before={**told, "revoked": False},
                after={**told, "revoked": True},
            )
            audit.record(session, act)
            return True

    def use(self, badge_id: str, at: datetime) -> bool:
        """Note that a badge is about to open a door.

        Of two doors that are shown a single-use badge at once, one only gets True: a badge is used
        up before the door opens, not after.

        Returns:
            Whether it may: it is not revoked, nor single-use and used.

        Raises:
            StoreError: There is no such badge, or it cannot be written.
        """
        with self._database.writing() as session:
            row = _found(session, badge_id)
            if row.revoked_at is not None or (row.single_use and row.used_at is not None):
                return False
            if row.used_at is None:
                row.used_at = at
            return True

    def give_back(self, badge_id: str) -> None:
        """Note that a badge that was used has opened no door after all.

        Raises:
            StoreError: There is no such badge, or it cannot be written.
        """
        with self._database.writing() as session:
            _found(session, badge_id).used_at = None


def _found(session: Session, badge_id: str) -> BadgeRow:
    row = session.get(BadgeRow, badge_id, with_for_update=True)
    if row is None:
        raise StoreError(f"There is no badge {badge_id}.", "Look it up with `janus badge list`.")
    return row


def _subject(badge: Badge) -> str:
    return f"badge:{badge.id}" if badge.person_id is None else person_subject(badge.person_id)


def _badge(row: BadgeRow) -> Badge:
    doors = tuple(filter(None, row.doors.split(_BETWEEN)))
    return Badge(doors=doors, **{name: getattr(row, name) for name in _COLUMNS})
