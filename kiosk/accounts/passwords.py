"""Passwords: what is taken for one, and its argon2id hash."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from kiosk.errors import KioskError

SHORTEST = 8  # characters
LONGEST = 256  # a longer text is a mistake, or meant to keep the hash busy


class Passwords:
    """Hashes passwords, and holds what is typed against a hash.

    Args:
        hasher: Another cost than argon2's default, for tests.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys: str | None = None

    def hashed(self, text: str) -> str:
        """Return the hash of a new password.

        Raises:
            KioskError: It is too short, or too long to be meant.
        """
        if len(text) < SHORTEST or not text.strip():
            raise KioskError(
                "This password is too short.",
                f"Choose at least {SHORTEST} characters; a few words are easy to remember.",
            )
        if len(text) > LONGEST:
            raise KioskError("This password is too long.", f"Choose at most {LONGEST} characters.")
        return self._hasher.hash(text)

    def matches(self, stored: str, text: str) -> bool:
        """Return whether a text is the password of a hash.

        Raises:
            KioskError: The hash is damaged.
        """
        try:
            return len(text) <= LONGEST and self._hasher.verify(stored, text)
        except VerifyMismatchError:
            return False
        except InvalidHashError as error:
            raise KioskError(
                "The stored password of this account is damaged.",
                "Set a new one with `janus admin password NAME`.",
            ) from error

    def match_nobody(self, text: str) -> None:
        """Take as long as `matches`: how long it takes tells nobody which accounts there are."""
        if self._nobodys is None:
            self._nobodys = self._hasher.hash("nobody's password")
        self.matches(self._nobodys, text)

    def renewed(self, stored: str, text: str) -> str | None:
        """Return a hash of today's cost for a right password; None where it has that already."""
        return self._hasher.hash(text) if self._hasher.check_needs_rehash(stored) else None
