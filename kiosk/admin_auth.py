"""The admin password: argon2id, and a lock against guessing that outlives a restart."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from db.admins import AdminStore
from kiosk.clock import Clock
from kiosk.errors import KioskError

SHORTEST = 8  # characters
LONGEST = 256  # a longer text is a mistake, or meant to keep the hash busy
FAILURES = 5
WINDOW_S = 60.0
LOCK_S = 60.0
_PRECISION_S = 0.5


@dataclass(frozen=True, slots=True)
class AuthResult:
    """What came of a try.

    Attributes:
        ok: Whether the admin area opens.
        sentence: What to show; "" where it opens.
        locked_for_s: How long no further try is heard; 0 where one is.
    """

    ok: bool
    sentence: str
    locked_for_s: float = 0.0


class AdminAuth:
    """Checks the admin password. Five failures within a minute lock it for a minute.

    Args:
        store: Where hash and failures are kept.
        clock: The time of day, by which failures are dated, so that a restart changes nothing.
        hasher: Another cost than argon2's default, for tests.
    """

    def __init__(
        self, store: AdminStore, clock: Clock, *, hasher: PasswordHasher | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher or PasswordHasher()

    def is_set(self) -> bool:
        """Return whether a password was ever set; the first start asks for one.

        Raises:
            StoreError: The database cannot be read.
        """
        return self._store.password_hash() is not None

    def set_password(self, text: str) -> None:
        """Set the password, and forget past failures.

        Raises:
            KioskError: It is too short, or too long to be meant.
            StoreError: It cannot be stored.
        """
        if len(text) < SHORTEST or not text.strip():
            raise KioskError(
                "This password is too short.",
                f"Choose at least {SHORTEST} characters; a few words are easy to remember.",
            )
        if len(text) > LONGEST:
            raise KioskError("This password is too long.", f"Choose at most {LONGEST} characters.")
        self._store.set_password_hash(self._hasher.hash(text), self._clock.now())
        self._store.clear_failures()

    def check(self, text: str) -> AuthResult:
        """Try a password. While locked even the right one is refused.

        Raises:
            StoreError: The database cannot be read or written; nobody is let in.
        """
        stored = self._store.password_hash()
        if stored is None:
            return AuthResult(ok=False, sentence="No admin password is set yet.")
        now = self._clock.now()
        if locked_for_s := self._locked_for_s(now):
            return _locked(locked_for_s)
        if not self._matches(stored, text):
            self._store.record_failure(now)
            if locked_for_s := self._locked_for_s(now):
                return _locked(locked_for_s)
            return AuthResult(ok=False, sentence="This password is not right. Please try again.")
        if self._hasher.check_needs_rehash(stored):
            self._store.set_password_hash(self._hasher.hash(text), now)
        self._store.clear_failures()
        return AuthResult(ok=True, sentence="")

    def _matches(self, stored: str, text: str) -> bool:
        try:
            return len(text) <= LONGEST and self._hasher.verify(stored, text)
        except VerifyMismatchError:
            return False
        except InvalidHashError as error:
            raise KioskError(
                "The stored admin password is damaged.",
                "Set a new one with `janus admin password`.",
            ) from error

    def _locked_for_s(self, now: datetime) -> float:
        """Return how long the lock still lasts, 0 where there is none.

        The store counts failures since a moment; where the fifth fell is found by halving, so that
        the lock lasts a full minute from it however far apart the five were.
        """
        earliest, latest = now - timedelta(seconds=LOCK_S), now + timedelta(seconds=_PRECISION_S)
        if self._store.failures_since(earliest) == 0:
            return 0.0
        while (latest - earliest).total_seconds() > _PRECISION_S:
            middle = earliest + (latest - earliest) / 2
            if self._store.failures_since(middle):
                earliest = middle
            else:
                latest = middle
        if self._store.failures_since(earliest - timedelta(seconds=WINDOW_S)) < FAILURES:
            return 0.0
        return max((latest - now).total_seconds() + LOCK_S, _PRECISION_S)


def _locked(for_s: float) -> AuthResult:
    seconds = round(for_s)
    return AuthResult(
        ok=False,
        sentence=f"Too many wrong passwords. Please wait {seconds} seconds.",
        locked_for_s=for_s,
    )
