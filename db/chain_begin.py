"""The chain's beginning: in a new database, or over the visits that an older Janus left.

It runs in the transaction of the migration, after its last step, when the tables are those that
this program knows.
"""

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from db import chain
from db.canonical import Plain
from db.chain import Kind
from db.chain_tables import EventEvidenceRow
from db.column_types import UTCDateTime
from db.tables import AccessEventRow, ProbeThumbnailRow, VisitorRow

_BATCH = 1_000


def begin(connection: Connection) -> None:
    """Write the genesis entry, and chain every visit that is there; nothing where it has begun.

    The genesis says how many visits were there before it: what was done to them until then, no
    chain can tell.
    """
    with Session(connection, expire_on_commit=False) as session:
        if chain.head(session) is not None:
            return
        # The database's own time: whoever opens a database has no other clock.
        now = session.execute(select(func.current_timestamp(type_=UTCDateTime))).scalar_one()
        visits = session.execute(select(func.count()).select_from(AccessEventRow)).scalar_one()
        fields: dict[str, Plain] = {"log": chain.new_salt().hex(), "visits_before": visits}
        chain.append_statement(session, Kind.GENESIS, now, fields)
        _chain_visits(session)
        session.flush()


def _chain_visits(session: Session) -> None:
    event = AccessEventRow
    query = (
        select(event, VisitorRow, ProbeThumbnailRow.jpeg, EventEvidenceRow.content)
        .outerjoin(VisitorRow, VisitorRow.id == event.visitor_id)
        .outerjoin(ProbeThumbnailRow, ProbeThumbnailRow.event_id == event.id)
        .outerjoin(EventEvidenceRow, EventEvidenceRow.event_id == event.id)
        .order_by(event.id)
        .limit(_BATCH)
    )
    last = 0
    while rows := session.execute(query.where(event.id > last)).all():
        for row, visitor, picture, evidence in rows:
            chain.append_event(
                session, row, visitor, picture=picture or b"", evidence=evidence or b""
            )
        last = rows[-1][0].id
        session.expunge_all()
