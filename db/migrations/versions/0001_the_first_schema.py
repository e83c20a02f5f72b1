"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "admin_failures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_failures")),
    )
    op.create_index(op.f("ix_admin_failures_at"), "admin_failures", ["at"])

    op.create_table(
        "admins",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_admins_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admins")),
    )
    op.create_table(
        "gallery_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_gallery_state_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gallery_state")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_folded", sa.String(length=360), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_people_name_length")),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from < valid_until",
            name=op.f("ck_people_validity_order"),
        ),
        sa.CheckConstraint(
            "(status = 'revoked') = (revoked_at IS NOT NULL)", name=op.f("ck_people_revoked_when")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_name_folded_id"), "people", ["name_folded", "id"])

    op.create_table(
        "visitors",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("name_folded", sa.String(length=360), nullable=True),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR name IS NOT NULL", name=op.f("ck_visitors_somebody")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_visitors_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitors")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_visitors_person_id_name")),
    )

    op.create_table(
        "access_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("visitor_id", sa.Integer(), nullable=True),
        sa.Column("best_similarity", sa.Double(), nullable=True),
        sa.Column("runner_up_similarity", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("calibration_id", sa.String(length=200), nullable=False),
        sa.Column("model_id", sa.String(length=120), nullable=False),
        sa.Column("frames_used", sa.Integer(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.Column("has_thumbnail", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'granted' OR visitor_id IS NOT NULL",
            name=op.f("ck_access_events_granted_to_whom"),
        ),
        sa.CheckConstraint(
            "frames_used >= 0 AND latency_ms >= 0", name=op.f("ck_access_events_counts")
        ),
        sa.CheckConstraint(
            "threshold BETWEEN -2 AND 2", name=op.f("ck_access_events_threshold_number")
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitors.id"], name=op.f("fk_access_events_visitor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_access_events_at_id"), "access_events", ["at", "id"])
    op.create_index(op.f("ix_access_events_door_at_id"), "access_events", ["door", "at", "id"])
    op.create_index(
        op.f("ix_access_events_outcome_at_id"), "access_events", ["outcome", "at", "id"]
    )
    op.create_index(
        op.f("ix_access_events_outcome_door_at_id"),
        "access_events",
        ["outcome", "door", "at", "id"],
    )
    op.create_index(
        op.f("ix_access_events_visitor_id_at_id"), "access_events", ["visitor_id", "at", "id"]
    )

    op.create_table(
        "enrolment_photos",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail_jpeg", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_enrolment_photos_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_enrolment_photos")),
    )
    op.create_index(op.f("ix_enrolment_photos_sha256"), "enrolment_photos", ["sha256"])

    op.create_table(
        "templates",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.String(length=120), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "length(vector) > 0 AND length(vector) % 4 = 0",
            name=op.f("ck_templates_vector_float32"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_templates_person_id")),
        sa.PrimaryKeyConstraint("person_id", "model_id", name=op.f("pk_templates")),
    )
    op.create_index(op.f("ix_templates_model_id"), "templates", ["model_id"])

    op.create_table(
        "probe_thumbnails",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["access_events.id"], name=op.f("fk_probe_thumbnails_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_probe_thumbnails")),
    )

    # The one row that counts the gallery's changes.
    state = sa.table(
        "gallery_state", sa.column("id", sa.Integer), sa.column("revision", sa.Integer)
    )
    op.bulk_insert(state, [{"id": 1, "revision": 1}])


def downgrade() -> None:
    op.drop_table("probe_thumbnails")
    op.drop_table("templates")
    op.drop_table("enrolment_photos")
    op.drop_table("access_events")
    op.drop_table("visitors")
    op.drop_table("people")
    op.drop_table("gallery_state")
    op.drop_table("admins")
    op.drop_table("admin_failures")
