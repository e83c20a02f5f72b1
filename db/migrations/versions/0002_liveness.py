"""What was found out about liveness, with each visit; and rows by their reason."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place, not by copying the table: a log of a million visits must not keep the door
    # waiting, and the AUTOINCREMENT of its numbers goes on.
    for column in (
        sa.Column("liveness_log_ratio", sa.Double(), nullable=True),
        sa.Column("liveness_one_in", sa.Integer(), nullable=True),
        sa.Column("liveness_cues", sa.String(length=2000), nullable=True),
        sa.Column("challenge", sa.String(length=200), nullable=True),
    ):
        op.add_column("access_events", column)
    op.create_index(op.f("ix_access_events_reason_at_id"), "access_events", ["reason", "at", "id"])
    op.create_index(
        op.f("ix_access_events_reason_door_at_id"),
        "access_events",
        ["reason", "door", "at", "id"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_access_events_reason_door_at_id"), table_name="access_events")
    op.drop_index(op.f("ix_access_events_reason_at_id"), table_name="access_events")
    for name in ("challenge", "liveness_cues", "liveness_one_in", "liveness_log_ratio"):
        op.drop_column("access_events", name)
