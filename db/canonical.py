"""Canonical bytes: one value, one spelling; and digests that say what they are of.

What is hashed must be spelled the same on every machine, for ever. So it is JSON as RFC 8785 (JSON
Canonicalization Scheme) writes it, of values chosen so that the scheme's hard parts cannot arise:
keys are ASCII, numbers are integers, and a real number is text, the shortest that reads back as the
same double. Of such values Python's own encoder writes just those bytes; a test holds it against
the package `rfc8785`.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from types import NoneType
from typing import TypeAlias
from uuid import UUID

import orjson

DIGEST_BYTES = 32

Plain: TypeAlias = "str | int | bool | Sequence[Plain] | Mapping[str, Plain] | None"
"""What canonical bytes can be made of."""

_AS_THEY_ARE = frozenset({str, int, bool, NoneType})


def canonical(value: Plain) -> bytes:
    """Return a value's canonical bytes, UTF-8.

    Raises:
        TypeError: A text holds half a surrogate pair, which no UTF-8 can, an integer is longer than
            64 bits, or something is in it that has no spelling.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def moment_text(moment: datetime) -> str:
    """Return an aware moment as text: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"


def plain(value: object) -> Plain:
    """Return a column's value as what canonical bytes can be made of.

    Raises:
        TypeError: There is no spelling for it.
    """
    kind = type(value)
    if kind is float:
        return repr(value)
    if kind in _AS_THEY_ARE:
        return value  # type: ignore[return-value]
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, UUID):
        return value.hex
    raise TypeError(f"There is no canonical spelling of a {type(value).__name__}.")


def digest(domain: str, content: bytes) -> bytes:
    """Return the SHA-256 of `content`, so that it is no digest of anything else.

    Args:
        domain: What the content is, e.g. "line"; no two kinds of content share one.
        content: The bytes.
    """
    return hashlib.sha256(b"janus/" + domain.encode() + b"/1\x00" + content).digest()


def salted_digest(domain: str, salt: bytes, content: bytes) -> bytes:
    """Return a digest that says nothing about `content` to anybody once `salt` is destroyed.

    HMAC-SHA-256 with the salt as its key (RFC 2104): a commitment, hiding as long as nobody has the
    key.
    """
    return hmac.digest(salt, b"janus/" + domain.encode() + b"/1\x00" + content, "sha256")
