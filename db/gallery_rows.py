"""Rows of the gallery: found, checked, and turned into records. For this room alone."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from db import audit
from db.audit import AdminAction, person_subject
from db.canonical import moment_text
from db.errors import GalleryChangedError, StoreError
from db.names import folded
from db.records import Person, PersonStatus
from db.sealing import SEAL_BYTES
from db.tables import GalleryStateRow, PersonRow, PhotoRow, TemplateRow
from db.vault import Key, vault_of
from db.vectors import FLOAT_BYTES, vector_bytes

_T = TypeVar("_T", PersonRow, int)

REVISION = select(GalleryStateRow.revision)
_LOCKED_REVISION = REVISION.with_for_update()

PEOPLE = select(*(getattr(PersonRow, field.name) for field in fields(Person)))
"""Everybody, as bare values in the order of `Person`: a roster has thousands of them."""


PHOTO, THUMBNAIL = "photo", "thumbnail"
"""What they are, to the key that seals them."""


def template_thing(model_id: str) -> str:
    """Return what a template is, to the key that seals it."""
    return f"template of {model_id}"


def check_dimension(session: Session, model_id: str, vector: NDArray[np.float32]) -> None:
    """Refuse a vector that could not stand beside the others of its model.

    Raises:
        StoreError: It has another dimension than they have.
    """
    length = select(func.length(TemplateRow.vector)).where(TemplateRow.model_id == model_id)
    stored = session.scalars(length.limit(1)).one_or_none()
    if stored is None:
        return
    other = ((stored - (SEAL_BYTES if vault_of(session).seals else 0)) // FLOAT_BYTES,)
    if other != vector.shape:
        raise StoreError(
            f"The template has the shape {vector.shape}, the others of {model_id} {other}.",
            "Nothing was stored. Please make it anew with the model of that name.",
        )


def check_revision(session: Session, at_revision: int | None) -> None:
    """Check, in a transaction that writes, that the gallery is the one a decision rests on.

    Nobody can change it between this and the commit: SQLite lets one writer in at a time; elsewhere
    the lock keeps all others waiting.

    Args:
        session: The transaction.
        at_revision: The revision it rests on; None where it rests on none.

    Raises:
        GalleryChangedError: The gallery has another revision now.
    """
    if at_revision is not None and at_revision != session.scalars(_LOCKED_REVISION).one():
        raise GalleryChangedError


def count_change(session: Session) -> None:
    """Raise the gallery's revision, in the transaction of the change itself."""
    session.execute(update(GalleryStateRow).values(revision=GalleryStateRow.revision + 1))


def matching(query: Select[_T], search: str, status: PersonStatus | None) -> Select[_T]:
    """Narrow a query of people to those whose name contains `search`, and of one status."""
    if search.strip():
        query = query.where(PersonRow.name_folded.contains(folded(search.strip()), autoescape=True))
    return query if status is None else query.where(PersonRow.status == status)


def found(session: Session, person_id: UUID) -> PersonRow:
    """Return a patron's row.

    Raises:
        StoreError: Nobody has this id.
    """
    row = session.get(PersonRow, person_id)
    if row is None:
        raise StoreError(f"Nobody has the id {person_id}.", "Look it up with `janus people list`.")
    return row


def photo_of(session: Session, person_id: UUID) -> PhotoRow:
    """Return the row of a patron's photo.

    Raises:
        StoreError: Nobody has this id.
    """
    found(session, person_id)
    return session.get_one(PhotoRow, person_id)


def template_row(
    key: Key, person_id: UUID, model_id: str, vector: NDArray[np.float32]
) -> TemplateRow:
    """Return the row of a template, sealed with its person's key.

    Raises:
        StoreError: The vector is no template.
    """
    stored = key.seal(vector_bytes(vector), template_thing(model_id))
    return TemplateRow(person_id=person_id, model_id=model_id, vector=stored)


def person_of(row: PersonRow) -> Person:
    """Return a row as the record that everybody else sees."""
    return Person(
        id=row.id,
        name=row.name,
        status=row.status,
        enrolled_at=row.enrolled_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
    )


def validity_told(valid_from: datetime | None, valid_until: datetime | None) -> dict[str, str]:
    """Return a validity as an act tells it; a bound that there is not is left out."""
    bounds = {"valid from": valid_from, "valid until": valid_until}
    return {name: moment_text(at) for name, at in bounds.items() if at is not None}


def tell(
    session: Session,
    person_id: UUID,
    at: datetime,
    by: str,
    action: str,
    *,
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
) -> None:
    """Write an act on a patron into the log, last in its transaction."""
    subject = person_subject(person_id)
    session.flush()
    audit.record(session, AdminAction(at, by, action, subject, before or {}, after or {}))
