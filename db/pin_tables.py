"""The table of PINs: hashes only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.column_types import UTCDateTime
from db.tables import Base

HASH_LENGTH = 300


class PinRow(Base):
    """A patron's PIN, their duress PIN, and the number by which the keypad knows them."""

    __tablename__ = "pins"
    __table_args__ = (CheckConstraint("number >= 0", name="number"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    pin_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    duress_hash: Mapped[str | None] = mapped_column(String(HASH_LENGTH))
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
