"""Where a secret is closed away before it is stored: whoever reads the database reads none."""

from typing import Protocol

PURPOSE = "phone secrets"
"""What the house's key for them is for, see `db/house_box.py`."""


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
            StoreError: The key is missing or another one, or the secret was changed.
        """
        ...


def about_account(account_id: int) -> str:
    """Return what the secret of an account's phone belongs to: a row put elsewhere opens not."""
    return f"phone secret of account {account_id}"
