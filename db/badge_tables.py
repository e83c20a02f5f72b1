"""The table of badges."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from db.column_types import UTCDateTime
from db.names import NAME_LENGTH
from db.tables import Base

ID_LENGTH = 16  # hex digits


class BadgeRow(Base):
    """A badge that was issued; never removed, so that the log's badges can be looked up."""

    __tablename__ = "badges"
    __table_args__ = (
        CheckConstraint("not_before < not_after", name="validity_order"),
        Index("ix_badges_issued_at_id", "issued_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    not_after: Mapped[datetime] = mapped_column(UTCDateTime)
    doors: Mapped[str] = mapped_column(Text)  # names, each on a line; "" for all doors
    single_use: Mapped[bool]
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    issued_by: Mapped[str] = mapped_column(String(200))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the first time it opened
