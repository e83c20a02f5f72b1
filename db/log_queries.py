"""Pages of the access log that stay quick at a million rows. For `db/access_log.py` alone.

Time, door, outcome and reason have indexes that already stand newest first. A person, or part of a
name, is looked up among the visitors first, of whom there may be one or thousands; then

- one visitor has an index of their own;
- a few rows are gathered and sorted;
- many rows are met soon by walking down the log, from the newest of them on.
"""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.names import folded
from db.records import LogFilter
from db.tables import AccessEventRow, VisitorRow

EventQuery = Select[AccessEventRow, VisitorRow | None]

FEW_ROWS = 5_000  # so many are gathered and sorted within some milliseconds

EVENTS: EventQuery = select(AccessEventRow, VisitorRow).outerjoin(
    VisitorRow, VisitorRow.id == AccessEventRow.visitor_id
)
"""Each event with the visitor it is about; None for a stranger."""

_T = TypeVar("_T")
_Conditions = list[ColumnElement[bool]]


def page_query(
    session: Session, where: LogFilter, *, after: AccessEventRow | None, limit: int
) -> EventQuery:
    """Return the query of one page, newest first.

    Args:
        session: Where to look visitors up.
        where: Which rows.
        after: The last row of the page before; None for the first page.
        limit: How many rows at most.
    """
    event = AccessEventRow
    times = _times(where, after)
    query = EVENTS.where(*times).limit(limit)
    visitors = _visitors(where)
    if visitors is None:
        query = query.where(*_places(where, may_lead=True))
        return query.order_by(event.at.desc(), event.id.desc())
    some = session.scalars(visitors.limit(2)).all()
    if len(some) < 2:
        only = some[0] if some else -1
        query = query.where(event.visitor_id == only, *_places(where, may_lead=False))
        return query.order_by(event.at.desc(), event.id.desc())
    if _are_few(session, visitors, times):
        query = query.where(event.visitor_id.in_(visitors), *_places(where, may_lead=False))
        return query.order_by(unindexed(event.at).desc(), event.id.desc())
    newest = _newest(session, visitors, times)
    query = query.where(event.at <= newest, unindexed(event.visitor_id).in_(visitors))
    query = query.where(*_places(where, may_lead=True))
    return query.order_by(event.at.desc(), event.id.desc())


def conditions(where: LogFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter, for whoever counts the rows instead of paging."""
    found = [*_times(where, None), *_places(where, may_lead=True)]
    visitors = _visitors(where)
    if visitors is not None:
        found.append(AccessEventRow.visitor_id.in_(visitors))
    return found


def _times(where: LogFilter, after: AccessEventRow | None) -> _Conditions:
    event = AccessEventRow
    conditions: _Conditions = []
    if where.since is not None:
        conditions.append(event.at >= where.since)
    if where.until is not None:
        conditions.append(event.at < where.until)
    if after is not None:
        conditions.append(tuple_(event.at, event.id) < tuple_(after.at, after.id))
    return conditions


def _places(where: LogFilter, *, may_lead: bool) -> _Conditions:
    """Return the conditions on reason, door and outcome.

    Args:
        where: Which rows.
        may_lead: Their index may be the one used.
    """
    event = AccessEventRow
    conditions: _Conditions = []
    if where.reason is not None:
        reason = event.reason if may_lead else unindexed(event.reason)
        conditions.append(reason == where.reason)
    if where.door:
        conditions.append((event.door if may_lead else unindexed(event.door)) == where.door)
    if where.outcome is not None:
        # A reason says more than the outcome that it led to, so its index is the one to use.
        leads = may_lead and where.reason is None
        outcome = event.outcome if leads else unindexed(event.outcome)
        conditions.append(outcome == where.outcome)
    return conditions


def _visitors(where: LogFilter) -> Select[int] | None:
    """Return the query of the visitors that are wanted; None where anybody is."""
    text = folded(where.name_contains.strip())
    if where.person_id is None and not text:
        return None
    query = select(VisitorRow.id)
    if where.person_id is not None:
        query = query.where(VisitorRow.person_id == where.person_id)
    for part in text.split():  # in any order: "lovelace ada" is Ada Lovelace
        query = query.where(VisitorRow.name_folded.contains(part, autoescape=True))
    return query


def _are_few(session: Session, visitors: Select[int], times: _Conditions) -> bool:
    event = AccessEventRow
    rows = select(event.id).where(event.visitor_id.in_(visitors), *times).limit(FEW_ROWS + 1)
    counted = select(func.count()).select_from(rows.subquery())
    return session.scalars(counted).one() <= FEW_ROWS


def _newest(session: Session, visitors: Select[int], times: _Conditions) -> datetime:
    """Return when the last of these visitors came: one step in the index for each of them."""
    event = AccessEventRow
    last = select(func.max(event.at)).where(event.visitor_id == VisitorRow.id, *times)
    each = visitors.add_columns(last.correlate(VisitorRow).scalar_subquery().label("at")).subquery()
    newest: datetime = session.scalars(select(func.max(each.c.at))).one()
    return newest


def unindexed(column: InstrumentedAttribute[_T]) -> ColumnElement[_T]:
    """Return the column as a value that no index knows, where another index must be used."""
    return func.coalesce(column, column)
