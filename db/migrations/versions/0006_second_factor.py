"""PINs, badges, failed attempts with either, and what was given with each visit."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place, as in 0002.
    op.add_column(
        "access_events",
        sa.Column("factors", sa.String(length=80), server_default="", nullable=False),
    )
    op.create_table(
        "pins",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pin_hash", sa.String(length=300), nullable=False),
        sa.Column("duress_hash", sa.String(length=300), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_pins_number")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pins_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_pins")),
        sa.UniqueConstraint("number", name=op.f("uq_pins_number")),
    )
    op.create_table(
        "badges",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doors", sa.Text(), nullable=False),
        sa.Column("single_use", sa.Boolean(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("not_before < not_after", name=op.f("ck_badges_validity_order")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_badges_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badges")),
    )
    op.create_index(op.f("ix_badges_issued_at_id"), "badges", ["issued_at", "id"])
    op.create_index(op.f("ix_badges_person_id"), "badges", ["person_id"])
    op.create_table(
        "failed_attempts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_failed_attempts_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_attempts")),
    )
    op.create_index(op.f("ix_failed_attempts_door_at"), "failed_attempts", ["door", "at"])
    op.create_index(op.f("ix_failed_attempts_person_id_at"), "failed_attempts", ["person_id", "at"])


def downgrade() -> None:
    for table in ("failed_attempts", "badges", "pins"):
        op.drop_table(table)
    op.drop_column("access_events", "factors")
