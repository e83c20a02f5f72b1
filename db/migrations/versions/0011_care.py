"""Consent, and until when people are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_texts",
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_consent_texts")),
    )
    op.create_table(
        "consents",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.ForeignKeyConstraint(
            ["version"], ["consent_texts.version"], name=op.f("fk_consents_version")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_consents")),
    )
    op.create_table(
        "keep_until",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_keep_until_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_keep_until")),
    )


def downgrade() -> None:
    for name in ("keep_until", "consents", "consent_texts"):
        op.drop_table(name)
