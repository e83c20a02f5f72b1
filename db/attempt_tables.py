"""The table of failed attempts with a PIN or a badge."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.column_types import UTCDateTime
from db.names import NAME_LENGTH
from db.tables import Base


class FailedAttemptRow(Base):
    """One wrong PIN or bad badge; kept so that a restart does not forget it."""

    __tablename__ = "failed_attempts"
    __table_args__ = (
        Index("ix_failed_attempts_door_at", "door", "at"),
        Index("ix_failed_attempts_person_id_at", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    door: Mapped[str] = mapped_column(String(NAME_LENGTH))
    # Whose PIN was tried; NULL for a number that nobody has, and for a badge.
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
