"""Signed heads: where the chain ended at a moment, for keeping where the database's owner cannot.

A head commits to every entry up to its number. Kept beside the database it shows that older entries
were written anew; kept elsewhere it shows as well that newer ones were cut off, heads and all.
"""

import base64
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import chain
from db.canonical import DIGEST_BYTES, Plain, canonical, moment_text
from db.chain import FORMAT
from db.chain_checkpoints import log_id
from db.chain_tables import ChainHeadRow
from db.engine import Database
from db.errors import StoreError
from db.signing import KEY_BYTES, SIGNATURE_BYTES, Signer, is_signed, message_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CODE_START = "JANUS:"
_CODED = struct.Struct(">IIq16s")  # id, number, microseconds since 1970, the log's id
_CODE_ENDS = tuple(accumulate((DIGEST_BYTES, KEY_BYTES, SIGNATURE_BYTES), initial=_CODED.size))[1:]
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    OverflowError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The chain's end at one moment.

    Attributes:
        id: Heads are counted from 1, so that one that is gone is missed.
        log: The id of the log, see `log_id`.
        number: The number of the last entry.
        line: Its line.
        at: When it was signed, aware.
        public_key: The key that signed it, (32,) bytes.
        signature: 64 bytes.
    """

    id: int
    log: str
    number: int
    line: bytes
    at: datetime
    public_key: bytes
    signature: bytes

    @property
    def is_signed(self) -> bool:
        """Whether the holder of `public_key` signed just this."""
        return is_signed(self.public_key, self.signature, message_of("head", self.fields()))

    def text(self) -> str:
        """Return it as one line of JSON, which `head_of` reads."""
        signed: dict[str, Plain] = {**self.fields(), "signature": self.signature.hex()}
        return canonical(signed).decode()

    def code(self) -> str:
        """Return it as letters and digits, for a QR code of half the size; `head_of` reads it."""
        at_us = (self.at - _EPOCH) // timedelta(microseconds=1)
        start = _CODED.pack(self.id, self.number, at_us, bytes.fromhex(self.log))
        raw = start + self.line + self.public_key + self.signature
        return _CODE_START + base64.b32encode(raw).decode().rstrip("=")

    def fields(self) -> dict[str, Plain]:
        """Return what is signed, by name."""
        return {
            "v": FORMAT,
            "id": self.id,
            "log": self.log,
            "number": self.number,
            "line": self.line.hex(),
            "at": moment_text(self.at),
            "key": self.public_key.hex(),
        }


def head_of(text: str) -> SignedHead:
    """Return the head that a line of text tells; whether it is rightly signed is not looked at.

    Args:
        text: What `SignedHead.text` or `SignedHead.code` returned.

    Raises:
        StoreError: It tells none.
    """
    try:
        if text.strip().startswith(_CODE_START):
            return _decoded(text.strip()[len(_CODE_START) :])
        told = json.loads(text)
        return SignedHead(
            id=int(told["id"]),
            log=str(told["log"]),
            number=int(told["number"]),
            line=bytes.fromhex(told["line"]),
            at=datetime.fromisoformat(told["at"]),
            public_key=bytes.fromhex(told["key"]),
            signature=bytes.fromhex(told["signature"]),
        )
    except _UNREADABLE as error:
        raise StoreError(
            "This is no signed head of a log.",
            "It is one line of text, as `janus log head` writes it.",
        ) from error


def _decoded(code: str) -> SignedHead:
    raw = base64.b32decode(code + "=" * (-len(code) % 8))
    number, entry, at_us, log = _CODED.unpack(raw[: _CODED.size])
    line, public_key, signature = (
        raw[start:end] for start, end in pairwise((_CODED.size, *_CODE_ENDS))
    )
    if len(raw) != _CODE_ENDS[-1]:
        raise ValueError("of another length")
    at = _EPOCH + timedelta(microseconds=at_us)
    return SignedHead(number, log.hex(), entry, line, at, public_key, signature)


class HeadStore:
    """Signs the chain's end, and keeps what was signed.

    Args:
        database: Where the chain is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def sign(self, at: datetime, signer: Signer) -> SignedHead:
        """Sign the chain's end, unless the last head already is of it; return the head.

        Args:
            at: When, aware.
            signer: The key of the log.

        Raises:
            StoreError: It cannot be written, or there is no chain.
        """
        with self._database.writing() as session:
            end = chain.locked_head(session)
            if end is None:
                raise StoreError(
                    "The log has no chain, so nothing can be signed.",
                    "Start `janus kiosk` once: it begins the chain.",
                )
            log, last = log_id(session), _last(session)
            key = signer.public_key
            if last and (last.number, last.line, last.public_key) == (end.number, end.line, key):
                return _head(last, log)
            unsigned = SignedHead(
                last.id + 1 if last else 1, log, end.number, end.line, at, key, b""
            )
            row = ChainHeadRow(
                id=unsigned.id,
                number=end.number,
                line=end.line,
                at=at,
                public_key=key,
                signature=signer.sign(message_of("head", unsigned.fields())),
            )
            session.add(row)
        return _head(row, log)

    def newest(self) -> SignedHead | None:
        """Return the last head; None where none was signed yet.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._database.reading() as session:
            last = _last(session)
            return None if last is None else _head(last, log_id(session))


def heads(session: Session) -> Iterator[SignedHead]:
    """Yield all heads that are kept here, the first one first."""
    log = log_id(session)
    for row in session.scalars(select(ChainHeadRow).order_by(ChainHeadRow.id)):
        yield _head(row, log)


def _last(session: Session) -> ChainHeadRow | None:
    return session.scalars(select(ChainHeadRow).order_by(ChainHeadRow.id.desc()).limit(1)).first()


def _head(row: ChainHeadRow, log: str) -> SignedHead:
    return SignedHead(row.id, log, row.number, row.line, row.at, row.public_key, row.signature)
