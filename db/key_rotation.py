"""Another master key: every data key is wrapped anew, what they closed stays as it is.

One transaction: killed in the middle of it, the database needs the old key; after it, the new one.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from db import audit
from db.audit import AdminAction
from db.engine import Database
from db.errors import StoreError
from db.sealing import MasterKey
from db.sealing_at_rest import SUBJECT
from db.sealing_tables import HouseKeyRow, PersonKeyRow, SealingRow, VisitKeyRow
from db.tables import Base
from db.vault import house_owner, person_owner, visit_owner

_AT_ONCE = 1000
_KEPT: tuple[tuple[type[Base], str, Callable[..., str]], ...] = (
    (PersonKeyRow, "person_id", person_owner),
    (VisitKeyRow, "event_id", visit_owner),
    (HouseKeyRow, "purpose", house_owner),
)


def rotate(database: Database, old: MasterKey, new: MasterKey, at: datetime, actor: str) -> int:
    """Wrap every data key with another master key. A running door must be started anew.

    Args:
        database: The database.
        old: The key that it needs now.
        new: The key that it needs from then on.
        at: Now, aware.
        actor: Who does it.

    Returns:
        How many data keys were wrapped.

    Raises:
        StoreError: The database needs another key than `old`, or cannot be written; then nothing
            was.
    """
    count = 0
    with database.writing() as session:
        state = session.get(SealingRow, 1)
        if state is None or state.key_id != old.key_id:
            raise StoreError(
                "The database was given another master key meanwhile.",
                "Look it up with `janus keys show`, and try again if you still want to.",
            )
        for row, column, owner_of in _KEPT:
            table = Base.metadata.tables[row.__tablename__]
            own = table.c[column]
            change = (
                update(table)
                .where(own == bindparam("whose", type_=own.type))
                .values(wrapped=bindparam("anew"))
            )
            for rows in _portions(session, table, column):
                anew = [
                    {"whose": whose, "anew": old.rewrap(wrapped, owner_of(whose), new)}
                    for whose, wrapped in rows
                ]
                session.connection().execute(change, anew)
                count += len(anew)
        state.version, state.key_id, state.since = state.version + 1, new.key_id, at
        session.flush()
        before, after = {"key": old.key_id.hex()}, {"key": new.key_id.hex()}
        action = AdminAction(at, actor, "master key rotated", SUBJECT, before, after)
        audit.record(session, action)
    return count


def _portions(session: Session, table: Table, column: str) -> Iterator[list[tuple[Any, bytes]]]:
    own = table.c[column]
    query = select(own, table.c.wrapped).order_by(own).limit(_AT_ONCE)
    rows = session.execute(query).all()
    while rows:
        yield [(whose, wrapped) for whose, wrapped in rows]
        rows = session.execute(query.where(own > rows[-1][0])).all()
