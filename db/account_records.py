"""What storage hands out about whoever may use the admin area: frozen, free of SQLAlchemy."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for; what each may do stands in `kiosk/accounts/permissions.py`."""

    OWNER = "owner"
    ENROLLER = "enroller"
    GUARD = "guard"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may use the admin area.

    Attributes:
        id: Its number; never given again.
        name: What they type, and what the log calls them.
        role: What they may do.
        has_code: Whether a code of their phone is asked for after the password.
        recovery_codes_left: How many of the codes that stand in for a lost phone are unused.
        created_at: When it was made, aware UTC.
        created_by: Who made it.
        disabled_at: From when on nobody may use it; None while they may.
    """

    id: int
    name: str
    role: Role
    has_code: bool
    recovery_codes_left: int
    created_at: datetime
    created_by: str
    disabled_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether it may be used."""
        return self.disabled_at is None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a login is held against. Its secrets never stand in a `repr`.

    Attributes:
        account: Whose they are.
        password_hash: The argon2id hash.
        sealed_secret: The sealed secret of the phone's codes; None where none are asked for.
        last_step: The time step of the last code that was used, so that none is taken twice.
    """

    account: Account
    password_hash: str = field(repr=False)
    sealed_secret: bytes | None = field(default=None, repr=False)
    last_step: int | None = None


@dataclass(frozen=True, slots=True)
class FailedLogins:
    """When logins failed of late, oldest first: with one name anywhere, and at one kiosk.

    Attributes:
        of_name: With this name, at whatever kiosk of this database.
        of_kiosk: At this kiosk, with whatever name.
    """

    of_name: tuple[datetime, ...]
    of_kiosk: tuple[datetime, ...]

    def and_one(self, at: datetime) -> "FailedLogins":
        """Return the same with one more."""
        return FailedLogins((*self.of_name, at), (*self.of_kiosk, at))
