"""Who is logged in, handed on to whatever is done in their name."""

from dataclasses import dataclass

from db.account_records import Account, Role
from kiosk.accounts.permissions import Permission, may


@dataclass(frozen=True, slots=True)
class AdminSession:
    """Somebody who has logged in.

    Attributes:
        account_id: Their account.
        actor: Their name, as the log calls whoever did something.
        role: What they may do.
    """

    account_id: int
    actor: str
    role: Role

    @classmethod
    def of(cls, account: Account) -> "AdminSession":
        """Return the session of an account."""
        return cls(account.id, account.name, account.role)

    def may(self, permission: Permission) -> bool:
        """Return whether they may do something."""
        return may(self.role, permission)
