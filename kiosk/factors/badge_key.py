"""The key that signs badges, and its public half, which is all that a door needs.

Both are files of the kiosk's folder. Badges are issued where the private one is; to another door of
the same database the public one is copied.
"""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from kiosk.errors import KioskError
from kiosk.whole_file import whole_file

PRIVATE_NAME = "badge-key.pem"
PUBLIC_NAME = "badge-public.pem"
_LONGEST_BYTES = 10_000
_OTHERS = 0o077


def signing_key(data_dir: Path) -> Ed25519PrivateKey:
    """Return the key that signs badges; made, readable by its owner only, where there is none.

    Raises:
        KioskError: It cannot be read or made, others may read it, or it is gone while badges of it
            are still read by the doors.
    """
    private, public = data_dir / PRIVATE_NAME, data_dir / PUBLIC_NAME
    if private.exists():
        _refuse_open_to_others(private)
        key = _loaded_private(private)
    elif public.exists():
        raise KioskError(
            f"{private} is gone, and {public} is still there.",
            "Restore it from a backup; or remove the other one too, and issue every badge anew.",
        )
    else:
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with whole_file(private) as out:
            out.write(pem)
    if not public.exists():
        with whole_file(public) as out:
            out.write(
                key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            )
    return key


def checking_key(data_dir: Path) -> Ed25519PublicKey:
    """Return the key that badges are checked with.

    Raises:
        KioskError: There is none yet, or it cannot be read.
    """
    file = data_dir / PUBLIC_NAME
    try:
        key = load_pem_public_key(_content(file))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(file)
    return key


def _loaded_private(file: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(_content(file), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it has a password
        raise _no_key(file) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(file)
    return key


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_LONGEST_BYTES)
    except FileNotFoundError:
        raise KioskError(
            f"There is no key for badges: {file.name} is not in {file.parent}.",
            "Issue a badge with `janus badge issue` here, which makes it, or copy it from there.",
        ) from None
    except OSError as error:
        raise KioskError(
            f"{file} cannot be read: {error.strerror or error}.", "Make it readable to Janus."
        ) from error


def _refuse_open_to_others(file: Path) -> None:
    if file.stat().st_mode & _OTHERS:
        raise KioskError(
            f"{file} may be read by others, who could make badges with it.",
            f"Run `chmod 600 {file}`; where others had access, issue every badge anew.",
        )


def _no_key(file: Path) -> KioskError:
    return KioskError(
        f"{file} holds no Ed25519 key for badges.",
        "Restore it from a backup; or remove both badge files, and issue every badge anew.",
    )
