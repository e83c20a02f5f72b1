"""Accounts for tests: a cheap hash, a box that is none, phones, and somebody who has logged in."""

import itertools

from argon2 import PasswordHasher

from db.account_records import Role
from db.engine import Database
from kiosk.accounts.permissions import Permission, may
from kiosk.accounts.room import AccountRoom, account_room
from kiosk.accounts.session import AdminSession
from kiosk.clock import Clock
from kiosk.errors import KioskError

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse"


class GlassBox:
    """Closes nothing away, but opens for what was put in only."""

    def seal(self, secret: bytes, about: str) -> bytes:
        return about.encode() + b"|" + secret[::-1]

    def open(self, sealed: bytes, about: str) -> bytes:
        whose, _, secret = sealed.partition(b"|")
        if whose != about.encode():
            raise KioskError("This secret is another's.", "Look at the test.")
        return secret[::-1]


def cheap_room(
    database: Database,
    clock: Clock,
    *,
    kiosk: str = "Main entrance",
    code_required_for: tuple[Role, ...] = (),
) -> AccountRoom:
    """A room of accounts that hashes fast, and whose chance is counted."""
    counter = itertools.count(1)
    return account_room(
        database,
        clock,
        GlassBox(),
        kiosk=kiosk,
        code_required_for=code_required_for,
        hasher=CHEAP,
        entropy=lambda n: next(counter).to_bytes(n, "big"),
    )


class LoggedIn:
    """Somebody who has logged in: an `Authority` without a database."""

    def __init__(self, role: Role = Role.OWNER, name: str = "ada") -> None:
        self.session = AdminSession(1, name, role)
        self.actor = name
        self.asked: list[Permission] = []
        self.told: list[str] = []

    def may(self, permission: Permission) -> bool:
        return may(self.session.role, permission)

    def tell(self, permission: Permission, action: str, subject: str, after: object = None) -> str:
        self.told.append(action)
        return self.require(permission)

    def require(self, permission: Permission) -> str:
        self.asked.append(permission)
        if not self.may(permission):
            raise KioskError(f"{self.actor} may not {permission}.", "Ask an owner.")
        return self.actor
