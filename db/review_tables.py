"""The table of review marks: appended to, never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from db.column_types import UTCDateTime
from db.review_records import Verdict
from db.tables import Base

ACTOR_LENGTH = 200


class ReviewMarkRow(Base):
    """What a reviewer said of a visit; the newest row of a visit holds.

    It goes with its visit when the log is pruned. Somebody who is erased is no longer named, and
    what was said still counts.
    """

    __tablename__ = "review_marks"
    __table_args__ = (
        Index("ix_review_marks_event_id_id", "event_id", "id"),
        Index("ix_review_marks_person_id", "person_id"),
        CheckConstraint("person_id IS NULL OR verdict = 'was another person'", name="names_whom"),
        # The number of a mark says which is newest, so none may be given twice.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    event_id: Mapped[int] = mapped_column(ForeignKey("access_events.id", ondelete="CASCADE"))
    verdict: Mapped[Verdict] = mapped_column(
        Enum(
            Verdict,
            native_enum=False,
            create_constraint=False,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        )
    )
    person_id: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("people.id", ondelete="SET NULL")
    )
    actor: Mapped[str] = mapped_column(String(ACTOR_LENGTH))
