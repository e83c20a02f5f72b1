"""What a login is held against, and what it leaves behind: failures, used codes, the log."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from db import audit
from db.account_records import Credentials, FailedLogins
from db.account_rows import account_of, name_sha256, row_named, row_of, tell
from db.account_tables import AccountRow, LoginFailureRow, RecoveryCodeRow
from db.audit import AdminAction
from db.engine import Database

_NOBODY = "not logged in"


class LoginStore:
    """What the login remembers; each method is one transaction.

    Args:
        database: Where it is kept.
        kiosk: The name of this kiosk's door: failures are counted at each kiosk too.
    """

    def __init__(self, database: Database, kiosk: str) -> None:
        self._database = database
        self._kiosk = kiosk

    def credentials(self, name: str) -> Credentials | None:
        """Return what a login with this name is held against; None where there is no account.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._database.reading() as session:
            row = row_named(session, name)
            if row is None:
                return None
            return Credentials(
                account=account_of(session, row),
                password_hash=row.password_hash,
                sealed_secret=row.sealed_secret,
                last_step=row.code_last_step,
            )

    def failures(self, name: str, since: datetime) -> FailedLogins:
        """Return the failed logins from `since` on.

        Raises:
            StoreError: The database cannot be read.
        """

        def times(session: Session, where: ColumnElement[bool]) -> tuple[datetime, ...]:
            query = select(LoginFailureRow.at).where(where, LoginFailureRow.at >= since)
            return tuple(session.scalars(query.order_by(LoginFailureRow.at)))

        with self._database.reading() as session:
            return FailedLogins(
                of_name=times(session, LoginFailureRow.name_sha256 == name_sha256(name)),
                of_kiosk=times(session, LoginFailureRow.kiosk == self._kiosk),
            )

    def record_failure(
        self, name: str, at: datetime, *, why: str, locks: bool, forget_before: datetime
    ) -> None:
        """Remember a failed login.

        Args:
            name: What was typed.
            at: Now.
            why: What was not right, for the log.
            locks: Whether no login is heard now for a while.
            forget_before: Failures from before this count no more.

        Raises:
            StoreError: The database cannot be written; nobody is let in.
        """
        with self._database.writing() as session:
            session.execute(delete(LoginFailureRow).where(LoginFailureRow.at < forget_before))
            session.add(LoginFailureRow(at=at, name_sha256=name_sha256(name), kiosk=self._kiosk))
            row = row_named(session, name)
            # What is no account's name may be a password, typed into the wrong field.
            subject = "account: unknown" if row is None else f"account:{row.name}"
            told = {"kiosk": self._kiosk, "wrong": why}
            audit.record(session, AdminAction(at, _NOBODY, "login failed", subject, after=told))
            if locks:
                where = {"kiosk": self._kiosk}
                locked = AdminAction(at, _NOBODY, "login locked", subject, after=where)
                audit.record(session, locked)

    def record_login(
        self, account_id: int, at: datetime, *, proof: str, new_hash: str | None = None
    ) -> None:
        """Remember that somebody logged in, and forget the failures with their name.

        Args:
            account_id: Who.
            at: Now.
            proof: By what, for the log.
            new_hash: The password hashed anew, where the old hash was too cheap.

        Raises:
            StoreError: The database cannot be written; nobody is let in.
        """
        with self._database.writing() as session:
            row = row_of(session, account_id)
            if new_hash is not None:
                row.password_hash = new_hash
            session.execute(
                delete(LoginFailureRow).where(LoginFailureRow.name_sha256 == name_sha256(row.name))
            )
            told = {"kiosk": self._kiosk, "role": row.role, "by": proof}
            tell(session, row, at, row.name, "logged in", after=told)

    def record_leave(self, account_id: int, at: datetime, *, timed_out: bool) -> None:
        """Remember that somebody logged out, or was logged out as they were idle.

        Raises:
            StoreError: The database cannot be written.
        """
        with self._database.writing() as session:
            row = row_of(session, account_id)
            action = "logged out when idle" if timed_out else "logged out"
            tell(session, row, at, row.name, action, after={"kiosk": self._kiosk})

    def use_step(self, account_id: int, step: int) -> bool:
        """Take a phone's code once: return whether it, and no later one, was taken before.

        Raises:
            StoreError: The database cannot be written; then it counts as used.
        """
        last = AccountRow.code_last_step
        taking = (
            update(AccountRow)
            .where(AccountRow.id == account_id, or_(last.is_(None), last < step))
            .values(code_last_step=step)
        )
        with self._database.writing() as session:
            return session.connection().execute(taking).rowcount == 1

    def use_recovery_code(self, account_id: int, sha256: str) -> bool:
        """Take a recovery code once; return whether there was such a one.

        Raises:
            StoreError: The database cannot be written.
        """
        taking = delete(RecoveryCodeRow).where(
            RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.sha256 == sha256
        )
        with self._database.writing() as session:
            return session.connection().execute(taking).rowcount == 1
