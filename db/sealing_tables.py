"""The wrapped data keys, and which master key wraps them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.column_types import UTCDateTime
from db.sealing import KEY_ID_BYTES, WRAPPED_BYTES
from db.tables import Base


class SealingRow(Base):
    """One row once people's data is sealed; none before."""

    __tablename__ = "sealing"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]  # counts the master keys up
    key_id: Mapped[bytes] = mapped_column(LargeBinary(KEY_ID_BYTES))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    is_clean: Mapped[bool]  # whether the pages from before were written over


class PersonKeyRow(Base):
    """The key of a person's photo, thumbnail and templates."""

    __tablename__ = "person_keys"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary(WRAPPED_BYTES))


class VisitKeyRow(Base):
    """The key of a visit's picture and evidence."""

    __tablename__ = "visit_keys"

    event_id: Mapped[int] = mapped_column(ForeignKey("access_events.id"), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary(WRAPPED_BYTES))


class HouseKeyRow(Base):
    """A key of the kiosk itself, such as that of the admins' phones."""

    __tablename__ = "house_keys"

    purpose: Mapped[str] = mapped_column(String(40), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary(WRAPPED_BYTES))
