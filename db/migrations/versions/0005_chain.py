"""The chain of the log: its entries, the admins' acts, evidence and signed heads.

What is there already is chained after the last step, see `db/chain_begin.py`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_entries",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(length=32), nullable=False),
        sa.Column("line", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("who", sa.LargeBinary(length=32), nullable=True),
        sa.Column("picture", sa.LargeBinary(length=32), nullable=True),
        sa.Column("evidence", sa.LargeBinary(length=32), nullable=True),
        sa.Column("details", sa.LargeBinary(length=32), nullable=True),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_chain_entries")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_chain_entries_kind_subject")),
    )
    op.create_table(
        "admin_actions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_actions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_admin_actions_at_id"), "admin_actions", ["at", "id"])
    op.create_index(op.f("ix_admin_actions_subject_id"), "admin_actions", ["subject", "id"])
    op.create_table(
        "event_evidence",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["access_events.id"], name=op.f("fk_event_evidence_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_evidence")),
    )
    op.create_table(
        "chain_heads",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.CheckConstraint("id >= 1", name=op.f("ck_chain_heads_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_heads")),
    )


def downgrade() -> None:
    for table in ("chain_heads", "event_evidence", "admin_actions", "chain_entries"):
        op.drop_table(table)
