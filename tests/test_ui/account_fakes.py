"""Accounts in memory, for screens: with the contract of the real `AccountRoom`."""

from collections.abc import Sequence
from dataclasses import replace

from db.account_records import Account, Role
from db.errors import StoreError
from kiosk.accounts.authority import Authority
from kiosk.accounts.login import Answer, LoginResult
from kiosk.accounts.phones import PhoneOffer
from kiosk.accounts.session import AdminSession
from kiosk.errors import KioskError
from tests.accounts import PASSWORD, LoggedIn
from tests.test_ui.fakes import NOON

CODE = "123456"
OFFER = PhoneOffer(
    "GEZDGNBVGY3TQOJQ",
    "otpauth://totp/Janus:ada?secret=GEZDGNBVGY3TQOJQ",
    tuple(f"GEZD-GNBV-GY3T-QOJ{letter}" for letter in "ABCDEFGH"),
)


def make_account(number: int, name: str, role: Role = Role.OWNER, **changes: object) -> Account:
    made = Account(number, name, role, False, 0, NOON, "the first start")
    return replace(made, **changes)  # type: ignore[arg-type]


class MemoryAccounts:
    """An account room in a list. Everybody's password is `PASSWORD`, everybody's code `CODE`."""

    def __init__(self, *accounts: Account, code_required_for: Sequence[Role] = ()) -> None:
        self.rows = {account.id: account for account in accounts}
        self.passwords = {account.id: PASSWORD for account in accounts}
        self.code_required_for = frozenset(code_required_for)
        self.tries_left = 5
        self.acts: list[tuple[str, str]] = []
        self.login = self.administration = self.phones = self.store = self

    def authority(self, session: AdminSession) -> Authority:
        return LoggedIn(session.role, session.actor)  # type: ignore[return-value]  # the contract

    def check(self, name: str, password: str, code: str = "") -> LoginResult:
        if self.tries_left < 1:
            return LoginResult(Answer.LOCKED, "Too many wrong logins.", locked_for_s=2.0)
        found = self.named(name)
        known = found is not None and found.is_active and self.passwords[found.id] == password
        if found is not None and known and found.has_code and not code:
            return LoginResult(Answer.ASKS_CODE)
        if found is None or not known or (found.has_code and code != CODE):
            self.tries_left -= 1
            if self.tries_left < 1:
                return LoginResult(Answer.LOCKED, "Too many wrong logins.", locked_for_s=2.0)
            return LoginResult(Answer.WRONG, "That is not right.")
        self.acts.append(("logged in", found.name))
        needs_phone = found.role in self.code_required_for and not found.has_code
        session = AdminSession.of(found)
        return LoginResult(Answer.OPEN, session=session, needs_phone=needs_phone)

    def confirm(self, session: AdminSession, password: str) -> None:
        if self.passwords[session.account_id] != password:
            raise KioskError("This is not your present password.", "Type it again.")

    def leave(self, session: AdminSession, *, timed_out: bool = False) -> None:
        self.acts.append(("timed out" if timed_out else "logged out", session.actor))

    def is_set_up(self) -> bool:
        return bool(self.rows)

    def set_up(self, name: str, password: str, by: str = "the first start") -> Account:
        if self.rows:
            raise StoreError("There is an account already.", "Start again, and log in.")
        return self.add(name, Role.OWNER, password, by)

    def accounts(self) -> tuple[Account, ...]:
        return tuple(sorted(self.rows.values(), key=lambda account: account.name.casefold()))

    def only_name(self) -> str:
        names = [account.name for account in self.rows.values() if account.is_active]
        return names[0] if len(names) == 1 else ""

    def named(self, name: str) -> Account | None:
        wanted = name.strip().casefold()
        return next((a for a in self.rows.values() if a.name.casefold() == wanted), None)

    def add(self, name: str, role: Role, password: str, by: str) -> Account:
        if len(password) < 8:
            raise KioskError("This password is too short.", "Choose at least 8 characters.")
        made = make_account(len(self.rows) + 1, name, role, created_by=by)
        self.passwords[made.id] = password
        return self._put(made, by, "added")

    def set_role(self, account_id: int, role: Role, by: str) -> Account:
        return self._put(replace(self.rows[account_id], role=role), by, "role")

    def set_password(self, account_id: int, password: str, by: str) -> Account:
        self.passwords[account_id] = password
        return self._put(self.rows[account_id], by, "password")

    def disable(self, account_id: int, by: str) -> Account:
        return self._put(replace(self.rows[account_id], disabled_at=NOON), by, "disabled")

    def enable(self, account_id: int, by: str) -> Account:
        return self._put(replace(self.rows[account_id], disabled_at=None), by, "enabled")

    def offer(self, name: str) -> PhoneOffer:
        return OFFER

    def bind(self, account_id: int, offer: PhoneOffer, code: str, by: str) -> Account:
        if code != CODE:
            raise KioskError("This code is not right.", "Type the six digits.")
        bound = replace(self.rows[account_id], has_code=True, recovery_codes_left=2)
        return self._put(bound, by, "bound")

    def unbind(self, account_id: int, by: str) -> Account:
        loose = replace(self.rows[account_id], has_code=False, recovery_codes_left=0)
        return self._put(loose, by, "unbound")

    def _put(self, account: Account, by: str, act: str) -> Account:
        self.rows[account.id] = account
        self.acts.append((act, by))
        return account
