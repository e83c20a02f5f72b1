"""All that stands in any table about one person, for that person to see."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, select

from db.audit import AuditEntry, person_subject
from db.canonical import moment_text
from db.chain_tables import AdminActionRow
from db.engine import Database
from db.erasure import hanging_on_people
from db.review_tables import ReviewMarkRow
from db.tables import Base, PhotoRow, TemplateRow

Cell = str | int | float | bool | None

_HIDDEN = "kept, and not shown: it is a secret"
_IN_THEIR_OWN_FILES = (PhotoRow.__tablename__, TemplateRow.__tablename__)
_SECRETS = frozenset({"pin_hash", "duress_hash", "wrapped"})


def rows_about(database: Database, person_id: UUID) -> Mapping[str, list[dict[str, Cell]]]:
    """Return every row that belongs to a person, by table and by column.

    Photo and templates are not among them; secrets, such as the digest of a PIN, are named and not
    shown.

    Raises:
        StoreError: The database cannot be read.
    """
    marks = Base.metadata.tables[ReviewMarkRow.__tablename__]
    places = [*hanging_on_people(), (marks, marks.c.person_id)]
    with database.reading() as session:
        found = {
            str(table.name): [
                {str(column.name): _cell(table, column, row[column]) for column in table.columns}
                for row in session.execute(select(table).where(whose == person_id)).mappings()
            ]
            for table, whose in places
            if table.name not in _IN_THEIR_OWN_FILES
        }
    return {name: rows for name, rows in found.items() if rows}


def templates_of(database: Database, person_id: UUID) -> tuple[str, ...]:
    """Return the models of which a person has a template.

    Raises:
        StoreError: The database cannot be read.
    """
    query = select(TemplateRow.model_id).filter_by(person_id=person_id)
    with database.reading() as session:
        return tuple(session.scalars(query))


def acts_on(database: Database, person_id: UUID) -> tuple[AuditEntry, ...]:
    """Return what admins did to a person, the first act first.

    Raises:
        StoreError: The database cannot be read.
    """
    query = (
        select(AdminActionRow)
        .where(AdminActionRow.subject == person_subject(person_id))
        .order_by(AdminActionRow.id)
    )
    with database.reading() as session:
        return tuple(
            AuditEntry(row.id, row.at, row.actor, row.action, row.subject, row.before, row.after)
            for row in session.scalars(query)
        )


def _cell(table: Table, column: Column[object], value: object) -> Cell:
    if value is not None and (column.name in _SECRETS or isinstance(column.type, LargeBinary)):
        return _HIDDEN
    if isinstance(value, datetime):
        return moment_text(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)
