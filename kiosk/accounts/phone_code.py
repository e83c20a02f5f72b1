"""The second factor: six digits that a phone shows, anew every half minute (RFC 6238). Pure."""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Callable
from datetime import datetime

import pyotp

STEP_S = 30
SKEW_STEPS = 1  # a phone's clock may be half a minute off, either way
DIGITS = 6
_SECRET_BYTES = 20  # as RFC 4226 recommends
_RECOVERY_CODES = 8
_RECOVERY_BYTES = 10  # 80 bits: nobody guesses it, nor finds it from its plain SHA-256
_GROUP = 4

Entropy = Callable[[int], bytes]
"""Gives so many random bytes, e.g. `secrets.token_bytes`."""


def new_secret(entropy: Entropy) -> str:
    """Return a new secret, base32, to be shared with a phone."""
    return b32encode(entropy(_SECRET_BYTES)).decode()


def address_of(secret: str, account: str, issuer: str) -> str:
    """Return what the QR code holds: an `otpauth` address, as authenticator apps read it."""
    totp = pyotp.TOTP(secret, interval=STEP_S, digits=DIGITS)
    return totp.provisioning_uri(name=account, issuer_name=issuer)


def step_of(secret: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """Return the time step that a code belongs to; None where it is not right now.

    Args:
        secret: The secret, base32.
        code: What was typed; spaces are passed over.
        at: Now, aware.
        last_step: The step of the code taken last: no code is taken twice, nor an older one
            afterwards (RFC 6238, section 5.2).
    """
    digits = "".join(code.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    codes = pyotp.HOTP(secret, digits=DIGITS)  # a TOTP is the HOTP of the step (section 4.2)
    now = int(at.timestamp()) // STEP_S
    for step in range(max(now - SKEW_STEPS, 0), now + SKEW_STEPS + 1):
        fresh = last_step is None or step > last_step
        if fresh and hmac.compare_digest(codes.at(step), digits):
            return step
    return None


def new_recovery_codes(entropy: Entropy) -> tuple[str, ...]:
    """Return codes that each stand in once for a lost phone, e.g. `GEZD-GNBV-GY3T-QOJQ`."""
    return tuple(
        _grouped(b32encode(entropy(_RECOVERY_BYTES)).decode()) for _ in range(_RECOVERY_CODES)
    )


def recovery_sha256(code: str) -> str | None:
    """Return the digest that a recovery code is kept as; None where the text cannot be one.

    Plain SHA-256 is enough: unlike a password, the code is 80 random bits.
    """
    letters = "".join(c for c in code.upper() if c.isascii() and c.isalnum())
    if len(letters) != _RECOVERY_BYTES * 8 // 5:
        return None
    return hashlib.sha256(letters.encode()).hexdigest()


def _grouped(letters: str) -> str:
    return "-".join(letters[n : n + _GROUP] for n in range(0, len(letters), _GROUP))
