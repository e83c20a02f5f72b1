"""What doors did, and alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.String(length=220), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=True),
        sa.Column("open_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_door_events_at_id"), "door_events", ["at", "id"])
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.String(length=220), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by = '')",
            name=op.f("ck_alarms_answered_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_alarms_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alarms_at_id"), "alarms", ["at", "id"])
    op.create_index(op.f("ix_alarms_answered_at"), "alarms", ["answered_at"])
    op.create_index(op.f("ix_alarms_person_id"), "alarms", ["person_id"])


def downgrade() -> None:
    for name in ("alarms", "door_events"):
        op.drop_table(name)
