"""What reviewers said of visits."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_marks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "person_id IS NULL OR verdict = 'was another person'",
            name=op.f("ck_review_marks_names_whom"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["access_events.id"],
            name=op.f("fk_review_marks_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_review_marks_person_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_marks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_review_marks_event_id_id"), "review_marks", ["event_id", "id"])
    op.create_index(op.f("ix_review_marks_person_id"), "review_marks", ["person_id"])


def downgrade() -> None:
    op.drop_table("review_marks")
