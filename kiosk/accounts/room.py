"""The parts around the accounts, put together; screens and command line take what they need."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from argon2 import PasswordHasher

from db.account_logins import LoginStore
from db.account_records import Role
from db.accounts import AccountStore
from db.acts import ActLog
from db.engine import Database
from kiosk.accounts.administration import Administration
from kiosk.accounts.authority import Authority
from kiosk.accounts.login import Login
from kiosk.accounts.passwords import Passwords
from kiosk.accounts.phone_code import Entropy
from kiosk.accounts.phones import Phones
from kiosk.accounts.secret_box import SecretBox
from kiosk.accounts.session import AdminSession
from kiosk.clock import Clock


@dataclass(frozen=True, slots=True)
class AccountRoom:
    """Everything about accounts.

    Attributes:
        store: Where they are kept.
        login: Lets people in and out.
        administration: Makes and changes accounts.
        phones: Binds phones to them.
        acts: Where acts without a transaction of their own are written down.
        clock: The time.
        code_required_for: Roles that need a phone.
    """

    store: AccountStore
    login: Login
    administration: Administration
    phones: Phones
    acts: ActLog
    clock: Clock
    code_required_for: frozenset[Role] = frozenset()

    def authority(self, session: AdminSession) -> Authority:
        """Return what somebody who logged in may do."""
        return Authority(
            session, self.store, self.acts, self.clock, code_required_for=self.code_required_for
        )


def account_room(
    database: Database,
    clock: Clock,
    box: SecretBox,
    *,
    kiosk: str,
    code_required_for: Collection[Role] = (),
    hasher: PasswordHasher | None = None,
    entropy: Entropy = secrets.token_bytes,
) -> AccountRoom:
    """Put the parts together.

    Args:
        database: Where everything is kept.
        clock: The time.
        box: Closes the secrets of phones away.
        kiosk: The name of this kiosk's door; failed logins are counted by it, and a phone shows it.
        code_required_for: Roles that need a phone.
        hasher: Another cost than argon2's default, for tests.
        entropy: Gives random bytes.
    """
    store, passwords = AccountStore(database), Passwords(hasher)
    required = frozenset(code_required_for)
    return AccountRoom(
        store=store,
        login=Login(LoginStore(database, kiosk), passwords, box, clock, required),
        administration=Administration(store, passwords, clock),
        phones=Phones(store, box, clock, entropy, issuer=f"Janus {kiosk}"),
        acts=ActLog(database),
        clock=clock,
        code_required_for=required,
    )
