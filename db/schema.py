"""The schema's version: checked at opening, brought up to date by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from db import sqlite
from db.errors import StoreError


def bring_up_to_date(engine: Engine) -> None:
    """Make a new schema, or migrate an older one, in one transaction.

    Raises:
        StoreError: The schema is newer than this program, or not Janus' own.
    """
    with engine.connect().execution_options(**{sqlite.WRITES: True}) as connection:
        config = alembic_config(connection)
        known = ScriptDirectory.from_config(config)
        version = MigrationContext.configure(connection).get_current_revision()
        if version == known.get_current_head():
            return
        _check(connection, version, {script.revision for script in known.walk_revisions()})
        command.upgrade(config, "head")
        connection.commit()


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's settings for our migrations, run over `connection`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _check(connection: Connection, version: str | None, known: set[str]) -> None:
    if version is not None and version not in known:
        raise StoreError(
            f"This database was written by a newer Janus (schema {version}).",
            "Please update Janus on this machine; an older one must not write to it.",
        )
    if version is None and inspect(connection).get_table_names():
        raise StoreError(
            "This database belongs to another program: it holds tables that are not Janus' own.",
            "Move it away, or name another folder with --data-dir.",
        )
