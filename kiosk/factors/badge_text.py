"""The text in a badge's QR code: what it claims, signed with Ed25519 (RFC 8032).

Layout before the encoding, big-endian: version (1 byte), badge (8), holder (16), from and until (4
each, seconds since 1970), a tag of 4 bytes for each door, and the signature (64) over all before
it, behind a domain of its own. It is written in base32: of letters and digits that a QR code holds
in its dense alphanumeric mode.

A badge is a bearer token: nothing in it tells its holder from somebody with a picture of it.
"""

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from db.badge_records import Badge

PREFIX = "JANUS1:"
LONGEST_TEXT = 400  # characters; a badge of `MOST_DOORS` doors has fewer
MOST_DOORS = 8
_VERSION = 1
_HEAD = struct.Struct(">B8s16sII")
_TAG_BYTES = 4
_SIGNATURE_BYTES = 64
_DOMAIN = b"janus/badge/1\x00"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a badge says of itself.

    Attributes:
        badge_id: 16 hex digits.
        holder_id: Whose it is.
        not_before: From when, aware UTC, whole seconds.
        not_after: Until when, not included.
        door_tags: Of the doors that it opens; none for all.
    """

    badge_id: str
    holder_id: UUID
    not_before: datetime
    not_after: datetime
    door_tags: tuple[bytes, ...]


def claims_of(badge: Badge) -> Claims:
    """Return what a stored badge must claim; its moments are whole seconds."""
    tags = tuple(door_tag(door) for door in badge.doors)
    return Claims(badge.id, badge.holder_id, badge.not_before, badge.not_after, tags)


def door_tag(door: str) -> bytes:
    """Return what stands for a door in a badge: four bytes of a digest of its name."""
    return hashlib.sha256(b"janus/door/1\x00" + door.encode()).digest()[:_TAG_BYTES]


def signed_text(claims: Claims, key: Ed25519PrivateKey) -> str:
    """Return the text of a badge's QR code."""
    body = _HEAD.pack(
        _VERSION,
        bytes.fromhex(claims.badge_id),
        claims.holder_id.bytes,
        _seconds(claims.not_before),
        _seconds(claims.not_after),
    ) + b"".join(claims.door_tags)
    signed = body + key.sign(_DOMAIN + body)
    return PREFIX + base64.b32encode(signed).decode().rstrip("=")


def is_badge(text: str) -> bool:
    """Return whether a text means to be a badge; any other code, a poster's, is no attempt."""
    return text.startswith(PREFIX)


def read_claims(text: str, key: Ed25519PublicKey) -> Claims | None:
    """Return what a badge claims; None where it is damaged, or not signed by this house."""
    signed = _decoded(text)
    body, signature = signed[:-_SIGNATURE_BYTES], signed[-_SIGNATURE_BYTES:]
    if len(body) < _HEAD.size or (len(body) - _HEAD.size) % _TAG_BYTES:
        return None
    try:
        key.verify(signature, _DOMAIN + body)
    except InvalidSignature:
        return None
    version, badge_id, holder, since_s, until_s = _HEAD.unpack_from(body)
    if version != _VERSION:
        return None
    tags = body[_HEAD.size :]
    return Claims(
        badge_id.hex(),
        UUID(bytes=holder),
        _EPOCH + timedelta(seconds=since_s),
        _EPOCH + timedelta(seconds=until_s),
        tuple(tags[at : at + _TAG_BYTES] for at in range(0, len(tags), _TAG_BYTES)),
    )


def _decoded(text: str) -> bytes:
    """Return the bytes in a badge's text; none where it is not of their alphabet, or too long."""
    letters = text.removeprefix(PREFIX)
    if not is_badge(text) or len(text) > LONGEST_TEXT or not letters.isascii():
        return b""
    try:
        return base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error:
        return b""


def _seconds(moment: datetime) -> int:
    return round((moment - _EPOCH).total_seconds())
