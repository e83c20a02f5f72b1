"""Accounts with roles: the one admin password there was becomes that of the account "owner"."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    accounts = op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_folded", sa.String(length=360), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("code_last_step", sa.BigInteger(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("disabled_at", _MOMENT, nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_accounts_name_length")),
        sa.CheckConstraint(
            "code_last_step IS NULL OR sealed_secret IS NOT NULL",
            name=op.f("ck_accounts_step_of_a_secret"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name_folded", name=op.f("uq_accounts_name_folded")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "sha256", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "login_failures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("name_sha256", sa.String(length=64), nullable=False),
        sa.Column("kiosk", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failures")),
    )
    op.create_index(
        op.f("ix_login_failures_name_sha256_at"), "login_failures", ["name_sha256", "at"]
    )
    op.create_index(op.f("ix_login_failures_kiosk_at"), "login_failures", ["kiosk", "at"])

    admins = _admins()
    words = {
        "name": "owner",
        "name_folded": "owner",
        "role": "owner",
        "created_by": "an older Janus",
    }
    op.execute(
        sa.insert(accounts).from_select(
            [*words, "password_hash", "created_at"],
            sa.select(
                *(sa.literal(text) for text in words.values()),
                admins.c.password_hash,
                admins.c.set_at,
            ),
        )
    )
    op.drop_table("admins")
    op.drop_index(op.f("ix_admin_failures_at"), table_name="admin_failures")
    op.drop_table("admin_failures")


def downgrade() -> None:
    """Give the first active owner's password back as the one there was; the others are lost."""
    op.create_table(
        "admin_failures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_failures")),
    )
    op.create_index(op.f("ix_admin_failures_at"), "admin_failures", ["at"])
    op.create_table(
        "admins",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("set_at", _MOMENT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_admins_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admins")),
    )
    names = ("id", "role", "disabled_at", "password_hash", "created_at")
    accounts = sa.table("accounts", *map(sa.column, names))
    first = (
        sa.select(sa.literal(1), accounts.c.password_hash, accounts.c.created_at)
        .where(accounts.c.role == "owner", accounts.c.disabled_at.is_(None))
        .order_by(accounts.c.id)
        .limit(1)
    )
    op.execute(sa.insert(_admins()).from_select(["id", "password_hash", "set_at"], first))
    for name in ("ix_login_failures_kiosk_at", "ix_login_failures_name_sha256_at"):
        op.drop_index(op.f(name), table_name="login_failures")
    for name in ("login_failures", "recovery_codes", "accounts"):
        op.drop_table(name)


def _admins() -> sa.TableClause:
    return sa.table("admins", sa.column("id"), sa.column("password_hash"), sa.column("set_at"))
