"""The key that signs the log: a file of its own, outside the database.

Beside it lies the public half of every key that ever signed here, one line each: what was signed
with an earlier key can be verified with these, and they may be copied anywhere.
"""

import contextlib
import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from db.signing import KEY_BYTES, KeySigner
from kiosk.errors import KioskError
from kiosk.whole_file import whole_file

KEY_FILE = "log-signing.key"
PUBLIC_FILE = "log-signing.pub"
_OTHERS = 0o077
_RESTORE = (
    "Restore it from a backup; where it is lost, `janus log new-key` begins with another one, and "
    "says so in the log."
)


def open_log_key(data_dir: Path) -> KeySigner:
    """Return the key of the log; where none ever was, make one.

    Raises:
        KioskError: It is missing though there was one, is no such key, may be read by others, or
            cannot be written.
    """
    file = data_dir / KEY_FILE
    if not file.exists():
        if (data_dir / PUBLIC_FILE).exists():
            raise KioskError(f"The key that signs the log is missing: {file}.", _RESTORE)
        return new_log_key(data_dir)
    return read_log_key(data_dir)


def read_log_key(data_dir: Path) -> KeySigner:
    """Return the key of the log.

    Raises:
        KioskError: It is not there, is no such key, or may be read by others.
    """
    file = data_dir / KEY_FILE
    try:
        mode = file.stat().st_mode
        content = file.read_bytes()
    except OSError as error:
        raise KioskError(
            f"The key that signs the log cannot be read: {file}, {error.strerror or error}.",
            _RESTORE,
        ) from error
    if os.name == "posix" and mode & _OTHERS:
        raise KioskError(
            f"The key that signs the log may be read or written by others: {file}.",
            f"Take that right from them with `chmod 600 {file}`, and think of who had it.",
        )
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # whose words may quote the file
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KioskError(f"The key that signs the log is no Ed25519 key: {file}.", _RESTORE)
    signer = KeySigner(key)
    if signer.public_key not in (public_keys(data_dir) or {signer.public_key}):
        raise KioskError(
            f"The key that signs the log, {file}, is not one of those in {PUBLIC_FILE}.", _RESTORE
        )
    return signer


def new_log_key(data_dir: Path) -> KeySigner:
    """Make a key, in place of one that there was, and add its public half to the others.

    Raises:
        KioskError: It cannot be written; then nothing was.
    """
    key = Ed25519PrivateKey.generate()
    signer = KeySigner(key)
    with contextlib.suppress(FileExistsError):
        data_dir.mkdir(mode=0o700, parents=True)
    known = public_keys(data_dir)
    lines = "".join(f"{one.hex()}\n" for one in (*known, signer.public_key))
    # The public half first: a key whose public half is nowhere would sign what nobody believes.
    with whole_file(data_dir / PUBLIC_FILE) as out:
        out.write(lines.encode())
    with whole_file(data_dir / KEY_FILE) as out:
        out.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return signer


def public_keys(data_dir: Path) -> tuple[bytes, ...]:
    """Return the public half of every key that signed here, the oldest first; () where none did.

    Raises:
        KioskError: The file cannot be read.
    """
    file = data_dir / PUBLIC_FILE
    return read_public_keys(file) if file.exists() else ()


def read_public_keys(file: Path) -> tuple[bytes, ...]:
    """Return the public keys of a file: 64 hexadecimal digits a line.

    Raises:
        KioskError: The file cannot be read, or holds something else.
    """
    try:
        keys = tuple(map(bytes.fromhex, file.read_text(encoding="ascii").split()))
    except OSError as error:
        raise KioskError(
            f"The public keys of the log cannot be read: {file}, {error.strerror or error}.",
            "Check the name of the file, and who may read it.",
        ) from error
    except ValueError:
        keys = ()
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise KioskError(
            f"{file} holds no public keys of a log.",
            f"It is a {PUBLIC_FILE}: a line of 64 hexadecimal digits for each key.",
        )
    return keys
