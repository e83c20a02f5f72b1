"""What people agreed to, and until when they are kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.column_types import UTCDateTime
from db.tables import Base


class ConsentTextRow(Base):
    """A text that somebody agreed to; kept, so that it can be shown what it said."""

    __tablename__ = "consent_texts"

    version: Mapped[str] = mapped_column(String(16), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ConsentRow(Base):
    """That a person agreed; the newest time counts."""

    __tablename__ = "consents"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("consent_texts.version"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))


class KeepRow(Base):
    """Until when a person is to be kept, where somebody said so."""

    __tablename__ = "keep_until"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
