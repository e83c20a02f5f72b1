"""The login: a name, a password, and where it is asked for a phone's code."""

import logging
from dataclasses import dataclass
from enum import Enum, auto

from db.account_logins import LoginStore
from db.account_records import Credentials
from kiosk.accounts.lockout import LOOK_BACK, locked_for_s
from kiosk.accounts.passwords import Passwords
from kiosk.accounts.phone_code import recovery_sha256, step_of
from kiosk.accounts.secret_box import SecretBox, about_account
from kiosk.accounts.session import AdminSession
from kiosk.clock import Clock

_log = logging.getLogger(__name__)


class Answer(Enum):
    """What came of a try."""

    OPEN = auto()
    WRONG = auto()
    LOCKED = auto()
    ASKS_CODE = auto()  # the password is right; the code of the phone is still to be typed


@dataclass(frozen=True, slots=True)
class LoginResult:
    """What came of a try, and what to show.

    Attributes:
        answer: What came of it.
        sentence: What to show; "" where the area opens.
        session: Who is logged in, where the area opens.
        locked_for_s: How long no further try is heard; 0 where one is.
    """

    answer: Answer
    sentence: str = ""
    session: AdminSession | None = None
    locked_for_s: float = 0.0


class Login:
    """Lets people into the admin area, and out of it.

    A wrong name, a wrong password and an account that is disabled read alike and take as long.

    Args:
        store: What is remembered.
        passwords: Hashes and checks.
        box: Opens the secrets of phones.
        clock: The time of day, by which failures are dated, so that a restart changes nothing.
    """

    def __init__(
        self, store: LoginStore, passwords: Passwords, box: SecretBox, clock: Clock
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._box = box
        self._clock = clock

    def check(self, name: str, password: str, code: str = "") -> LoginResult:
        """Try to log in. While it is locked even the right password is refused.

        Args:
            name: The account's name, whatever its case.
            password: Its password.
            code: What the phone shows, or a recovery code; "" where it was not asked for yet.

        Raises:
            StoreError: The database cannot be read or written; nobody is let in.
            KioskError: The stored hash is damaged.
        """
        now = self._clock.now()
        if locked := self._locked(name):
            return locked
        found = self._store.credentials(name)
        if found is None or not found.account.is_active:
            self._passwords.match_nobody(password)
            return self._failed(name)
        if not self._passwords.matches(found.password_hash, password):
            return self._failed(name)
        if found.account.has_code:
            if not code.strip():
                return LoginResult(Answer.ASKS_CODE, "Type the code that your phone shows now.")
            if not self._takes(found, code):
                return self._failed(name, "This code is not right, or was used already.")
        renewed = self._passwords.renewed(found.password_hash, password)
        self._store.record_login(found.account.id, now, new_hash=renewed)
        return LoginResult(Answer.OPEN, session=AdminSession.of(found.account))

    def _takes(self, found: Credentials, code: str) -> bool:
        """Take a phone's code or a recovery code, once; return whether it is right."""
        account = found.account
        if (digest := recovery_sha256(code)) is not None:
            return self._store.use_recovery_code(account.id, digest)
        if found.sealed_secret is None:
            return False
        secret = self._box.open(found.sealed_secret, about_account(account.id)).decode()
        step = step_of(secret, code, self._clock.now(), found.last_step)
        return step is not None and self._store.use_step(account.id, step)

    def _failed(self, name: str, sentence: str = "") -> LoginResult:
        now = self._clock.now()
        self._store.record_failure(name, now, before=now - LOOK_BACK)
        wrong = sentence or "This name or password is not right. Please try again."
        return self._locked(name) or LoginResult(Answer.WRONG, wrong)

    def _locked(self, name: str) -> LoginResult | None:
        now = self._clock.now()
        for_s = locked_for_s(self._store.failures(name, since=now - LOOK_BACK), now)
        if for_s <= 0:
            return None
        sentence = f"Too many wrong logins. Please wait {max(round(for_s), 1)} seconds."
        return LoginResult(Answer.LOCKED, sentence, locked_for_s=for_s)
