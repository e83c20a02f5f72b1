"""The tables of who is where, and of what the doors did last."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.column_types import UTCDateTime
from db.names import NAME_LENGTH
from db.tables import Base


class StayRow(Base):
    """One person and one area; see `Stay`."""

    __tablename__ = "stays"
    __table_args__ = (Index("ix_stays_left_at_area", "left_at", "area"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    area: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class LastGrantRow(Base):
    """When somebody was last let in at a door."""

    __tablename__ = "last_grants"
    __table_args__ = (Index("ix_last_grants_door_at", "door", "at"),)

    door: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class DoorStateRow(Base):
    """Until when a door is unlocked, and whether its contact says that it stands open."""

    __tablename__ = "door_states"

    door: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    unlocked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_open: Mapped[bool]
