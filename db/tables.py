"""The tables. Only `db` knows them; everybody else gets the records of `db/records.py`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.column_types import UTCDateTime
from db.liveness_columns import CHALLENGE_LENGTH, CUES_LENGTH
from db.names import FOLDED_LENGTH, NAME_LENGTH
from db.records import Outcome, PersonStatus, Reason
from db.rule_records import RULE_LENGTH

FACTORS_LENGTH = 80


def _values(enum: type[PersonStatus] | type[Outcome] | type[Reason]) -> Enum:
    """Store an enum by its value, as text that any tool can read.

    No CHECK of the values: a later release may add one without rewriting the table.
    """
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """What all tables share: constraint names that a migration can find again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PersonRow(Base):
    """A patron, with the photo they were enrolled from."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),
        CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from < valid_until",
            name="validity_order",
        ),
        CheckConstraint("(status = 'revoked') = (revoked_at IS NOT NULL)", name="revoked_when"),
        Index("ix_people_name_folded_id", "name_folded", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_folded: Mapped[str] = mapped_column(String(FOLDED_LENGTH))  # see `folded`
    status: Mapped[PersonStatus] = mapped_column(_values(PersonStatus))
    enrolled_at: Mapped[datetime] = mapped_column(UTCDateTime)
    valid_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PhotoRow(Base):
    """A patron's enrolment photo, apart from `people` so that lists do not read it."""

    __tablename__ = "enrolment_photos"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    # Sealed with the person's key, see `db/sealing.py`; so is a template's vector.
    jpeg: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    thumbnail_jpeg: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class TemplateRow(Base):
    """The embedding of an enrolment photo; one for each model."""

    __tablename__ = "templates"
    __table_args__ = (
        CheckConstraint("length(vector) > 0 AND length(vector) % 4 = 0", name="vector_float32"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    model_id: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class GalleryStateRow(Base):
    """One row: how often the gallery has changed. See `Gallery.revision`."""

    __tablename__ = "gallery_state"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]


class VisitorRow(Base):
    """Somebody recognised, under the name they had then; the log points here.

    So the log keeps the name of its time, a renamed patron's rows are found under both names, and a
    search for a name reads this small table instead of the log.
    """

    __tablename__ = "visitors"
    __table_args__ = (
        UniqueConstraint("person_id", "name"),
        CheckConstraint("person_id IS NOT NULL OR name IS NOT NULL", name="somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    name_folded: Mapped[str | None] = mapped_column(String(FOLDED_LENGTH))  # see `folded`


class AccessEventRow(Base):
    """A row of the access log: written once, never changed."""

    __tablename__ = "access_events"
    __table_args__ = (
        # Each filter of the review screen has an index that already stands newest first.
        Index("ix_access_events_at_id", "at", "id"),
        Index("ix_access_events_visitor_id_at_id", "visitor_id", "at", "id"),
        Index("ix_access_events_outcome_at_id", "outcome", "at", "id"),
        Index("ix_access_events_door_at_id", "door", "at", "id"),
        Index("ix_access_events_outcome_door_at_id", "outcome", "door", "at", "id"),
        Index("ix_access_events_reason_at_id", "reason", "at", "id"),
        Index("ix_access_events_reason_door_at_id", "reason", "door", "at", "id"),
        CheckConstraint("outcome <> 'granted' OR visitor_id IS NOT NULL", name="granted_to_whom"),
        CheckConstraint("frames_used >= 0 AND latency_ms >= 0", name="counts"),
        # A cosine, with room. SQLite stores a NaN as NULL; PostgreSQL would keep it.
        CheckConstraint("threshold BETWEEN -2 AND 2", name="threshold_number"),
        # AUTOINCREMENT: SQLite would otherwise give the number of a removed last row again.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    door: Mapped[str] = mapped_column(String(NAME_LENGTH))
    outcome: Mapped[Outcome] = mapped_column(_values(Outcome))
    reason: Mapped[Reason] = mapped_column(_values(Reason))
    visitor_id: Mapped[int | None] = mapped_column(ForeignKey("visitors.id"))
    best_similarity: Mapped[float | None]
    runner_up_similarity: Mapped[float | None]
    threshold: Mapped[float]
    calibration_id: Mapped[str] = mapped_column(String(200))
    model_id: Mapped[str] = mapped_column(String(120))
    frames_used: Mapped[int]
    latency_ms: Mapped[float]
    has_thumbnail: Mapped[bool]
    # All four from one record, see `db/liveness_columns.py`; NULL where liveness was not weighed.
    liveness_log_ratio: Mapped[float | None]
    liveness_one_in: Mapped[int | None]
    liveness_cues: Mapped[str | None] = mapped_column(String(CUES_LENGTH))
    challenge: Mapped[str | None] = mapped_column(String(CHALLENGE_LENGTH))
    rule: Mapped[str] = mapped_column(String(RULE_LENGTH), server_default="")
    factors: Mapped[str] = mapped_column(String(FACTORS_LENGTH), server_default="")


class ProbeThumbnailRow(Base):
    """The probe's picture, apart from its event so that the log can be read without it."""

    __tablename__ = "probe_thumbnails"

    event_id: Mapped[int] = mapped_column(ForeignKey("access_events.id"), primary_key=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)  # sealed with the visit's key


class CameraAgreementRow(Base):
    """That a camera may be the one of a door; the newest row of a door holds, all are kept."""

    __tablename__ = "camera_agreements"
    __table_args__ = (Index("ix_camera_agreements_door_id", "door", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    door: Mapped[str] = mapped_column(String(NAME_LENGTH))
    agreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agreed_by: Mapped[str] = mapped_column(String(200))
    # The camera, see `CameraIdentity`.
    address: Mapped[str] = mapped_column(String(400))
    card: Mapped[str] = mapped_column(String(200))
    driver: Mapped[str] = mapped_column(String(200))
    port: Mapped[str] = mapped_column(String(200))
    vendor_id: Mapped[str] = mapped_column(String(200))
    product_id: Mapped[str] = mapped_column(String(200))
    serial: Mapped[str] = mapped_column(String(200))
    formats: Mapped[str] = mapped_column(String(1000))
    width_px: Mapped[int]
    height_px: Mapped[int]
    on_hardware: Mapped[bool | None]
