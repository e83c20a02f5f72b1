"""What both stores of accounts need of their rows."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.account_records import Account
from db.account_tables import AccountRow, RecoveryCodeRow
from db.audit import AdminAction
from db.errors import StoreError
from db.names import folded

Told = Mapping[str, str | None]


def account_of(session: Session, row: AccountRow) -> Account:
    """Return the record of a row."""
    codes = select(func.count()).where(RecoveryCodeRow.account_id == row.id)
    return Account(
        id=row.id,
        name=row.name,
        role=row.role,
        has_code=row.sealed_secret is not None,
        recovery_codes_left=session.scalars(codes).one(),
        created_at=row.created_at,
        created_by=row.created_by,
        disabled_at=row.disabled_at,
    )


def row_named(session: Session, name: str) -> AccountRow | None:
    """Return the account with this name, whatever its case; None where there is none."""
    query = select(AccountRow).where(AccountRow.name_folded == folded(name.strip()))
    return session.scalars(query).one_or_none()


def row_of(session: Session, account_id: int) -> AccountRow:
    """Return the account with this number.

    Raises:
        StoreError: There is none.
    """
    row = session.get(AccountRow, account_id)
    if row is None:
        raise StoreError("There is no such account.", "List them with `janus admin list`.")
    return row


def name_sha256(name: str) -> str:
    """Return what failed logins with a name are counted by."""
    return hashlib.sha256(folded(name.strip()).encode("utf-8", "replace")).hexdigest()


def tell(
    session: Session,
    row: AccountRow,
    at: datetime,
    by: str,
    action: str,
    *,
    before: Told | None = None,
    after: Told | None = None,
) -> None:
    """Write an act on an account into the log, last in its transaction."""
    subject = f"account:{row.name}"
    audit.record(session, AdminAction(at, by, action, subject, before or {}, after or {}))
