"""A person erased: their rows, their data key, and their name in the log, in one transaction.

Whatever table has a foreign key to `people` is emptied of them, so that a later room's table cannot
be forgotten; the log's own ways with them stand in `db/chain_erasure.py`. SQLite writes zeros over
what is deleted (`secure_delete`); the write-ahead log is cut off after the commit.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Table, delete, func, select, update
from sqlalchemy.orm import Session

from db.chain_erasure import Forgotten, forget
from db.door_tables import AlarmRow
from db.engine import Database
from db.gallery_rows import count_change, found
from db.names import folded
from db.reviews import visits_naming
from db.rule_rows import count_move, count_rules_change
from db.sealing_tables import PersonKeyRow
from db.signing import Signer
from db.tables import Base, PersonRow, PhotoRow, TemplateRow, VisitorRow

_START_BYTES = 48


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure came to.

    Attributes:
        forgotten: What the log has of it.
        removed: How many rows of which table went; those with none are left out.
    """

    forgotten: Forgotten
    removed: Mapping[str, int]


def erase(database: Database, person_id: UUID, at: datetime, actor: str, signer: Signer) -> Erasure:
    """Erase a person; the doors swap them out of their index before the next frame.

    Args:
        database: Where they are.
        person_id: Who.
        at: Now, aware.
        actor: Who does it.
        signer: The key of the log, which stays verifiable.

    Raises:
        StoreError: Nobody has this id, or the database cannot be written; then nothing was erased.
            Or it was erased, and old pages could not be written over: do that again later.
    """
    removed = {}
    with database.writing() as session:
        found(session, person_id)
        for table, column in hanging_on_people():
            its = column == person_id
            count = session.scalars(select(func.count()).select_from(table).where(its)).one()
            session.execute(delete(table).where(its))
            if count:
                removed[str(table.name)] = count
        count_change(session)
        count_rules_change(session)  # so that no door remembers their groups
        count_move(session)
        named = visits_naming(session, person_id)
        forgotten = forget(session, at, actor, person_id, signer, unrecognised=named)
        # What was noted of their alarms may name them; that there was an alarm stays.
        session.execute(update(AlarmRow).filter_by(person_id=person_id).values(note=""))
        session.execute(delete(PersonRow).where(PersonRow.id == person_id))
        removed[PersonRow.__tablename__] = 1
    return Erasure(forgotten, removed)


def hanging_on_people() -> Iterator[tuple[Table, Column[UUID]]]:
    """Yield every table whose rows go with a person, and the column that says whose they are.

    Not the visitors of the log, which stay under a pseudonym, nor what merely points to a person
    and lets go of them by itself (`ON DELETE SET NULL`).
    """
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            is_person = key.column is PersonRow.__table__.c.id
            if is_person and key.ondelete != "SET NULL" and table is not VisitorRow.__table__:
                yield table, key.parent


def traces_of(database: Database, person_id: UUID) -> Mapping[str, bytes]:
    """Return the bytes by which a person could be found in the files, by what they are.

    Raises:
        StoreError: Nobody has this id.
    """
    with database.reading() as session:
        person = found(session, person_id)
        traces = {"id": person_id.hex.encode(), "id in the log": str(person_id).encode()}
        names = set(session.scalars(select(VisitorRow.name).filter_by(person_id=person_id)))
        for number, name in enumerate(sorted({*(name for name in names if name), person.name})):
            traces[f"name {number + 1}"] = name.encode()
            traces[f"name {number + 1}, for searching"] = folded(name).encode()
        traces |= dict(_stored(session, person_id))
    return traces


def names_in_use(database: Database, names: Collection[str]) -> frozenset[str]:
    """Return which of the names other people bear too, be it as a part of theirs.

    Raises:
        StoreError: The database cannot be read.
    """
    with database.reading() as session:
        return frozenset(
            name
            for name in names
            for row in (PersonRow, VisitorRow)
            if session.scalars(
                select(row.id).where(row.name_folded.contains(folded(name), autoescape=True))
            ).first()
            is not None
        )


def _stored(session: Session, person_id: UUID) -> Iterator[tuple[str, bytes]]:
    key = session.get(PersonKeyRow, person_id)
    if key is not None:
        yield "wrapped data key", key.wrapped
    photo = session.get(PhotoRow, person_id)
    if photo is not None:
        yield "photo", photo.jpeg[:_START_BYTES]
        yield "digest of the photo", photo.sha256.encode()
        yield "thumbnail", photo.thumbnail_jpeg[:_START_BYTES]
    query = select(TemplateRow.model_id, TemplateRow.vector).filter_by(person_id=person_id)
    for model_id, vector in session.execute(query):
        yield f"template of {model_id}", vector[:_START_BYTES]
