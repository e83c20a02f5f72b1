"""Signed entries that say what is rightly gone: pruned, erased, or sealed anew.

Whoever can write to the database can append to the chain. Such an entry excuses what is missing, so
it must be signed by the key of the log, which lies outside the database; `verify` believes no
other.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import chain
from db.canonical import Plain, moment_text
from db.chain import FORMAT, Head, Kind
from db.chain_tables import ChainEntryRow, EventEvidenceRow
from db.signing import Signer, is_signed, message_of
from db.tables import ProbeThumbnailRow

RESEALED_AT_ONCE = 500
"""Of so many visits one entry says that they were sealed anew."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed entry, as it was read.

    Attributes:
        number: Its number in the chain.
        kind: What it excuses.
        fields: What it says.
        public_key: The key that signed it.
        is_signed: Whether that signature is right, be the key known or not.
    """

    number: int
    kind: Kind
    fields: Mapping[str, object]
    public_key: bytes
    is_signed: bool


def log_id(session: Session) -> str:
    """Return the random id that the chain got at its beginning; "" where there is none."""
    query = select(ChainEntryRow.statement).where(ChainEntryRow.number == 1)
    statement = session.scalars(query).one_or_none()
    return str(_parsed(statement).get("log", ""))


def append_signed(
    session: Session, kind: Kind, at: datetime, fields: Mapping[str, Plain], signer: Signer
) -> Head:
    """Append a signed entry, in the transaction of what it excuses and last in it.

    Raises:
        StoreError: There is no chain to append to.
    """
    before = chain.locked_head(session)
    number = 1 if before is None else before.number + 1
    by = signer.public_key.hex()
    told = {**fields, "log": log_id(session), "by": by}
    signature = signer.sign(_message(number, kind, at, {"v": FORMAT, **told}))
    return chain.append_statement(session, kind, at, {**told, "signature": signature.hex()})


def read_checkpoint(number: int, kind: str, at: datetime, statement: str | None) -> Checkpoint:
    """Return a signed entry; one that cannot be read is not signed."""
    fields = _parsed(statement)
    signature = fields.pop("signature", "")
    try:
        public_key, raw = bytes.fromhex(str(fields.get("by", ""))), bytes.fromhex(str(signature))
        message = _message(number, Kind(kind), at, fields)
    except (ValueError, TypeError):
        return Checkpoint(number, Kind(kind), {}, b"", is_signed=False)
    good = is_signed(public_key, raw, message)
    return Checkpoint(number, Kind(kind), fields, public_key, is_signed=good)


def resealed(
    session: Session, at: datetime, actor: str, events: Collection[int], signer: Signer
) -> None:
    """Say that pictures and evidence of visits were sealed anew; call it after they were written.

    Args:
        session: The transaction in which they were replaced.
        at: When, aware.
        actor: Who did it.
        events: The numbers of the visits, `RESEALED_AT_ONCE` at most.
        signer: The key of the log.

    Raises:
        StoreError: There is no chain to append to.
        ValueError: There are too many at once.
    """
    if len(events) > RESEALED_AT_ONCE:
        raise ValueError(f"At most {RESEALED_AT_ONCE} visits at once, not {len(events)}.")
    entry = ChainEntryRow
    salts = select(entry.subject, entry.salt).where(
        entry.kind == Kind.EVENT.value, entry.subject.in_(events), entry.salt.is_not(None)
    )
    fields: dict[str, Plain] = {"actor": actor}
    by_event = {subject: salt for subject, salt in session.execute(salts) if subject and salt}
    pictures = select(ProbeThumbnailRow.event_id, ProbeThumbnailRow.jpeg).where(
        ProbeThumbnailRow.event_id.in_(by_event)
    )
    evidence = select(EventEvidenceRow.event_id, EventEvidenceRow.content).where(
        EventEvidenceRow.event_id.in_(by_event)
    )
    fields["pictures"] = {
        str(event): chain.picture_digest(by_event[event], stored).hex()
        for event, stored in session.execute(pictures)
    }
    fields["evidence"] = {
        str(event): chain.evidence_digest(by_event[event], stored).hex()
        for event, stored in session.execute(evidence)
    }
    append_signed(session, Kind.RESEALED, at, fields, signer)


def _message(number: int, kind: Kind, at: datetime, fields: Mapping[str, Plain]) -> bytes:
    told = {"number": number, "kind": kind.value, "at": moment_text(at), "fields": fields}
    return message_of("checkpoint", told)


def _parsed(statement: str | None) -> dict[str, Plain]:
    """Return what a statement says; nothing where it cannot be read."""
    try:
        found = json.loads(statement or "{}")
    except (ValueError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
