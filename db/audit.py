"""Who changed what: every act of an admin, chained like the visits.

Call `record` inside the transaction of the act and last in it, so that neither stands without the
other. What is told of a person must be under that person's own subject (`person_subject`) and
nobody else's: that is what `db.chain_erasure.forget` erases by. `before` and `after` hold no
secret, picture or embedding.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import chain
from db.canonical import Plain, canonical, digest, moment_text, salted_digest
from db.chain import FORMAT, Commitments, Kind, NewEntry
from db.chain_tables import AdminActionRow
from db.engine import Database


@dataclass(frozen=True, slots=True)
class AdminAction:
    """An admin's act.

    Attributes:
        at: When, aware.
        actor: Who: "console:" and the operating system's user, or the name of an account.
        action: What, in two or three words, e.g. "person renamed".
        subject: What it was done to, e.g. `person_subject(id)`, "door:Main entrance".
        before: What was so before, by name; empty where there was nothing.
        after: What is so now; empty where nothing is left.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    before: Mapping[str, Plain] = field(default_factory=dict)
    after: Mapping[str, Plain] = field(default_factory=dict)


def person_subject(person_id: UUID) -> str:
    """Return the subject of an act on a person."""
    return f"person:{person_id}"


def record(session: Session, action: AdminAction) -> int:
    """Add an act, in the transaction of `session`.

    Returns:
        Its number.

    Raises:
        StoreError: There is no chain to append to.
    """
    row = AdminActionRow(
        at=action.at,
        actor=action.actor,
        action=action.action,
        subject=action.subject,
        before=canonical(action.before).decode(),
        after=canonical(action.after).decode(),
    )
    session.add(row)
    session.flush()
    salt = chain.new_salt()
    commitments = Commitments(
        details=details_digest(salt, row.subject, row.before, row.after),
    )
    content = admin_content(row.id, row.at, row.actor, row.action, commitments)
    chain.append(session, NewEntry(Kind.ADMIN, row.at, content, row.id, salt, commitments))
    return row.id


def details_digest(salt: bytes, subject: str, before: str, after: str) -> bytes:
    """Return what stands for that part of an act that may be about a person."""
    return salted_digest("details", salt, canonical([subject, before, after]))


def admin_content(
    number: int, at: datetime, actor: str, action: str, commitments: Commitments
) -> bytes:
    """Return the digest of an act's content."""
    fields: dict[str, Plain] = {"v": FORMAT, "id": number, "at": moment_text(at)}
    fields |= {"actor": actor, "action": action, **commitments.fields()}
    return digest("admin", canonical(fields))


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An act as it is kept; `before` and `after` are canonical JSON, or "" where erased."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: str
    after: str


class AuditLog:
    """Reads the acts, newest first.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, limit: int = 50, *, before_id: int | None = None) -> tuple[AuditEntry, ...]:
        """Return the newest acts, or those that were written before the one with `before_id`.

        Raises:
            StoreError: They cannot be read.
        """
        query = select(AdminActionRow).order_by(AdminActionRow.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(AdminActionRow.id < before_id)
        with self._database.reading() as session:
            return tuple(
                AuditEntry(
                    row.id, row.at, row.actor, row.action, row.subject, row.before, row.after
                )
                for row in session.scalars(query)
            )
