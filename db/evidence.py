"""What a visit's decision can be computed again from: kept in one place, written in one way.

It is biometric data. Retention and erasure remove it with the picture; whoever seals what is stored
does it in `put`, so that the chain commits to the sealed bytes.
"""

from sqlalchemy.orm import Session

from db.chain_tables import EventEvidenceRow
from db.engine import Database


def put(session: Session, event_id: int, content: bytes) -> bytes:
    """Store the evidence of a visit, in the transaction of its row.

    Returns:
        The bytes as they are stored.
    """
    session.add(EventEvidenceRow(event_id=event_id, content=content))
    return content


def get(database: Database, event_id: int) -> bytes:
    """Return the evidence of a visit as it was handed to `put`; b"" where none is kept.

    Raises:
        StoreError: The database cannot be read.
    """
    with database.reading() as session:
        row = session.get(EventEvidenceRow, event_id)
        return b"" if row is None else row.content
