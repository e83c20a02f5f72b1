"""Where a secret is closed away before it is stored: whoever reads the database reads none."""

from typing import Protocol

from kiosk.errors import KioskError


class SecretBox(Protocol):
    """Closes small secrets with a key that does not lie in the database."""

    def seal(self, secret: bytes, about: str) -> bytes:
        """Return a secret, closed.

        Args:
            secret: What nobody may read.
            about: What it belongs to; it opens for the same only.
        """
        ...

    def open(self, sealed: bytes, about: str) -> bytes:
        """Return a secret again.

        Raises:
            KioskError, StoreError: The key is missing or another one, or the secret is damaged.
        """
        ...


def about_account(account_id: int) -> str:
    """Return what the secret of an account's phone belongs to: a row put elsewhere opens not."""
    return f"account {account_id}: phone code"


class KeylessBox:
    """Stands where a kiosk has no key: rather no phone than a secret in the clear."""

    def seal(self, secret: bytes, about: str) -> bytes:
        """Refuse.

        Raises:
            KioskError: Always.
        """
        raise _no_key()

    def open(self, sealed: bytes, about: str) -> bytes:
        """Refuse.

        Raises:
            KioskError: Always.
        """
        raise _no_key()


def _no_key() -> KioskError:
    return KioskError(
        "This kiosk has no key to close a phone's secret with.", "Give it one, and try again."
    )
