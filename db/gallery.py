"""The patrons: who they are, the photo each was enrolled from, their templates."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, delete, func, insert, select

from db.care import put_consent
from db.engine import Database
from db.gallery_rows import (
    PEOPLE,
    PHOTO,
    REVISION,
    THUMBNAIL,
    check_dimension,
    check_revision,
    count_change,
    found,
    matching,
    person_of,
    photo_of,
    tell,
    template_row,
    template_thing,
    validity_told,
)
from db.names import checked_name, folded
from db.records import NewPatron, Person, PersonStatus, Roster, Template
from db.tables import PersonRow, PhotoRow, TemplateRow
from db.vault import vault_of
from db.vectors import damaged_template, vector_bytes, vector_of


class Gallery:
    """Reads and changes the patrons; each method is one transaction.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, new: NewPatron, at: datetime, *, by: str, at_revision: int | None = None
    ) -> Person:
        """Store a patron with photo and template, all or nothing.

        Args:
            new: What the enrolment made.
            at: When they were enrolled, aware.
            by: Who enrolled them.
            at_revision: The revision that they were told apart from everybody at. Nobody can change
                the gallery between the check and the commit. None where nobody was compared.

        Raises:
            GalleryChangedError: The gallery has another revision now; nothing was stored.
            StoreError: The name cannot be used, or the database cannot be written.
        """
        name = checked_name(new.name)
        row = PersonRow(
            id=uuid4(),
            name=name,
            name_folded=folded(name),
            status=PersonStatus.ACTIVE,
            enrolled_at=at,
            valid_from=new.valid_from,
            valid_until=new.valid_until,
        )
        with self._database.writing() as session:
            check_revision(session, at_revision)
            check_dimension(session, new.model_id, new.vector)
            session.add(row)
            session.flush()
            key = vault_of(session).new_person(session, row.id)
            session.add(
                PhotoRow(
                    person_id=row.id,
                    sha256=new.photo_sha256,
                    jpeg=key.seal(new.photo_jpeg, PHOTO),
                    thumbnail_jpeg=key.seal(new.thumbnail_jpeg, THUMBNAIL),
                )
            )
            session.add(template_row(key, row.id, new.model_id, new.vector))
            if new.consent is not None:
                put_consent(session, row.id, new.consent, at, by)
            count_change(session)
            session.flush()
            session.refresh(row)  # returned as it is stored
            after = {"name": name, **validity_told(row.valid_from, row.valid_until)}
            if new.consent is not None:
                after["consent"] = new.consent.version
            tell(session, row.id, at, by, "person enrolled", after=after)
        return person_of(row)

    def get(self, person_id: UUID) -> Person:
        """Return one patron.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.reading() as session:
            return person_of(found(session, person_id))

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
        query = matching(select(PersonRow), search, status)
        query = (
            query.order_by(PersonRow.name_folded, PersonRow.id)
            .offset(max(offset, 0))
            .limit(max(limit, 0))
        )
        with self._database.reading() as session:
            return tuple(person_of(row) for row in session.scalars(query))

    def count(self, *, search: str = "", status: PersonStatus | None = None) -> int:
        """Return how many patrons `people` would list without a limit."""
        query = matching(select(func.count()).select_from(PersonRow), search, status)
        with self._database.reading() as session:
            return session.scalars(query).one()

    def rename(self, person_id: UUID, name: str, at: datetime, *, by: str) -> None:
        """Give a patron another name; the log keeps the old one.

        Args:
            person_id: Who.
            name: The new name.
            at: Now, aware.
            by: Who does it.

        Raises:
            StoreError: Nobody has this id, or the name cannot be used.
        """
        name = checked_name(name)
        with self._database.writing() as session:
            row = found(session, person_id)
            before, row.name, row.name_folded = row.name, name, folded(name)
            count_change(session)
            told = {"before": {"name": before}, "after": {"name": name}}
            tell(session, person_id, at, by, "person renamed", **told)

    def revoke(self, person_id: UUID, at: datetime, *, by: str) -> None:
        """End a patron's right to enter; their history stays. Twice is as good as once.

        Args:
            person_id: Who.
            at: Now, aware.
            by: Who does it.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.writing() as session:
            row = found(session, person_id)
            if row.status is not PersonStatus.REVOKED:
                row.status, row.revoked_at = PersonStatus.REVOKED, at
                count_change(session)
                tell(session, person_id, at, by, "access revoked")

    def restore(self, person_id: UUID, at: datetime, *, by: str) -> None:
        """Give a revoked patron the right to enter back.

        Args:
            person_id: Who.
            at: Now, aware.
            by: Who does it.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.writing() as session:
            row = found(session, person_id)
            row.status, row.revoked_at = PersonStatus.ACTIVE, None
            count_change(session)
            tell(session, person_id, at, by, "access restored")

    def set_validity(
        self,
        person_id: UUID,
        valid_from: datetime | None,
        valid_until: datetime | None,
        at: datetime,
        *,
        by: str,
    ) -> None:
        """Set from when until when (not included) a patron may enter; None for no bound.

        Args:
            person_id: Who.
            valid_from: From when on; None for no bound.
            valid_until: Until when; None for no bound.
            at: Now, aware.
            by: Who does it.

        Raises:
            StoreError: Nobody has this id, or the bounds are in the wrong order.
        """
        with self._database.writing() as session:
            row = found(session, person_id)
            before = validity_told(row.valid_from, row.valid_until)
            row.valid_from, row.valid_until = valid_from, valid_until
            count_change(session)
            after = validity_told(valid_from, valid_until)
            tell(session, person_id, at, by, "validity set", before=before, after=after)

    def photo(self, person_id: UUID) -> bytes:
        """Return the enrolment photo, JPEG.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.reading() as session:
            stored = photo_of(session, person_id).jpeg
            return vault_of(session).person(session, person_id).unseal(stored, PHOTO)

    def thumbnail(self, person_id: UUID) -> bytes:
        """Return the small picture of the enrolment photo, JPEG.

        Raises:
            StoreError: Nobody has this id.
        """
        with self._database.reading() as session:
            stored = photo_of(session, person_id).thumbnail_jpeg
            return vault_of(session).person(session, person_id).unseal(stored, THUMBNAIL)

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
            return None if row is None else person_of(row)

    def roster(self, model_id: str) -> Roster:
        """Return everybody a door must know, with their templates of one model.

        One that is damaged hides nobody: there is no roster then, and the door stays shut. Left
        out, its owner would be a stranger, and somebody who was revoked could be their look-alike.

        Raises:
            StoreError: A template or its key is damaged, or not of the others' dimension.
        """
        with self._database.reading() as session:
            revision = session.scalars(REVISION).one()
            people = {row.id: Person(*row) for row in session.execute(PEOPLE)}
            rows = session.execute(
                select(TemplateRow.person_id, TemplateRow.vector)
                .where(TemplateRow.model_id == model_id)
                .order_by(TemplateRow.person_id)
            )
            key_of, thing = vault_of(session).people(session), template_thing(model_id)
            templates = tuple(
                Template(person_id, model_id, vector_of(key_of(person_id).unseal(stored, thing)))
                for person_id, stored in rows
            )
        if len({template.vector.shape for template in templates}) > 1:
            raise damaged_template()
        return Roster(revision, people, templates)

    def revision(self) -> int:
        """Return a number that every change of the gallery raises, whoever made it.

        The door asks before each frame: one indexed row.
        """
        with self._database.connection() as connection:
            return connection.execute(REVISION).scalar_one()

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
            found(session, person_id)
            check_dimension(session, model_id, vector)
            key = vault_of(session).person(session, person_id)
            session.merge(template_row(key, person_id, model_id, vector))
            count_change(session)

    def put_templates(self, model_id: str, vectors: Mapping[UUID, NDArray[np.float32]]) -> None:
        """Store the templates of many patrons, all or none; those of other models stay.

        No door can log meanwhile, so it is kept short: a second or two for 50,000 templates.

        Args:
            model_id: The model of all of them.
            vectors: By patron; a template of that model that one of them had is replaced.

        Raises:
            StoreError: Nobody has one of the ids, or the model's other templates have another
                dimension; nothing was stored.
            ValueError: The vectors themselves differ in dimension.
        """
        shapes = {vector.shape for vector in vectors.values()}
        if len(shapes) > 1:
            raise ValueError(f"Templates of one model have one shape, not {shapes}.")
        if not vectors:
            return
        content = {person_id: vector_bytes(vector) for person_id, vector in vectors.items()}
        old = delete(TemplateRow).where(
            TemplateRow.person_id == bindparam("patron"), TemplateRow.model_id == model_id
        )
        with self._database.reading() as session:  # nobody is ever removed
            for person_id in vectors.keys() - set(session.scalars(select(PersonRow.id))):
                found(session, person_id)
        with self._database.writing() as session:
            have = session.scalars(
                select(TemplateRow.person_id).where(TemplateRow.model_id == model_id)
            )
            again = [{"patron": person_id} for person_id in have if person_id in vectors]
            if again:
                session.connection().execute(old, again)
            check_dimension(session, model_id, next(iter(vectors.values())))
            key_of, thing = vault_of(session).people(session), template_thing(model_id)
            rows = [
                {"person_id": one, "model_id": model_id, "vector": key_of(one).seal(vector, thing)}
                for one, vector in content.items()
            ]
            session.connection().execute(insert(TemplateRow), rows)
            count_change(session)
