"""The tables of the chain: its entries, what they commit to beside the visits, and signed heads."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.canonical import DIGEST_BYTES
from db.column_types import UTCDateTime
from db.tables import Base

ACTOR_LENGTH = 200
ACTION_LENGTH = 80
SUBJECT_LENGTH = 200
KIND_LENGTH = 16
SALT_BYTES = 16


class ChainEntryRow(Base):
    """One entry of the chain, see `db/chain.py`. Written once; only what hides a person may go."""

    __tablename__ = "chain_entries"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    subject: Mapped[int | None]  # the number of the visit, or of the admin's act
    content: Mapped[bytes] = mapped_column(LargeBinary(DIGEST_BYTES))  # digest of the content
    line: Mapped[bytes] = mapped_column(LargeBinary(DIGEST_BYTES))  # digest of all up to here
    # Of a visit or an admin's act: the key of the digests that follow. NULL once they were erased
    # or pruned.
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(SALT_BYTES))
    who: Mapped[bytes | None] = mapped_column(LargeBinary(DIGEST_BYTES))
    picture: Mapped[bytes | None] = mapped_column(LargeBinary(DIGEST_BYTES))
    evidence: Mapped[bytes | None] = mapped_column(LargeBinary(DIGEST_BYTES))
    details: Mapped[bytes | None] = mapped_column(LargeBinary(DIGEST_BYTES))
    # Of every other kind: the content itself, canonical JSON. NULL of what a door did, once pruned.
    statement: Mapped[str | None] = mapped_column(Text)


class AdminActionRow(Base):
    """An admin's act: written once; subject, before and after go when the person is erased."""

    __tablename__ = "admin_actions"
    __table_args__ = (
        Index("ix_admin_actions_at_id", "at", "id"),
        Index("ix_admin_actions_subject_id", "subject", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(ACTOR_LENGTH))
    action: Mapped[str] = mapped_column(String(ACTION_LENGTH))
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH))
    before: Mapped[str] = mapped_column(Text)  # canonical JSON
    after: Mapped[str] = mapped_column(Text)


class EventEvidenceRow(Base):
    """What a visit's decision can be computed again from; biometric data, see `db/evidence.py`."""

    __tablename__ = "event_evidence"

    event_id: Mapped[int] = mapped_column(ForeignKey("access_events.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ChainHeadRow(Base):
    """The chain's end at one moment, signed. See `db/heads.py`."""

    __tablename__ = "chain_heads"
    __table_args__ = (CheckConstraint("id >= 1", name="counted"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    line: Mapped[bytes] = mapped_column(LargeBinary(DIGEST_BYTES))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
