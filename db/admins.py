"""The admin's password hash, and the wrong guesses at it, kept over restarts."""

from datetime import datetime

from sqlalchemy import delete, func, select

from db.engine import Database
from db.tables import AdminFailureRow, AdminRow


class AdminStore:
    """What the admin area's lock remembers.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def password_hash(self) -> str | None:
        """Return the hash of the password; None before one was set."""
        with self._database.reading() as session:
            return session.scalars(select(AdminRow.password_hash)).one_or_none()

    def set_password_hash(self, password_hash: str, at: datetime) -> None:
        """Set the hash, in place of an older one."""
        with self._database.writing() as session:
            session.merge(AdminRow(id=1, password_hash=password_hash, set_at=at))

    def record_failure(self, at: datetime) -> None:
        """Remember a wrong password."""
        with self._database.writing() as session:
            session.add(AdminFailureRow(at=at))

    def failures_since(self, at: datetime) -> int:
        """Return how many wrong passwords were given from `at` on."""
        query = select(func.count()).select_from(AdminFailureRow).where(AdminFailureRow.at >= at)
        with self._database.reading() as session:
            return session.scalars(query).one()

    def clear_failures(self) -> None:
        """Forget the wrong passwords, after a right one."""
        with self._database.writing() as session:
            session.execute(delete(AdminFailureRow))
