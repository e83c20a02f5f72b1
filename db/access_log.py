"""The access log: appended to, read, never changed.

Newest first is by time, then by number: after a clock was set back, rows stand where their time
belongs, and their numbers still say in which order they were written.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import chain, evidence
from db.engine import Database
from db.errors import StoreError
from db.gallery_rows import check_revision
from db.liveness_columns import columns_of, record_of
from db.log_queries import EVENTS, page_query
from db.names import folded
from db.presence import carry
from db.records import AccessEvent, LogFilter, NewAccessEvent
from db.tables import AccessEventRow, ProbeThumbnailRow, VisitorRow
from db.vault import vault_of

PICTURE = "picture"
"""What the picture of a visit is, to the key that seals it."""

_EXPORT_PAGE = 500
_LAST_ID = 2**31 - 1  # the column holds no greater number
_COLUMNS = frozenset(AccessEventRow.__table__.columns.keys())
_FIELDS = tuple(name for name in AccessEvent.__dataclass_fields__ if name in _COLUMNS)


class AccessLog:
    """Every decision of every door, newest first.

    Args:
        database: Where it is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, new: NewAccessEvent, *, at_revision: int | None = None) -> AccessEvent:
        """Add a row; it is on the disk when this returns.

        Args:
            new: The row.
            at_revision: The gallery's revision that the row rests on. Nobody can change the gallery
                between the check and the commit. None for a row that rests on none.

        Raises:
            GalleryChangedError: The gallery has another revision now.
            RulesChangedError: Rules or whereabouts are not those that its passage rests on.
            StoreError: It could not be written, or no row may hold it. Then the door must stay
                shut.
        """
        values = {name: getattr(new, name) for name in _FIELDS if hasattr(new, name)}
        values |= columns_of(new.liveness)
        with self._database.writing() as session:
            check_revision(session, at_revision)
            if new.passage is not None:
                carry(session, new.passage)
            visitor = _visitor(session, new)
            row = AccessEventRow(
                **values,
                visitor_id=visitor.id if visitor else None,
                has_thumbnail=bool(new.thumbnail_jpeg),
            )
            session.add(row)
            session.flush()
            picture = new.thumbnail_jpeg
            if picture:
                picture = vault_of(session).visit(session, row.id).seal(picture, PICTURE)
                session.add(ProbeThumbnailRow(event_id=row.id, jpeg=picture))
            kept = evidence.put(session, row.id, new.evidence) if new.evidence else b""
            session.refresh(row)  # returned, and chained, as it is stored
            chain.append_event(session, row, visitor, picture=picture, evidence=kept)
        return _event(row, visitor)

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
        if limit < 1:
            return ()
        with self._database.reading() as session:
            after = None if before_id is None else _found(session, before_id)[0]
            query = page_query(session, where or LogFilter(), after=after, limit=limit)
            return tuple(_event(row, visitor) for row, visitor in session.execute(query))

    def get(self, event_id: int) -> AccessEvent:
        """Return one row.

        Raises:
            StoreError: No row has this number.
        """
        with self._database.reading() as session:
            return _event(*_found(session, event_id))

    def thumbnail(self, event_id: int) -> bytes:
        """Return the picture of the probe, JPEG; b"" where none was kept.

        Raises:
            StoreError: No row has this number.
        """
        with self._database.reading() as session:
            _found(session, event_id)
            row = session.get(ProbeThumbnailRow, event_id)
            if row is None:
                return b""
            return vault_of(session).visit(session, event_id).unseal(row.jpeg, PICTURE)

    def export(self, where: LogFilter | None = None) -> Iterator[AccessEvent]:
        """Yield all rows, newest first, a page at a time: the door can write in between.

        Raises:
            StoreError: The log cannot be read.
        """
        before_id: int | None = None
        while page := self.page(where, before_id=before_id, limit=_EXPORT_PAGE):
            yield from page
            before_id = page[-1].id

    def doors(self) -> tuple[str, ...]:
        """Return the names of the doors in the log, by name.

        Raises:
            StoreError: The log cannot be read.
        """
        names: list[str] = []
        query = select(AccessEventRow.door).order_by(AccessEventRow.door).limit(1)
        with self._database.reading() as session:
            # From each door straight to the next in the index: a DISTINCT would read every row.
            door = session.scalars(query).one_or_none()
            while door is not None:
                names.append(door)
                door = session.scalars(query.where(AccessEventRow.door > door)).one_or_none()
        return tuple(names)


def _visitor(session: Session, new: NewAccessEvent) -> VisitorRow | None:
    """Return the row of who was recognised under the name they have now; a new one if need be."""
    if new.person_id is None and new.person_name is None:
        return None
    query = select(VisitorRow).filter_by(person_id=new.person_id, name=new.person_name).limit(1)
    known = session.scalars(query).one_or_none()
    if known is not None:
        return known
    name_folded = None if new.person_name is None else folded(new.person_name)
    added = VisitorRow(person_id=new.person_id, name=new.person_name, name_folded=name_folded)
    try:
        with session.begin_nested():
            session.add(added)
    except IntegrityError:
        known = session.scalars(query).one_or_none()  # another door was quicker
        if known is None:
            raise
        return known
    return added


def _found(session: Session, event_id: int) -> tuple[AccessEventRow, VisitorRow | None]:
    found = None
    if 0 < event_id <= _LAST_ID:
        found = session.execute(EVENTS.where(AccessEventRow.id == event_id)).one_or_none()
    if found is None:
        raise StoreError(f"The log has no event {event_id}.", "Look it up with `janus log list`.")
    return found[0], found[1]


def _event(row: AccessEventRow, visitor: VisitorRow | None) -> AccessEvent:
    return AccessEvent(
        person_id=visitor.person_id if visitor else None,
        person_name=visitor.name if visitor else None,
        liveness=record_of(
            row.liveness_log_ratio, row.liveness_one_in, row.liveness_cues, row.challenge
        ),
        **{name: getattr(row, name) for name in _FIELDS},
    )
