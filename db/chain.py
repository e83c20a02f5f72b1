"""The chain: each visit and each admin's act appends an entry to it, in its own transaction.

An entry commits to its content, and its line to that and to the line before, so to all that was
ever appended (a linear hash chain after Schneier & Kelsey, "Secure Audit Logs to Support Computer
Forensics", 1999). Whoever changes, removes, adds or moves anything afterwards breaks it at that
place, or must write every later line anew; signed heads (`db/heads.py`) show the latter.

    line(n) = digest("line", line(n-1) + canonical([kind, at, subject, content]))

The content of a visit is every column of its row but `has_thumbnail`, without those that are NULL
(or "", where they cannot be NULL), so that a column added later changes no visit from before it. A
new column of `access_events` must therefore be nullable, or a text with the default "".

**The contract about people.** Nothing chained holds a name, a picture or an embedding, but digests
keyed by a random salt (`salted_digest`) that stands in the entry, and can be destroyed:

- `who`: person id and name of the visitor. What stays open is `visitor_id`, a bare number.
- `picture`: the bytes of `probe_thumbnails.jpeg` *as they are stored*, sealed or not, so that no
  key is needed to verify. Whoever seals older pictures says so with
  `db.chain_checkpoints.resealed`.
- `evidence`: the bytes of `event_evidence.content`, as they are stored.
- `details`: subject, before and after of an admin's act. Times, actor and action stay open: who did
  what as an admin is kept.

To erase a person, call `db.chain_erasure.forget` inside the transaction that erases everything
else: it blanks the names in the log, removes pictures and evidence, destroys the salts, and appends
a signed entry that says which numbers it was about. After that the chain verifies as before, and
nobody can tell from a digest whom it was of. Columns that are chained in the open must hold no
name: a rule that kept somebody out is named by its own name (`access_events.rule`), never by
another person's.

Append last in a transaction. Elsewhere than on SQLite, where there is one writer anyway, an append
keeps all other appends waiting until the commit.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from db.canonical import Plain, canonical, digest, moment_text, plain, salted_digest
from db.chain_tables import SALT_BYTES, ChainEntryRow
from db.errors import StoreError
from db.tables import AccessEventRow, VisitorRow

FORMAT = 1
"""The version of what contents are made of; it stands in each of them."""

START = bytes(32)
"""The line before the first."""


class Kind(StrEnum):
    """What an entry is about."""

    GENESIS = "genesis"  # the first: how many visits there were before the chain
    EVENT = "event"
    ADMIN = "admin"
    DOOR = "door"  # what a door did, see `db/door_chain.py`
    PRUNED = "pruned"
    ERASED = "erased"
    RESEALED = "resealed"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: its last entry's number and line."""

    number: int
    line: bytes


class Commitments(NamedTuple):
    """The digests that stand for what a content must not show; None for what there is not."""

    who: bytes | None = None
    picture: bytes | None = None
    evidence: bytes | None = None
    details: bytes | None = None

    def fields(self) -> dict[str, Plain]:
        """Return them by name, as a content holds them."""
        told: dict[str, Plain] = {}
        if self.who is not None:
            told["who"] = self.who.hex()
        if self.picture is not None:
            told["picture"] = self.picture.hex()
        if self.evidence is not None:
            told["evidence"] = self.evidence.hex()
        if self.details is not None:
            told["details"] = self.details.hex()
        return told


NOTHING = Commitments()

_NUMBER, _LINE = ChainEntryRow.number, ChainEntryRow.line
_LAST = select(_NUMBER, _LINE).order_by(_NUMBER.desc()).limit(1)
_FIRST_LOCKED = select(_NUMBER).where(_NUMBER == 1).with_for_update()
_INSERT = insert(cast("Table", ChainEntryRow.__table__))
_CHAINED = tuple(
    (column.name, bool(column.nullable))
    for column in cast("Table", AccessEventRow.__table__).columns
    if column.name != "has_thumbnail"
)
CHAINED = tuple(name for name, _ in _CHAINED)
"""The columns of a visit that are chained."""


def line_digest(
    before: bytes, kind: str, at: datetime, subject: int | None, content: bytes
) -> bytes:
    """Return an entry's line.

    Args:
        before: The line of the entry before; `START` for the first.
        kind: See `Kind`.
        at: When what it is about happened, aware.
        subject: The number of the visit or act; None for another kind.
        content: The digest of the content.
    """
    told = canonical([kind, moment_text(at), subject, content.hex()])
    return digest("line", before + told)


def event_content(values: Mapping[str, object], commitments: Commitments) -> bytes:
    """Return the digest of a visit's content.

    Args:
        values: The columns of its row, by name; any others are passed over.
        commitments: What stands for its visitor, picture and evidence.
    """
    fields: dict[str, Plain] = {"v": FORMAT, **commitments.fields()}
    for name, may_be_null in _CHAINED:
        value = values.get(name)
        if value is not None and (may_be_null or value != ""):
            fields[name] = value if type(value) is str else plain(value)
    return digest("event", canonical(fields))


def who_digest(salt: bytes, person_id: UUID | None, name: str | None) -> bytes:
    """Return what stands for a visitor."""
    return salted_digest("who", salt, canonical([plain(person_id), name]))


def picture_digest(salt: bytes, stored: bytes) -> bytes:
    """Return what stands for the picture of a probe, as it is stored."""
    return salted_digest("picture", salt, stored)


def evidence_digest(salt: bytes, stored: bytes) -> bytes:
    """Return what stands for the evidence of a visit, as it is stored."""
    return salted_digest("evidence", salt, stored)


def statement_content(statement: str) -> bytes:
    """Return the digest of a content that stands in the entry itself."""
    return digest("statement", statement.encode())


def new_salt() -> bytes:
    """Return a salt that nobody can guess."""
    return secrets.token_bytes(SALT_BYTES)


def head(session: Session) -> Head | None:
    """Return the end of the chain; None where there is no chain yet."""
    found = session.connection().execute(_LAST).one_or_none()
    return None if found is None else Head(*found)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry before it has its place."""

    kind: Kind
    at: datetime
    content: bytes
    subject: int | None = None
    salt: bytes | None = None
    commitments: Commitments = NOTHING
    statement: str | None = None


def event_entry(
    values: Mapping[str, object],
    at: datetime,
    visitor: VisitorRow | None,
    *,
    picture: bytes | None = None,
    evidence: bytes | None = None,
) -> NewEntry:
    """Return the entry of a visit.

    Args:
        values: The columns of its row as it is stored, by name; its number among them.
        at: When it was.
        visitor: Whom it is about.
        picture: Its picture as it is stored; None or b"" for none.
        evidence: Its evidence as it is stored; None or b"" for none.
    """
    salt = new_salt()
    commitments = Commitments(
        who=who_digest(salt, visitor.person_id, visitor.name) if visitor else None,
        picture=picture_digest(salt, picture) if picture else None,
        evidence=evidence_digest(salt, evidence) if evidence else None,
    )
    content = event_content(values, commitments)
    key = None if commitments == NOTHING else salt
    return NewEntry(Kind.EVENT, at, content, int(str(values["id"])), key, commitments)


def append_event(
    session: Session,
    row: AccessEventRow,
    visitor: VisitorRow | None,
    *,
    picture: bytes | None = None,
    evidence: bytes | None = None,
) -> None:
    """Append a visit, in the transaction of its row; see `event_entry`.

    Raises:
        StoreError: There is no chain to append to.
    """
    values = {name: getattr(row, name) for name in CHAINED}
    append(session, event_entry(values, row.at, visitor, picture=picture, evidence=evidence))


def append_statement(
    session: Session, kind: Kind, at: datetime, fields: Mapping[str, Plain]
) -> Head:
    """Append an entry whose content stands in it, with the chain's version.

    Raises:
        StoreError: There is no chain to append to.
    """
    statement = canonical({"v": FORMAT, **fields}).decode()
    content = statement_content(statement)
    return append(session, NewEntry(kind, at, content, statement=statement))


def append(session: Session, *entries: NewEntry) -> Head:
    """Append entries; they are committed with the session's transaction, or not at all.

    Raises:
        StoreError: There is no chain to append to: somebody removed it.
    """
    end = locked_head(session)
    if end is None and entries[0].kind is not Kind.GENESIS:
        raise StoreError(
            "The chain of the log is gone, so nothing can be written to the log.",
            "Somebody removed it: keep this database as evidence, and restore a backup.",
        )
    number, line = (end.number, end.line) if end else (0, START)
    rows = []
    for entry in entries:
        number += 1
        line = line_digest(line, entry.kind.value, entry.at, entry.subject, entry.content)
        rows.append(
            {
                "number": number,
                "kind": entry.kind.value,
                "at": entry.at,
                "subject": entry.subject,
                "content": entry.content,
                "line": line,
                "salt": entry.salt,
                "who": entry.commitments.who,
                "picture": entry.commitments.picture,
                "evidence": entry.commitments.evidence,
                "details": entry.commitments.details,
                "statement": entry.statement,
            }
        )
    # Past the session's own bookkeeping: nobody keeps these as objects.
    session.connection().execute(_INSERT, rows)
    return Head(number, line)


def locked_head(session: Session) -> Head | None:
    """Return the end of the chain, which nobody else moves until the commit; None for no chain."""
    if session.get_bind().dialect.name != "sqlite":  # where a writer is alone anyway
        session.execute(_FIRST_LOCKED)
    return head(session)
