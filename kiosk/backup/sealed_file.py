"""A sealed file in pieces, so that a large database need not fit into memory.

    JANUSBK1 | header: length (4), JSON | piece: length (4), sealed | …

Each piece is sealed with the backup's own data key (AES-256-GCM) under its number and whether it is
the last, after the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, "Online
Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015: a piece that is changed,
missing, twice there or moved is noticed, and so is an end that was cut off. The data key is wrapped
by the kiosk's master key, which the file does not hold.
"""

import json
import secrets
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from db.errors import StoreError
from db.sealing import SEAL_BYTES, DataKey, MasterKey
from kiosk.errors import KioskError

MAGIC = b"JANUSBK1"
PIECE_BYTES = 4 * 1024 * 1024
_LENGTH = struct.Struct(">I")
_LONGEST_HEADER = 10_000
_REMEDY = "Take another backup: this one was changed, cut off, or badly copied."


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in the open at the beginning.

    Attributes:
        number: Of the backup, drawn at random.
        at: When it was made, ISO 8601.
        key_id: Of the master key that it needs.
        wrapped: Its data key.
    """

    number: str
    at: str
    key_id: bytes
    wrapped: bytes


def write_sealed(content: IO[bytes], out: IO[bytes], master: MasterKey, at: str) -> None:
    """Seal a stream.

    Args:
        content: What to seal.
        out: Where to.
        master: The kiosk's key.
        at: Now, ISO 8601; it is sealed with the rest.
    """
    number = secrets.token_hex(16)
    key, wrapped = master.new_data_key(_owner(number, at))
    header = {"v": 1, "number": number, "at": at, "key": master.key_id.hex(), "w": wrapped.hex()}
    text = json.dumps(header).encode()
    out.write(MAGIC + _LENGTH.pack(len(text)) + text)
    piece, count = content.read(PIECE_BYTES), 0
    while True:
        after = content.read(PIECE_BYTES)
        sealed = key.seal(piece, _what(count, is_last=not after))
        out.write(_LENGTH.pack(len(sealed)) + sealed)
        if not after:
            return
        piece, count = after, count + 1


def read_header(source: IO[bytes]) -> Header:
    """Return the header, and leave the stream at the first piece.

    Raises:
        KioskError: It is no backup, or the header cannot be read.
    """
    if source.read(len(MAGIC)) != MAGIC:
        raise KioskError(
            "This file is no backup of Janus.", "Name one that `janus backup make` wrote."
        )
    try:
        told = json.loads(_read_piece(source, _LONGEST_HEADER))
        header = Header(
            str(told["number"]), str(told["at"]), bytes.fromhex(told["key"]),
            bytes.fromhex(told["w"]),
        )  # fmt: skip
        _owner(header.number, header.at).encode()  # half a surrogate pair is no text
    except (ValueError, KeyError, TypeError, RecursionError):
        raise KioskError("The beginning of this backup cannot be read.", _REMEDY) from None
    return header


def unsealed(source: IO[bytes], header: Header, masters: Sequence[MasterKey]) -> Iterator[bytes]:
    """Yield the content piece by piece; what was yielded is right even where a later one is not.

    Raises:
        KioskError: Its key is not among those given, or a piece was changed, moved or is missing.
    """
    master = next((one for one in masters if one.key_id == header.key_id), None)
    if master is None:
        raise KioskError(
            f"This backup is sealed with the master key {header.key_id.hex()[:8]}, which is not "
            "here.",
            "Put the key that the kiosk had when the backup was made into the key file, after the "
            "one that is there.",
        )
    try:
        key = master.data_key(header.wrapped, _owner(header.number, header.at))
        yield from _pieces(source, key)
    except StoreError as error:
        raise KioskError("This backup was changed, or is cut off.", _REMEDY) from error


def _pieces(source: IO[bytes], key: DataKey) -> Iterator[bytes]:
    sealed, count = _read_piece(source, PIECE_BYTES + SEAL_BYTES), 0
    while True:
        after = _read_piece(source, PIECE_BYTES + SEAL_BYTES)
        yield key.unseal(sealed, _what(count, is_last=not after))
        if not after:
            return
        sealed, count = after, count + 1


def _read_piece(source: IO[bytes], longest: int) -> bytes:
    """Return the next piece; b"" at the end of the file."""
    length = source.read(_LENGTH.size)
    if not length:
        return b""
    size = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else longest + 1
    piece = source.read(size) if size <= longest else b""
    if len(piece) != size or not piece:
        raise KioskError("This backup is cut off, or was changed.", _REMEDY)
    return piece


def _what(number: int, *, is_last: bool) -> str:
    return f"backup piece {number}{', the last' if is_last else ''}"


def _owner(number: str, at: str) -> str:
    return f"backup:{number}:{at}"
