"""The patrons: who they are, the photo each was enrolled from, their templates."""

import unicodedata
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.errors import StoreError
from db.records import NewPatron, Person, PersonStatus, Roster, Template
from db.tables import NAME_LENGTH, GalleryStateRow, PersonRow, PhotoRow, TemplateRow

_T = TypeVar("_T", PersonRow, int)


class Gallery:
    """Reads and changes the patrons; each method is one transaction.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewPatron, at: datetime) -> Person:
        """Store a patron with photo and template, all or nothing.

        Args:
            new: What the enrolment made.
            at: When they were enrolled, aware.

        Raises:
            StoreError: The name cannot be used, or the database cannot be written.
        """
        name = checked_name(new.name)
        row = PersonRow(
            id=uuid4(),
            name=name,
            name_folded=name.casefold(),
            status=PersonStatus.ACTIVE,
            enrolled_at=at,
            valid_from=new.valid_from,
            valid_until=new.valid_until,
        )
        photo = PhotoRow(
            person_id=row.id,
            sha256=new.photo_sha256,
            jpeg=new.photo_jpeg,
            thumbnail_jpeg=new.thumbnail_jpeg,
        )
        template = TemplateRow(person_id=row.id, model_id=new.model_id, vector=new.vector)
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            session.add_all([photo, template])
            _count_change(session)
        return _person(row)

    def get(self, person_id: UUID) -> Person:
        """Return one patron.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.reading() as session:
            return _person(_found(session, person_id))

    def people(
        self,
        *,
        search: str = "",
        status: PersonStatus | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[Person, ...]:
        """Return patrons by name, whatever its case, from `offset` on.

        Args:
            search: Part of a name; "" for all.
            status: Only these; None for all.
            offset: How many to pass over.
            limit: How many to return at most.
        """
        query = _matching(select(PersonRow), search, status)
        query = query.order_by(PersonRow.name_folded, PersonRow.id).offset(offset).limit(limit)
        with self._database.reading() as session:
            return tuple(_person(row) for row in session.scalars(query))

    def count(self, *, search: str = "", status: PersonStatus | None = None) -> int:
        """Return how many patrons `people` would list without a limit."""
        query = _matching(select(func.count()).select_from(PersonRow), search, status)
        with self._database.reading() as session:
            return session.scalars(query).one()

    def rename(self, person_id: UUID, name: str) -> None:
        """Give a patron another name; the log keeps the old one.

        Raises:
            StoreError: Nobody has this id, or the name cannot be used.
        """
        name = checked_name(name)
        self._change(person_id, name=name, name_folded=name.casefold())

    def revoke(self, person_id: UUID, at: datetime) -> None:
        """End a patron's right to enter; their history stays.

        Raises:
            StoreError: Nobody has this id.
        """
        self._change(person_id, status=PersonStatus.REVOKED, revoked_at=at)

    def restore(self, person_id: UUID) -> None:
        """Give a revoked patron the right to enter back.

        Raises:
            StoreError: Nobody has this id.
        """
        self._change(person_id, status=PersonStatus.ACTIVE, revoked_at=None)

    def set_validity(
        self, person_id: UUID, valid_from: datetime | None, valid_until: datetime | None
    ) -> None:
        """Set from when until when (not included) a patron may enter; None for no bound.

        Raises:
            StoreError: Nobody has this id, or the bounds are in the wrong order.
        """
        self._change(person_id, valid_from=valid_from, valid_until=valid_until)

    def photo(self, person_id: UUID) -> bytes:
        """Return the enrolment photo, JPEG.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.reading() as session:
            return _photo(session, person_id).jpeg

    def thumbnail(self, person_id: UUID) -> bytes:
        """Return the small picture of the enrolment photo, JPEG.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.reading() as session:
            return _photo(session, person_id).thumbnail_jpeg

    def find_photo(self, photo_sha256: str) -> Person | None:
        """Return who was enrolled from the photo with this digest."""
        query = (
            select(PersonRow)
            .join(PhotoRow, PhotoRow.person_id == PersonRow.id)
            .where(PhotoRow.sha256 == photo_sha256)
            .order_by(PersonRow.enrolled_at)
            .limit(1)
        )
        with self._database.reading() as session:
            row = session.scalars(query).one_or_none()
            return None if row is None else _person(row)

    def roster(self, model_id: str) -> Roster:
        """Return everybody a door must know, with their templates of one model."""
        with self._database.reading() as session:
            revision = session.scalars(select(GalleryStateRow.revision)).one()
            people = {row.id: _person(row) for row in session.scalars(select(PersonRow))}
            rows = session.execute(
                select(TemplateRow.person_id, TemplateRow.vector)
                .where(TemplateRow.model_id == model_id)
                .order_by(TemplateRow.person_id)
            )
            templates = tuple(Template(person_id, model_id, vector) for person_id, vector in rows)
        return Roster(revision, people, templates)

    def revision(self) -> int:
        """Return a number that every change of the gallery raises, whoever made it.

        The door asks before each frame: one indexed row.
        """
        with self._database.reading() as session:
            return session.scalars(select(GalleryStateRow.revision)).one()

    def missing_templates(self, model_id: str) -> tuple[UUID, ...]:
        """Return who has no template of this model yet."""
        have = select(TemplateRow.person_id).where(TemplateRow.model_id == model_id)
        query = select(PersonRow.id).where(PersonRow.id.not_in(have)).order_by(PersonRow.id)
        with self._database.reading() as session:
            return tuple(session.scalars(query))

    def put_template(self, person_id: UUID, model_id: str, vector: NDArray[np.float32]) -> None:
        """Store a patron's template of a model, in place of an older one.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.writing() as session:
            _found(session, person_id)
            session.merge(TemplateRow(person_id=person_id, model_id=model_id, vector=vector))
            _count_change(session)

    def _change(self, person_id: UUID, **values: object) -> None:
        with self._database.writing() as session:
            _found(session, person_id)
            session.execute(update(PersonRow).where(PersonRow.id == person_id).values(**values))
            _count_change(session)


def checked_name(name: str) -> str:
    """Return a patron's name without surrounding or repeated white space.

    Raises:
        StoreError: It is empty, too long, or holds characters that cannot be shown.
    """
    if any(unicodedata.category(c) in {"Cc", "Cs"} and not c.isspace() for c in name):
        raise StoreError(
            "The name holds control characters.", "Please type it again, without copying it."
        )
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_LENGTH:
        raise StoreError(
            f"A name has 1 to {NAME_LENGTH} characters; this one has {len(name)}.",
            "Please give a name of that length.",
        )
    return name


def _count_change(session: Session) -> None:
    session.execute(update(GalleryStateRow).values(revision=GalleryStateRow.revision + 1))


def _matching(query: Select[_T], search: str, status: PersonStatus | None) -> Select[_T]:
    if search.strip():
        query = query.where(
            PersonRow.name_folded.contains(search.strip().casefold(), autoescape=True)
        )
    return query if status is None else query.where(PersonRow.status == status)


def _found(session: Session, person_id: UUID) -> PersonRow:
    row = session.get(PersonRow, person_id)
    if row is None:
        raise StoreError(f"Nobody has the id {person_id}.", "Look it up with `janus people list`.")
    return row


def _photo(session: Session, person_id: UUID) -> PhotoRow:
    _found(session, person_id)
    return session.get_one(PhotoRow, person_id)


def _person(row: PersonRow) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        status=row.status,
        enrolled_at=row.enrolled_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
    )
