"""The chain's beginning: in a new database, or over the visits that an older Janus left.

It runs in the transaction of the migration, after its last step, when the tables are those that
this program knows.
"""

from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session

from db import chain
from db.canonical import Plain
from db.chain import Kind
from db.chain_tables import EventEvidenceRow
from db.column_types import UTCDateTime
from db.tables import AccessEventRow, ProbeThumbnailRow, VisitorRow

_BATCH = 1_000

_EVENT = AccessEventRow
_VISITS = (
    select(
        *(getattr(_EVENT, name) for name in chain.CHAINED),
        VisitorRow.id,
        VisitorRow.person_id,
        VisitorRow.name,
        ProbeThumbnailRow.jpeg,
        EventEvidenceRow.content,
    )
    .outerjoin(VisitorRow, VisitorRow.id == _EVENT.visitor_id)
    .outerjoin(ProbeThumbnailRow, ProbeThumbnailRow.event_id == _EVENT.id)
    .outerjoin(EventEvidenceRow, EventEvidenceRow.event_id == _EVENT.id)
    .where(_EVENT.id > bindparam("last"))
    .order_by(_EVENT.id)
    .limit(_BATCH)
)


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
    last = 0
    while rows := session.connection().execute(_VISITS, {"last": last}).all():
        chain.append(session, *map(_entry, rows))
        last = rows[-1][0]


def _entry(row: Any) -> chain.NewEntry:  # noqa: ANN401 - a row has no type of its own
    values = dict(zip(chain.CHAINED, row[: len(chain.CHAINED)], strict=True))
    visitor, person_id, name, picture, evidence = row[len(chain.CHAINED) :]
    who = None if visitor is None else VisitorRow(person_id=person_id, name=name)
    return chain.event_entry(values, values["at"], who, picture=picture, evidence=evidence)
