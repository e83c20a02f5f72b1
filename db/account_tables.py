"""The tables of whoever may use the admin area."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Enum, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.account_records import Role
from db.column_types import UTCDateTime
from db.names import FOLDED_LENGTH, NAME_LENGTH
from db.tables import Base

HASH_LENGTH = 300
BY_LENGTH = 200

_ROLES = Enum(
    Role,
    native_enum=False,
    create_constraint=False,  # a later release may add one without rewriting the table
    length=32,
    values_callable=lambda members: [member.value for member in members],
)


class AccountRow(Base):
    """An account. It is disabled, never removed: the log goes on to name it."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),
        CheckConstraint(
            "code_last_step IS NULL OR sealed_secret IS NOT NULL", name="step_of_a_secret"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_folded: Mapped[str] = mapped_column(String(FOLDED_LENGTH), unique=True)  # see `folded`
    role: Mapped[Role] = mapped_column(_ROLES)
    password_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    sealed_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_last_step: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(BY_LENGTH))
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RecoveryCodeRow(Base):
    """The digest of a code that stands in for a lost phone; the row goes when it is used."""

    __tablename__ = "recovery_codes"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)


class LoginFailureRow(Base):
    """One failed login; kept so that a restart does not forget it."""

    __tablename__ = "login_failures"
    __table_args__ = (
        Index("ix_login_failures_name_sha256_at", "name_sha256", "at"),
        Index("ix_login_failures_kiosk_at", "kiosk", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Of what was typed, whether or not there is such an account: a stranger learns nothing from the
    # lock. Its digest only: it may be a password, typed into the wrong field.
    name_sha256: Mapped[str] = mapped_column(String(64))
    kiosk: Mapped[str] = mapped_column(String(BY_LENGTH))
