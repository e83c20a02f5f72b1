"""The rule of the house that let somebody in or kept them out, with each visit."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place, as in 0002.
    op.add_column(
        "access_events",
        sa.Column("rule", sa.String(length=400), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("access_events", "rule")
