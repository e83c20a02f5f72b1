"""A portion of what is too old: so much as goes in one transaction."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db.door_tables import DoorEventRow
from db.tables import AccessEventRow

AT_ONCE = 500
"""So many rows go in one transaction: the door must not wait long for its turn to write."""


def oldest(
    session: Session,
    query: Select[int, datetime] | None,
    before: datetime | None,
    of: type[AccessEventRow | DoorEventRow],
) -> tuple[datetime | None, list[int]]:
    """Return until when a portion reaches, and its rows; None where nothing is left.

    All rows from before that moment are in it, so that the entry that says so is true.

    Args:
        session: The transaction.
        query: Numbers and moments of all that is too old; None for nothing.
        before: What is from before then is too old.
        of: Their table.
    """
    if query is None or before is None:
        return None, []
    ordered = query.order_by(of.at, of.id)
    found = session.execute(ordered.limit(AT_ONCE + 1)).all()
    if not found:
        return None, []
    if len(found) <= AT_ONCE:
        return before, [number for number, _ in found]
    until = found[-1][1]
    some = [number for number, at in found if at < until]
    if some:
        return until, some
    # More rows of one and the same moment than fit: all of them, and no others.
    after = select(of.at).where(of.at > until).order_by(of.at).limit(1)
    until = min(session.scalars(after).first() or before, before)
    return until, [number for number, _ in session.execute(ordered.where(of.at < until))]


def count(session: Session, query: Select[int, datetime] | None) -> int:
    """Return how many rows are too old."""
    if query is None:
        return 0
    return session.scalars(select(func.count()).select_from(query.subquery())).one()
