"""A database that was not sealed yet: all that it holds of people is sealed where it stands.

One transaction: after a fault the database is as it was, and the next start does it anew. Then the
old pages are written over; until that has been done, each start tries it again.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, select, update
from sqlalchemy.orm import Session

from db import audit
from db.access_log import PICTURE
from db.audit import AdminAction
from db.chain_checkpoints import RESEALED_AT_ONCE, resealed
from db.chain_tables import EventEvidenceRow
from db.engine import Database
from db.errors import StoreError
from db.evidence import EVIDENCE
from db.gallery_rows import PHOTO, THUMBNAIL, template_thing
from db.sealing import MasterKey
from db.sealing_tables import SealingRow
from db.signing import Signer
from db.tables import Base, PersonRow, PhotoRow, ProbeThumbnailRow, TemplateRow
from db.vault import Key, OpenVault

SUBJECT = "master key"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sealing:
    """That a database is sealed.

    Attributes:
        version: Counts its master keys up from 1.
        key_id: Of the master key that it needs.
        since: From when on it needs that one.
        is_clean: Whether the pages from before the sealing were written over.
    """

    version: int
    key_id: bytes
    since: datetime
    is_clean: bool


def sealing_of(database: Database) -> Sealing | None:
    """Return how a database is sealed; None where it is not.

    Raises:
        StoreError: It cannot be read.
    """
    with database.reading() as session:
        row = session.get(SealingRow, 1)
        if row is None:
            return None
        return Sealing(row.version, row.key_id, row.since, row.is_clean)


def seal_everything(
    database: Database,
    master: MasterKey,
    at: datetime,
    actor: str,
    open_signer: Callable[[], Signer],
) -> None:
    """Seal a database that is not; nothing where another process was quicker.

    Args:
        database: The database.
        master: Its key from now on.
        at: Now, aware.
        actor: Who does it.
        open_signer: Opens the key of the log, which says that stored pictures were sealed anew.
            It is not asked where there are none.

    Raises:
        StoreError: It cannot be written; then nothing was.
    """
    vault = OpenVault(master)
    with database.writing() as session:
        if session.get(SealingRow, 1) is not None:
            return
        session.add(SealingRow(id=1, version=1, key_id=master.key_id, since=at, is_clean=False))
        for person_id in session.scalars(select(PersonRow.id)).all():
            _seal_person(session, vault.new_person(session, person_id), person_id)
        for some in _portions(_visits(session)):
            for event_id in some:
                _seal_visit(session, vault.visit(session, event_id), event_id)
            session.flush()
            resealed(session, at, actor, some, open_signer())
            session.expunge_all()  # keys of many visits need not stay in memory
        session.flush()
        after = {"key": master.key_id.hex()}
        audit.record(session, AdminAction(at, actor, "people's data sealed", SUBJECT, {}, after))


def clean_up(database: Database) -> None:
    """Write over the pages from before the sealing, unless that was done.

    Where somebody holds the database it is left for the next start: the door need not wait.

    Raises:
        StoreError: The database cannot be written.
    """
    state = sealing_of(database)
    if state is None or state.is_clean:
        return
    try:
        database.write_over(whole=True)
    except StoreError as error:
        _log.warning("%s It is tried again at the next start.", error.user_message())
        return
    with database.writing() as session:
        session.get_one(SealingRow, 1).is_clean = True


def _seal_person(session: Session, key: Key, person_id: object) -> None:
    photo, template = (_table(row) for row in (PhotoRow, TemplateRow))
    its = photo.c.person_id == person_id
    _seal(session, photo, "jpeg", its, key, PHOTO)
    _seal(session, photo, "thumbnail_jpeg", its, key, THUMBNAIL)
    theirs = template.c.person_id == person_id
    for model_id in session.scalars(select(template.c.model_id).where(theirs)).all():
        of_model = theirs & (template.c.model_id == model_id)
        _seal(session, template, "vector", of_model, key, template_thing(model_id))


def _seal_visit(session: Session, key: Key, event_id: int) -> None:
    for table, column, what in (
        (_table(ProbeThumbnailRow), "jpeg", PICTURE),
        (_table(EventEvidenceRow), "content", EVIDENCE),
    ):
        _seal(session, table, column, table.c.event_id == event_id, key, what)


def _seal(
    session: Session, table: Table, column: str, where: ColumnElement[bool], key: Key, what: str
) -> None:
    """Seal one column of the row, if it is there."""
    content = session.scalars(select(table.c[column]).where(where)).one_or_none()
    if content is not None:
        session.execute(update(table).where(where).values({column: key.seal(content, what)}))


def _table(row: type[Base]) -> Table:
    return Base.metadata.tables[row.__tablename__]


def _visits(session: Session) -> Sequence[int]:
    pictures = select(ProbeThumbnailRow.event_id)
    return session.scalars(pictures.union(select(EventEvidenceRow.event_id))).all()


def _portions(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), RESEALED_AT_ONCE):
        yield numbers[start : start + RESEALED_AT_ONCE]
