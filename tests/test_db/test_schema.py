"""The schema over time: what is shipped, later steps, steps that fail, versions of the future."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from db import schema
from db.access_log import AccessLog
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from db.tables import Base
from tests.test_db.samples import NOON, patron, visit

SHIPPED = schema._MIGRATIONS
NEWEST = schema._scripts().get_current_head()

# A column is changed on SQLite by copying its table: here one that other tables refer to.
REBUILD = """
    with op.batch_alter_table("people", recreate="always") as people:
        people.add_column(sa.Column("badge", sa.String(20)))
"""
REBUILD_THEN_FAIL = REBUILD + '    op.drop_table("nowhere")\n'
LOSE_ROWS = '    op.execute("DELETE FROM people")\n'

LaterRelease = Callable[[str], None]


@pytest.fixture
def later_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LaterRelease:
    """Make this program one that knows a further step of the schema."""

    def make(body: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(SHIPPED, folder)
        head = 'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "next"\n'
        head += f'down_revision = "{NEWEST}"\n\n\ndef upgrade() -> None:\n'
        (folder / "versions" / "next_step.py").write_text(head + body)
        monkeypatch.setattr(schema, "_MIGRATIONS", folder)

    return make


def columns(database: Database) -> set[str]:
    with database.reading() as session:
        return {c["name"] for c in inspect(session.connection()).get_columns("people")}


def test_the_steps_lead_to_the_tables_of_the_program(database: Database) -> None:
    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_steps_make_the_checks_of_the_program(database: Database) -> None:
    """Alembic does not compare CHECK constraints."""
    with database.reading() as session:
        found = inspect(session.connection())
        for name, table in Base.metadata.tables.items():
            mine = {str(c.name) for c in table.constraints if str(c.name).startswith("ck_")}
            assert {c["name"] for c in found.get_check_constraints(name)} == mine


def test_every_step_can_be_undone(database: Database) -> None:
    with database.writing() as session:
        config = schema.alembic_config(session.connection())
        schema.command.downgrade(config, "base")
        assert inspect(session.connection()).get_table_names() == ["alembic_version"]


def test_the_steps_are_installed_with_the_program() -> None:
    assert (SHIPPED / "script.py.mako").is_file()
    for folder in (SHIPPED, SHIPPED / "versions"):
        assert (folder / "__init__.py").is_file(), "setuptools would leave the folder out"


def test_an_older_database_is_brought_up_to_date(file: Path, later_release: LaterRelease) -> None:
    with closing(Database.open(file)) as database:
        ada = Gallery(database).add(patron(), NOON, by="ada")
        AccessLog(database).append(visit(ada))
    later_release(REBUILD)
    with closing(Database.open(file)) as database:
        assert "badge" in columns(database)
        assert Gallery(database).get(ada.id) == ada
        assert Gallery(database).photo(ada.id) == patron().photo_jpeg
        assert AccessLog(database).page()[0].person_id == ada.id
        with database.reading() as session:
            assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


@pytest.mark.parametrize("body", [REBUILD_THEN_FAIL, LOSE_ROWS])
def test_a_step_that_fails_leaves_the_database_as_it_was(
    file: Path, later_release: LaterRelease, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    with closing(Database.open(file)) as database:
        ada = Gallery(database).add(patron(), NOON, by="ada")
    later_release(body)
    with pytest.raises(StoreError):
        Database.open(file)
    monkeypatch.setattr(schema, "_MIGRATIONS", SHIPPED)
    with closing(Database.open(file)) as database:
        assert "badge" not in columns(database)
        assert Gallery(database).people() == (ada,)


def test_a_new_database_is_made_whole_or_not_at_all(
    file: Path, later_release: LaterRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    later_release(REBUILD_THEN_FAIL)
    with pytest.raises(StoreError):
        Database.open(file)
    monkeypatch.setattr(schema, "_MIGRATIONS", SHIPPED)
    Database.open(file).close()


def test_a_database_of_a_newer_janus_is_refused(
    file: Path, later_release: LaterRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    later_release(REBUILD)
    Database.open(file).close()
    monkeypatch.setattr(schema, "_MIGRATIONS", SHIPPED)
    with pytest.raises(StoreError) as caught:
        Database.open(file)
    assert "newer Janus" in caught.value.problem
    assert "update Janus" in caught.value.remedy
