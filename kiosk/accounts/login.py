"""The login: a name, a password, and where it is asked for a phone's code."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from db.account_logins import LoginStore
from db.account_records import Credentials, Role
from kiosk.accounts.lockout import LOOK_BACK, locked_for_s
from kiosk.accounts.passwords import Passwords
from kiosk.accounts.phone_code import recovery_sha256, step_of
from kiosk.accounts.secret_box import SecretBox, about_account
from kiosk.accounts.session import AdminSession
from kiosk.clock import Clock
from kiosk.errors import KioskError

_WRONG = "This name or password is not right. Please try again."
_WRONG_CODE = "This code is not right, or was used already. Type the one that is shown now."


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
        needs_phone: Whether they must bind a phone before anything else.
        locked_for_s: How long no further try is heard; 0 where one is.
    """

    answer: Answer
    sentence: str = ""
    session: AdminSession | None = None
    needs_phone: bool = False
    locked_for_s: float = 0.0


class Login:
    """Lets people into the admin area, and out of it.

    A wrong name, a wrong password and an account that is disabled read alike and take as long.

    Args:
        store: What is remembered.
        passwords: Hashes and checks.
        box: Opens the secrets of phones.
        clock: The time of day, by which failures are dated, so that a restart changes nothing.
        code_required_for: Roles that need a phone.
    """

    def __init__(
        self,
        store: LoginStore,
        passwords: Passwords,
        box: SecretBox,
        clock: Clock,
        code_required_for: Collection[Role] = (),
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._box = box
        self._clock = clock
        self._code_required_for = frozenset(code_required_for)

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
        for_s = locked_for_s(self._store.failures(name, now - LOOK_BACK), now)
        if (locked := _locked(for_s)) is not None:
            return locked
        found = self._store.credentials(name)
        if found is None:
            self._passwords.match_nobody(password)
            return self._failed(name, "name")
        account = found.account
        if not self._passwords.matches(found.password_hash, password):
            return self._failed(name, "password")
        if not account.is_active:
            return self._failed(name, "account disabled")
        proof = "password"
        if account.has_code:
            if not code.strip():
                return LoginResult(Answer.ASKS_CODE, "Type the code that your phone shows now.")
            second = self._takes(found, code)
            if second is None:
                return self._failed(name, "code", _WRONG_CODE)
            proof = f"{proof} and {second}"
        renewed = self._passwords.renewed(found.password_hash, password)
        self._store.record_login(account.id, now, proof=proof, new_hash=renewed)
        return LoginResult(
            Answer.OPEN,
            session=AdminSession.of(account),
            needs_phone=account.role in self._code_required_for and not account.has_code,
        )

    def confirm(self, session: AdminSession, password: str) -> None:
        """Check the password of somebody who is logged in once more, before they change it.

        A wrong one counts as a failed login: whoever finds a screen left open may not guess there.

        Raises:
            KioskError: It is not right, or it is locked.
            StoreError: The database cannot be read or written.
        """
        now = self._clock.now()
        for_s = locked_for_s(self._store.failures(session.actor, now - LOOK_BACK), now)
        result = _locked(for_s)
        if result is None:
            found = self._store.credentials(session.actor)
            if found is not None and self._passwords.matches(found.password_hash, password):
                return
            result = self._failed(session.actor, "password")
        remedy = "Type the one that you logged in with."
        if result.answer is Answer.LOCKED:
            remedy = f"Wait {max(round(result.locked_for_s), 1)} seconds, and try again."
        raise KioskError("This is not your present password.", remedy)

    def leave(self, session: AdminSession, *, timed_out: bool = False) -> None:
        """Remember that somebody has left the admin area, or was logged out as they were idle.

        Raises:
            StoreError: The database cannot be written.
        """
        self._store.record_leave(session.account_id, self._clock.now(), timed_out=timed_out)

    def _takes(self, found: Credentials, code: str) -> str | None:
        """Take a phone's code or a recovery code, once; return which it is, None where neither."""
        account = found.account
        if (digest := recovery_sha256(code)) is not None:
            taken = self._store.use_recovery_code(account.id, digest)
            return "recovery code" if taken else None
        if found.sealed_secret is None:
            return None
        secret = self._box.open(found.sealed_secret, about_account(account.id)).decode()
        step = step_of(secret, code, self._clock.now(), found.last_step)
        return "phone" if step is not None and self._store.use_step(account.id, step) else None

    def _failed(self, name: str, why: str, sentence: str = _WRONG) -> LoginResult:
        now = self._clock.now()
        since = now - LOOK_BACK
        for_s = locked_for_s(self._store.failures(name, since).and_one(now), now)
        self._store.record_failure(name, now, why=why, locks=for_s > 0, forget_before=since)
        return _locked(for_s) or LoginResult(Answer.WRONG, sentence)


def _locked(for_s: float) -> LoginResult | None:
    if for_s <= 0:
        return None
    sentence = f"Too many wrong logins. Please wait {max(round(for_s), 1)} seconds."
    return LoginResult(Answer.LOCKED, sentence, locked_for_s=for_s)
