"""Where a kiosk's master key lies: a protocol, and how keys are spelled.

A place may hold two keys: while the key is rotated, the old one and the new one. The database says
by the key's id which of them it needs, so a fault between two steps loses nothing.
"""

import secrets
from collections.abc import Sequence
from typing import Protocol

from db.sealing import KEY_BYTES
from kiosk.errors import KioskError

_REMEDY = "It is 64 hexadecimal digits; restore it from where you keep a copy."


class KeyPlace(Protocol):
    """Keeps secrets of (32,) bytes."""

    @property
    def where(self) -> str:
        """Where that is, for people."""
        ...

    @property
    def can_write(self) -> bool:
        """Whether Janus may change what is there."""
        ...

    def read(self) -> tuple[bytes, ...]:
        """Return the keys; () where there is none.

        Raises:
            KioskError: It cannot be read, or holds something else.
        """
        ...

    def write(self, keys: Sequence[bytes]) -> None:
        """Put these keys in place of those that are there, all or none.

        Raises:
            KioskError: It cannot be written; then it is as it was.
        """
        ...

    def begin(self, key: bytes) -> None:
        """Put the first key, where there is none.

        Raises:
            KioskError: There is one already, or it cannot be written.
        """
        ...


def new_key() -> bytes:
    """Return a new key."""
    return secrets.token_bytes(KEY_BYTES)


def spelled(keys: Sequence[bytes]) -> str:
    """Return keys as text, a line each."""
    return "".join(f"{key.hex()}\n" for key in keys)


def parsed(text: str, where: str) -> tuple[bytes, ...]:
    """Return the keys of a text: 64 hexadecimal digits each, by spaces, commas or lines.

    Raises:
        KioskError: It holds something else.
    """
    try:
        keys = tuple(bytes.fromhex(word) for word in text.replace(",", " ").split())
    except ValueError:  # whose words may quote the key
        raise KioskError(f"There is no master key in {where}.", _REMEDY) from None
    if any(len(key) != KEY_BYTES for key in keys):
        raise KioskError(f"The master key in {where} has another length.", _REMEDY)
    return keys
