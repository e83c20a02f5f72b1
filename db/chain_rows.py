"""Every entry of the chain beside what it is about, in order, a few rows in memory at a time.

They are named tuples, made in a third of the time of frozen dataclasses: there are a million of
them.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from types import NoneType
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Enum, String, and_, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.chain import Commitments, Kind
from db.chain_tables import AdminActionRow, ChainEntryRow, EventEvidenceRow
from db.tables import AccessEventRow, ProbeThumbnailRow, VisitorRow

_ROWS_AT_ONCE = 1_000
_STREAMED = {"yield_per": _ROWS_AT_ONCE}
_ENTRY = tuple(ChainEntryRow.__table__.columns)
# An enum by its text, as it is chained: so one that is no member is no reason to stop.
_EVENT = tuple(
    type_coerce(column, String).label(column.name) if isinstance(column.type, Enum) else column
    for column in AccessEventRow.__table__.columns
)
_VISITOR = (VisitorRow.id, VisitorRow.person_id, VisitorRow.name, VisitorRow.name_folded)
_ACT = tuple(AdminActionRow.__table__.columns)
_EVENT_NAMES = tuple(column.name for column in _EVENT)
_EVENT_FROM = len(_ENTRY)
_VISITOR_FROM = _EVENT_FROM + len(_EVENT)
_STORED_FROM = _VISITOR_FROM + len(_VISITOR)
_ACT_FROM = _STORED_FROM + 2
_ID = _EVENT_NAMES.index("id")

_BYTES, _MAYBE_BYTES = frozenset({bytes}), frozenset({bytes, NoneType})
_KINDS = (  # of the columns of an entry: SQLite takes any value in any column
    frozenset({int}),
    frozenset({str}),
    frozenset({datetime}),
    frozenset({int, NoneType}),
    *(_BYTES, _BYTES),
    *(_MAYBE_BYTES,) * 5,
    frozenset({str, NoneType}),
)

UNREADABLE = (DBAPIError, LookupError, TypeError, ValueError, AttributeError, OverflowError)
"""What the database library raises at a value that somebody else has put into a column."""

_EVERYTHING = (
    select(*_ENTRY, *_EVENT, *_VISITOR, ProbeThumbnailRow.jpeg, EventEvidenceRow.content, *_ACT)
    .select_from(ChainEntryRow)
    .outerjoin(
        AccessEventRow,
        and_(ChainEntryRow.kind == Kind.EVENT.value, AccessEventRow.id == ChainEntryRow.subject),
    )
    .outerjoin(VisitorRow, VisitorRow.id == AccessEventRow.visitor_id)
    .outerjoin(ProbeThumbnailRow, ProbeThumbnailRow.event_id == AccessEventRow.id)
    .outerjoin(EventEvidenceRow, EventEvidenceRow.event_id == AccessEventRow.id)
    .outerjoin(
        AdminActionRow,
        and_(ChainEntryRow.kind == Kind.ADMIN.value, AdminActionRow.id == ChainEntryRow.subject),
    )
    .order_by(ChainEntryRow.number)
)


class Visitor(NamedTuple):
    """Whom a visit is about, as the log has it now."""

    id: int
    person_id: UUID | None
    name: str | None
    name_folded: str | None


class Visit(NamedTuple):
    """A visit's row, with what hangs on it.

    Attributes:
        values: Its columns by name.
        visitor: Whom it is about; None for a stranger, or where that row is gone.
        picture: The picture as it is stored; None for none.
        evidence: The evidence as it is stored; None for none.
    """

    values: dict[str, Any]
    visitor: Visitor | None
    picture: bytes | None
    evidence: bytes | None


class Act(NamedTuple):
    """An admin's act, as it is stored."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: str
    after: str


class Entry(NamedTuple):
    """An entry of the chain, with what it is about; None for what is not there."""

    number: int
    kind: str
    at: datetime
    subject: int | None
    content: bytes
    line: bytes
    salt: bytes | None
    commitments: Commitments
    statement: str | None
    visit: Visit | None
    act: Act | None


def entries(session: Session) -> Iterator[Entry | int]:
    """Yield all entries in order of their numbers; of one that cannot be read, its number.

    A value that its column cannot hold spoils all rows that are read with it, so those are then
    read one by one.

    Args:
        session: Sees one moment; nothing is held of a row that was passed.
    """
    last, number = 0, ChainEntryRow.number
    while True:
        try:
            query = _EVERYTHING.where(number > last)
            # Past the session: nobody keeps these rows as objects.
            found = session.connection().execute(query, execution_options=_STREAMED)
            for row in found:
                last = row[0]
                yield _entry(row)
        except UNREADABLE:
            some = select(number).where(number > last).order_by(number).limit(_ROWS_AT_ONCE)
            for last in session.scalars(some).all():
                yield _one(session, last)
        else:
            return


def _one(session: Session, number: int) -> Entry | int:
    try:
        query = _EVERYTHING.where(ChainEntryRow.number == number)
        return _entry(session.connection().execute(query).one())
    except UNREADABLE:
        return number


def _entry(row: Any) -> Entry:  # noqa: ANN401 - a row has no type of its own
    if not _are_kinds_right(tuple(map(type, row[:_EVENT_FROM]))):
        raise TypeError("an entry holds a value of another kind than its column")
    number, kind, at, subject, content, line, salt = row[:7]
    return Entry(
        number,
        kind,
        at,
        subject,
        content,
        line,
        salt,
        Commitments(row[7], row[8], row[9], row[10]),
        row[11],
        None if row[_EVENT_FROM + _ID] is None else _visit(row),
        None if row[_ACT_FROM] is None else Act(*row[_ACT_FROM:]),
    )


@lru_cache(maxsize=1_000)
def _are_kinds_right(kinds: tuple[type, ...]) -> bool:
    return all(kind in right for kind, right in zip(kinds, _KINDS, strict=True))


def _visit(row: Any) -> Visit:  # noqa: ANN401 - a row has no type of its own
    visitor = None
    if row[_VISITOR_FROM] is not None:
        visitor = Visitor(*row[_VISITOR_FROM:_STORED_FROM])
    values = dict(zip(_EVENT_NAMES, row[_EVENT_FROM:_VISITOR_FROM], strict=True))
    return Visit(values, visitor, row[_STORED_FROM], row[_STORED_FROM + 1])
