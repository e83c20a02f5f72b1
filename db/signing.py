"""Signatures of the log: Ed25519 (RFC 8032), each over bytes that say what is signed."""

from collections.abc import Mapping
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from db.canonical import Plain, canonical

KEY_BYTES = 32
SIGNATURE_BYTES = 64


class Signer(Protocol):
    """Holds the key that signs the log; the key itself stays inside."""

    @property
    def public_key(self) -> bytes:
        """Return the public half, (32,) bytes, raw."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message`, 64 bytes."""
        ...


class KeySigner:
    """Signs with a key that is in memory; it shows only the public half.

    Args:
        private: The key.
    """

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @property
    def public_key(self) -> bytes:
        """Return the public half, (32,) bytes, raw."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message`, 64 bytes."""
        return self._private.sign(message)


def message_of(domain: str, fields: Mapping[str, Plain]) -> bytes:
    """Return the bytes to sign: what they are, and then the fields.

    Args:
        domain: What is signed: "head" or "checkpoint".
        fields: What it says.
    """
    return b"janus/" + domain.encode() + b"/1\x00" + canonical(fields)


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether the holder of a key signed just these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):  # ValueError: the key itself is no key
        return False
    return True
