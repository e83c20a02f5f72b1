"""The tables of what doors did, and of alarms."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from db.alarm_records import AlarmKind
from db.column_types import UTCDateTime
from db.door_records import DoorEventKind
from db.tables import Base

DOOR_LENGTH = 220  # a door's name, and what is added to it where it is simulated
DETAIL_LENGTH = 200
ACTOR_LENGTH = 200
NOTE_LENGTH = 400


def _values(enum: type[StrEnum]) -> Enum:
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class DoorEventRow(Base):
    """What a door did: written once, chained (`db/door_chain.py`), and pruned with the visits."""

    __tablename__ = "door_events"
    __table_args__ = (
        Index("ix_door_events_at_id", "at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    door: Mapped[str] = mapped_column(String(DOOR_LENGTH))
    kind: Mapped[DoorEventKind] = mapped_column(_values(DoorEventKind))
    visit: Mapped[int | None]  # no reference: visits are pruned, and this row stays as it is
    open_ms: Mapped[int | None]


class AlarmRow(Base):
    """An alarm; only who acknowledged it is added later. Whoever is erased is no longer named."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index("ix_alarms_at_id", "at", "id"),
        Index("ix_alarms_answered_at", "answered_at"),
        Index("ix_alarms_person_id", "person_id"),
        CheckConstraint("(answered_at IS NULL) = (answered_by = '')", name="answered_by_somebody"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    door: Mapped[str] = mapped_column(String(DOOR_LENGTH))
    kind: Mapped[AlarmKind] = mapped_column(_values(AlarmKind))
    detail: Mapped[str] = mapped_column(String(DETAIL_LENGTH))
    person_id: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("people.id", ondelete="SET NULL")
    )
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[str] = mapped_column(String(ACTOR_LENGTH), default="")
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
