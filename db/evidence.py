"""What a visit's decision can be computed again from: kept in one place, written in one way.

It is biometric data: sealed with the visit's key, so that the chain commits to the sealed bytes,
and removed with the picture by retention and erasure.
"""

from sqlalchemy.orm import Session

from db.chain_tables import EventEvidenceRow
from db.engine import Database
from db.vault import vault_of

EVIDENCE = "evidence"
"""What it is, to the key that seals it."""


def put(session: Session, event_id: int, content: bytes) -> bytes:
    """Store the evidence of a visit, in the transaction of its row.

    Returns:
        The bytes as they are stored.
    """
    stored = vault_of(session).visit(session, event_id).seal(content, EVIDENCE)
    session.add(EventEvidenceRow(event_id=event_id, content=stored))
    return stored


def get(database: Database, event_id: int) -> bytes:
    """Return the evidence of a visit as it was handed to `put`; b"" where none is kept.

    Raises:
        StoreError: The database cannot be read.
    """
    with database.reading() as session:
        row = session.get(EventEvidenceRow, event_id)
        if row is None:
            return b""
        return vault_of(session).visit(session, event_id).unseal(row.content, EVIDENCE)
