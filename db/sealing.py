"""How people's data is closed before it is stored: AES-256-GCM (NIST SP 800-38D), pure.

Each person and each visit has a data key of its own, wrapped by the kiosk's master key, which lies
outside the database. Whoever destroys a wrapped data key destroys all that it closed, also in every
copy of the database that was made before ("crypto-erasure", NIST SP 800-88). What a thing is and
whose it is goes in as associated data: nothing opens under another person, or as another thing.

A sealed thing is 12 bytes of nonce, drawn at random, then as many bytes as the thing has, then 16
bytes of tag. One data key closes a handful of things, and the master key far fewer than the 2**32
at which random nonces begin to meet.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from typing_extensions import override

from db.errors import StoreError

KEY_BYTES = 32
KEY_ID_BYTES = 16
WRAPPED_BYTES = 12 + KEY_BYTES + 16
SEAL_BYTES = 12 + 16
"""By how much a sealed thing is longer than the thing."""

_NONCE_BYTES = 12
_DOMAIN = b"janus/sealed/1"


class DataKey:
    """The key of one person, or of one visit.

    Args:
        secret: (32,) bytes.
        owner: Whose it is, e.g. `person:6f1c…`.
    """

    __slots__ = ("_cipher", "_owner")

    def __init__(self, secret: bytes, owner: str) -> None:
        self._cipher = AESGCM(secret)
        self._owner = owner

    def seal(self, content: bytes, what: str) -> bytes:
        """Return a thing closed, `SEAL_BYTES` longer.

        Args:
            content: The thing.
            what: What it is, e.g. "photo"; it opens as the same only.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, _about(self._owner, what))

    def unseal(self, sealed: bytes, what: str) -> bytes:
        """Return a thing as it was handed to `seal`.

        Raises:
            StoreError: It was changed, or belongs to somebody else, or is something else.
        """
        try:
            return _opened(self._cipher, sealed, _about(self._owner, what))
        except InvalidTag:
            raise StoreError(
                f"The stored {what} cannot be opened: it was changed, or is not of this record.",
                "Somebody or something has changed the database: see `janus log verify`, and "
                "restore it from a backup.",
            ) from None


class MasterKey:
    """The key of a kiosk, which wraps the data keys. It shows its id and never itself.

    Args:
        secret: (32,) bytes, drawn at random.

    Raises:
        ValueError: It has another length.
    """

    __slots__ = ("_cipher", "key_id")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"A master key has {KEY_BYTES} bytes.")
        self._cipher = AESGCM(secret)
        # One way (RFC 5869), so the database may say which key it needs.
        self.key_id = HKDF(SHA256(), KEY_ID_BYTES, None, b"janus/master key id/1").derive(secret)

    @override
    def __repr__(self) -> str:
        return f"MasterKey({self.key_id.hex()})"

    def new_data_key(self, owner: str) -> tuple[DataKey, bytes]:
        """Return a new data key, and the same wrapped, to be stored."""
        secret = secrets.token_bytes(KEY_BYTES)
        return DataKey(secret, owner), self._wrap(secret, owner)

    def data_key(self, wrapped: bytes, owner: str) -> DataKey:
        """Return a stored data key.

        Raises:
            StoreError: It was wrapped by another master key, or for somebody else, or changed.
        """
        return DataKey(self._unwrap(wrapped, owner), owner)

    def rewrap(self, wrapped: bytes, owner: str, master: "MasterKey") -> bytes:
        """Return a data key of this master key wrapped by another one.

        Raises:
            StoreError: As for `data_key`.
        """
        return master._wrap(self._unwrap(wrapped, owner), owner)  # noqa: SLF001 - of one class

    def _wrap(self, secret: bytes, owner: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, _about(owner, "data key"))

    def _unwrap(self, wrapped: bytes, owner: str) -> bytes:
        try:
            return _opened(self._cipher, wrapped, _about(owner, "data key"))
        except InvalidTag:
            raise StoreError(
                "A data key in the database cannot be opened with the kiosk's master key.",
                "Somebody or something has changed the database: restore it from a backup.",
            ) from None


def _opened(cipher: AESGCM, sealed: object, about: bytes) -> bytes:
    # SQLite keeps whatever it is given: a text or a number may stand where bytes should.
    if not isinstance(sealed, bytes) or len(sealed) < SEAL_BYTES:
        raise InvalidTag
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)


def _about(owner: str, what: str) -> bytes:
    return b"\x00".join((_DOMAIN, owner.encode(), what.encode()))
