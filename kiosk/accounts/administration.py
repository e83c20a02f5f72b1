"""Making and changing accounts; what screen and command line do alike."""

from db.account_records import Account, Role
from db.accounts import AccountStore
from kiosk.accounts.passwords import Passwords
from kiosk.clock import Clock

FIRST_NAME = "owner"
FIRST_START = "the first start"


class Administration:
    """Reads and changes accounts, with passwords in the clear.

    Args:
        store: Where they are kept.
        passwords: Hashes them.
        clock: Dates the changes.
    """

    def __init__(self, store: AccountStore, passwords: Passwords, clock: Clock) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock

    def is_set_up(self) -> bool:
        """Return whether there is an account; the first start asks for one.

        Raises:
            StoreError: The database cannot be read.
        """
        return not self._store.is_empty()

    def set_up(self, name: str, password: str, by: str = FIRST_START) -> Account:
        """Make the first account, an owner.

        Raises:
            KioskError: The password is too short or too long.
            StoreError: There is an account already, or the name cannot be used.
        """
        return self._store.add(
            name,
            Role.OWNER,
            self._passwords.hashed(password),
            self._clock.now(),
            by,
            only_as_first=True,
        )

    def accounts(self) -> tuple[Account, ...]:
        """Return all accounts by name.

        Raises:
            StoreError: The database cannot be read.
        """
        return self._store.accounts()

    def only_name(self) -> str:
        """Return the name to suggest at the login: that of the only active account, else "".

        Raises:
            StoreError: The database cannot be read.
        """
        active = [account.name for account in self._store.accounts() if account.is_active]
        return active[0] if len(active) == 1 else ""

    def named(self, name: str) -> Account | None:
        """Return the account with this name; None where there is none.

        Raises:
            StoreError: The database cannot be read.
        """
        return self._store.named(name)

    def add(self, name: str, role: Role, password: str, by: str) -> Account:
        """Make an account.

        Raises:
            KioskError: The password is too short or too long.
            StoreError: The name cannot be used or is taken.
        """
        hashed = self._passwords.hashed(password)
        return self._store.add(name, role, hashed, self._clock.now(), by)

    def set_password(self, account_id: int, password: str, by: str) -> Account:
        """Set a password, and lift a lock against guessing.

        Raises:
            KioskError: The password is too short or too long.
            StoreError: There is no such account.
        """
        hashed = self._passwords.hashed(password)
        return self._store.set_password(account_id, hashed, self._clock.now(), by)

    def set_role(self, account_id: int, role: Role, by: str) -> Account:
        """Give an account another role.

        Raises:
            StoreError: There is no such account, or it is the last owner.
        """
        return self._store.set_role(account_id, role, self._clock.now(), by)

    def disable(self, account_id: int, by: str) -> Account:
        """Let nobody use an account any more.

        Raises:
            StoreError: There is no such account, or it is the last owner.
        """
        return self._store.disable(account_id, self._clock.now(), by)

    def enable(self, account_id: int, by: str) -> Account:
        """Let a disabled account be used again.

        Raises:
            StoreError: There is no such account.
        """
        return self._store.enable(account_id, self._clock.now(), by)
