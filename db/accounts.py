"""Who may use the admin area: each method is one transaction, with its line in the log."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.account_records import Account, Role
from db.account_rows import account_of, name_sha256, row_named, row_of, tell
from db.account_tables import AccountRow, LoginFailureRow, RecoveryCodeRow
from db.engine import Database
from db.errors import StoreError
from db.names import checked_name, folded

_BETWEEN = ":"  # stands in "console:ada", who is nobody's account


class AccountStore:
    """Reads and changes the accounts. One owner at least stays active, whatever is asked.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_empty(self) -> bool:
        """Return whether there is no account yet: the first start asks for one."""
        with self._database.reading() as session:
            return session.scalars(select(AccountRow.id).limit(1)).first() is None

    def accounts(self) -> tuple[Account, ...]:
        """Return all of them by name, those that are disabled too."""
        query = select(AccountRow).order_by(AccountRow.name_folded)
        with self._database.reading() as session:
            return tuple(account_of(session, row) for row in session.scalars(query))

    def get(self, account_id: int) -> Account:
        """Return one account.

        Raises:
            StoreError: There is none with this number.
        """
        with self._database.reading() as session:
            return account_of(session, row_of(session, account_id))

    def named(self, name: str) -> Account | None:
        """Return the account with this name, whatever its case; None where there is none."""
        with self._database.reading() as session:
            row = row_named(session, name)
            return None if row is None else account_of(session, row)

    def add(
        self,
        name: str,
        role: Role,
        password_hash: str,
        at: datetime,
        by: str,
        *,
        only_as_first: bool = False,
    ) -> Account:
        """Make an account.

        Args:
            name: What is typed at the login; no two are alike, whatever their case.
            role: What it may do.
            password_hash: The argon2id hash.
            at: Now.
            by: Who makes it.
            only_as_first: Refuse where there is one already, so that a passer-by at a set-up
                screen that was left open makes none.

        Raises:
            StoreError: The name cannot be used or is taken; or there is an account already.
        """
        name = _checked(name)
        row = AccountRow(
            name=name,
            name_folded=folded(name),
            role=role,
            password_hash=password_hash,
            created_at=at,
            created_by=by,
        )
        with self._database.writing() as session:
            if only_as_first and session.scalars(select(AccountRow.id).limit(1)).first():
                raise StoreError("There is an account already.", "Start again, and log in.")
            if row_named(session, name) is not None:
                raise StoreError(f"There is an account “{name}” already.", "Choose another name.")
            session.add(row)
            session.flush()
            tell(session, row, at, by, "account added", after={"role": role})
            return account_of(session, row)

    def set_role(self, account_id: int, role: Role, at: datetime, by: str) -> Account:
        """Give an account another role.

        Raises:
            StoreError: There is none with this number, or nobody would be owner any more.
        """
        with self._database.writing() as session:
            row = row_of(session, account_id)
            if role is not Role.OWNER:
                _keep_an_owner(session, row)
            before, row.role = row.role, role
            session.flush()
            told = {"before": {"role": before}, "after": {"role": role}}
            tell(session, row, at, by, "account role changed", **told)
            return account_of(session, row)

    def disable(self, account_id: int, at: datetime, by: str) -> Account:
        """Let nobody use an account any more. Twice is as good as once.

        Raises:
            StoreError: There is none with this number, or nobody would be owner any more.
        """
        with self._database.writing() as session:
            row = row_of(session, account_id)
            if row.disabled_at is None:
                _keep_an_owner(session, row)
                row.disabled_at = at
                session.flush()
                tell(session, row, at, by, "account disabled")
            return account_of(session, row)

    def enable(self, account_id: int, at: datetime, by: str) -> Account:
        """Let a disabled account be used again.

        Raises:
            StoreError: There is none with this number.
        """
        with self._database.writing() as session:
            row = row_of(session, account_id)
            if row.disabled_at is not None:
                row.disabled_at = None
                session.flush()
                tell(session, row, at, by, "account enabled")
            return account_of(session, row)

    def set_password(self, account_id: int, password_hash: str, at: datetime, by: str) -> Account:
        """Set the hash in place of an older one, and lift a lock against guessing.

        Raises:
            StoreError: There is none with this number.
        """
        with self._database.writing() as session:
            row = row_of(session, account_id)
            row.password_hash = password_hash
            session.execute(
                delete(LoginFailureRow).where(LoginFailureRow.name_sha256 == name_sha256(row.name))
            )
            session.flush()
            tell(session, row, at, by, "account password set")
            return account_of(session, row)

    def set_code(
        self,
        account_id: int,
        sealed_secret: bytes | None,
        recovery_sha256: Collection[str],
        at: datetime,
        by: str,
        *,
        used_step: int | None = None,
    ) -> Account:
        """Ask an account for a phone's code from now on, or for none any more.

        Args:
            account_id: Its number.
            sealed_secret: The sealed secret; None for no code.
            recovery_sha256: Digests of the codes that stand in for a lost phone; older ones go.
            at: Now.
            by: Who does it.
            used_step: The time step of the code that proved the phone; it is not taken again.

        Raises:
            StoreError: There is none with this number.
        """
        with self._database.writing() as session:
            row = row_of(session, account_id)
            row.sealed_secret, row.code_last_step = sealed_secret, used_step
            session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == row.id))
            session.add_all(
                RecoveryCodeRow(account_id=row.id, sha256=digest) for digest in recovery_sha256
            )
            session.flush()
            action = "account phone removed" if sealed_secret is None else "account phone bound"
            tell(session, row, at, by, action)
            return account_of(session, row)


def _checked(name: str) -> str:
    name = checked_name(name)
    if _BETWEEN in name:
        raise StoreError("The name of an account holds no colon.", "Choose another name.")
    return name


def _keep_an_owner(session: Session, row: AccountRow) -> None:
    """Refuse to take the last active owner away: only the console could then help.

    Raises:
        StoreError: It is the last one.
    """
    active = select(AccountRow.id).where(
        AccountRow.role == Role.OWNER, AccountRow.disabled_at.is_(None)
    )
    # Locked, so that two who take each other's away at the same moment do not both succeed.
    owners = set(session.scalars(active.with_for_update()))
    if owners == {row.id}:
        raise StoreError(f"“{row.name}” is the last owner.", "Make another account an owner first.")
