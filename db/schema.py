"""The schema's version: checked at opening, brought up to date by Alembic.

A step of the schema runs in one transaction: a database is of one version or of another, never
between two, whatever happens meanwhile. There is no copy kept of the file as it was before.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, column, inspect, select, table

from db import (  # noqa: F401 - tables are known once they are imported
    account_tables,
    attempt_tables,
    badge_tables,
    care_tables,
    chain_begin,
    door_tables,
    pin_tables,
    postgresql,
    review_tables,
    sealing_tables,
    sqlite,
)
from db.errors import StoreError
from db.tables import AccessEventRow

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = table("alembic_version", column("version_num"))


def check(engine: Engine) -> None:
    """Look, without changing anything, whether this program may write to the database.

    Raises:
        StoreError: The schema is newer than this program, or not Janus' own.
    """
    with engine.connect() as connection:
        _check(connection)


def is_current(engine: Engine) -> bool:
    """Look whether there is a schema of just this program's version; False where there is none.

    Raises:
        StoreError: It is of another version, or not Janus' own.
    """
    with engine.connect() as connection:
        _check(connection)
        version = _version(connection)
    if version is not None and version != _scripts().get_current_head():
        raise StoreError(
            f"This database was written by an older Janus (its schema is {version}).",
            "Start `janus kiosk` once: it brings the database up to date.",
        )
    return version is not None


def bring_up_to_date(engine: Engine) -> None:
    """Make a new schema, or migrate an older one, in one transaction.

    Raises:
        StoreError: It cannot be done; then the database is as it was.
    """
    with engine.connect() as connection:
        if _version(connection) == _scripts().get_current_head():
            return
    options = {sqlite.WRITES: True, sqlite.REBUILDS: True}
    try:
        with engine.connect().execution_options(**options) as connection:
            if engine.dialect.name == "postgresql":
                postgresql.migrate_alone(connection)
            _check(connection)  # another process may have been quicker
            command.upgrade(alembic_config(connection), "head")
            chain_begin.begin(connection)
            if engine.dialect.name == "sqlite":
                sqlite.check_references(connection)
            connection.commit()
    finally:
        engine.dispose()  # a connection that rebuilt tables does no other work


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's settings for our migrations, run over `connection`."""
    config = Config()
    # Alembic reads settings as a template, where a percent sign starts a name.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def _version(connection: Connection) -> str | None:
    # Not asked of Alembic, which would write two lines into the technical log at each start.
    if not inspect(connection).has_table(_VERSION_TABLE.name):
        return None
    return connection.execute(select(_VERSION_TABLE.c.version_num)).scalars().first()


def _check(connection: Connection) -> None:
    version = _version(connection)
    tables = inspect(connection).get_table_names()
    if tables and (version is None or AccessEventRow.__tablename__ not in tables):
        raise StoreError(
            "This database belongs to another program: it holds tables that are not Janus' own.",
            "Move it away, or name another folder with --data-dir.",
        )
    if version is not None and version not in {s.revision for s in _scripts().walk_revisions()}:
        raise StoreError(
            f"This database was written by a newer Janus (its schema is {version}).",
            "Please update Janus on this machine: an older one must not write to it.",
        )
