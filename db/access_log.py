"""The access log: appended to, read, never changed."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from db.engine import Database
from db.errors import StoreError
from db.log_names import names_containing
from db.names import folded
from db.records import AccessEvent, LogFilter, NewAccessEvent
from db.tables import AccessEventRow, ProbeThumbnailRow

_NAMES_MERGED = 50  # up to so many names are read one by one and merged; see _newest
_EXPORT_PAGE = 500
_FIELDS = tuple(AccessEvent.__dataclass_fields__)


class AccessLog:
    """Every decision of every door, newest first.

    Args:
        database: Where it is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, new: NewAccessEvent) -> AccessEvent:
        """Add a row; it is on the disk when this returns.

        Raises:
            StoreError: It could not be written. Then the door must stay shut.
        """
        values = asdict(new)
        jpeg = values.pop("thumbnail_jpeg")
        name_folded = folded(new.person_name) if new.person_name else None
        row = AccessEventRow(**values, person_folded=name_folded, has_thumbnail=bool(jpeg))
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            if jpeg:
                session.add(ProbeThumbnailRow(event_id=row.id, jpeg=jpeg))
        return _event(row)

    def page(
        self, where: LogFilter | None = None, *, before_id: int | None = None, limit: int = 50
    ) -> tuple[AccessEvent, ...]:
        """Return the newest rows, or those that follow a row already seen.

        Args:
            where: Which rows; None for all.
            before_id: The last row of the page before; None for the first page.
            limit: How many to return at most.

        Raises:
            StoreError: `before_id` is no row, or the log cannot be read.
        """
        with self._database.reading() as session:
            query = _filtered(where or LogFilter())
            if before_id is not None:
                last = _found(session, before_id)
                query = query.where(
                    tuple_(AccessEventRow.at, AccessEventRow.id) < tuple_(last.at, last.id)
                )
            return tuple(_event(row) for row in _newest(session, query, where, limit))

    def get(self, event_id: int) -> AccessEvent:
        """Return one row.

        Raises:
            StoreError: No row has this number.
        """
        with self._database.reading() as session:
            return _event(_found(session, event_id))

    def thumbnail(self, event_id: int) -> bytes:
        """Return the picture of the probe, JPEG; b"" where none was kept.

        Raises:
            StoreError: No row has this number.
        """
        with self._database.reading() as session:
            _found(session, event_id)
            row = session.get(ProbeThumbnailRow, event_id)
            return b"" if row is None else row.jpeg

    def export(self, where: LogFilter | None = None) -> Iterator[AccessEvent]:
        """Yield all rows, newest first, a page at a time: the door can write in between."""
        before_id: int | None = None
        while page := self.page(where, before_id=before_id, limit=_EXPORT_PAGE):
            yield from page
            before_id = page[-1].id

    def doors(self) -> tuple[str, ...]:
        """Return the names of the doors in the log."""
        found: list[str] = []
        query = select(AccessEventRow.door).order_by(AccessEventRow.door).limit(1)
        with self._database.reading() as session:
            # From each door straight to the next in the index: a DISTINCT would read every row.
            door = session.scalars(query).one_or_none()
            while door is not None:
                found.append(door)
                door = session.scalars(query.where(AccessEventRow.door > door)).one_or_none()
        return tuple(found)


def _filtered(where: LogFilter) -> Select[AccessEventRow]:
    event = AccessEventRow
    query = select(event)
    if where.person_id is not None:
        query = query.where(event.person_id == where.person_id)
    if where.outcome is not None:
        query = query.where(event.outcome == where.outcome)
    if where.door:
        query = query.where(event.door == where.door)
    if where.since is not None:
        query = query.where(event.at >= where.since)
    if where.until is not None:
        query = query.where(event.at < where.until)
    return query


def _newest(
    session: Session,
    query: Select[AccessEventRow],
    where: LogFilter | None,
    limit: int,
) -> Sequence[AccessEventRow]:
    """Return the newest rows of `query` whose name contains what is wanted.

    Each name has its own index range, already newest first: few names are read one by one and
    merged. Many names are so common that walking down the log meets them soon.
    """
    event = AccessEventRow
    ordered = query.order_by(event.at.desc(), event.id.desc()).limit(limit)
    text = where.name_contains.strip() if where else ""
    if not text:
        return session.scalars(ordered).all()
    names = names_containing(session, text)
    if len(names) > _NAMES_MERGED:
        wanted = event.person_folded.contains(folded(text), autoescape=True)
        return session.scalars(ordered.where(wanted)).all()
    runs = (session.scalars(ordered.where(event.person_folded == name)) for name in names)
    merged = heapq.merge(*runs, key=lambda row: (row.at, row.id), reverse=True)
    return list(islice(merged, limit))


def _found(session: Session, event_id: int) -> AccessEventRow:
    row = session.get(AccessEventRow, event_id)
    if row is None:
        raise StoreError(f"The log has no event {event_id}.", "Look it up with `janus log list`.")
    return row


def _event(row: AccessEventRow) -> AccessEvent:
    return AccessEvent(**{name: getattr(row, name) for name in _FIELDS})
