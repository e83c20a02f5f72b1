"""All that is true of SQLite alone: switches, file modes, how a transaction begins."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from db.errors import StoreError

BUSY_TIMEOUT_MS = 5_000

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_HEADER = b"SQLite format 3\x00"


def prepare_file(path: Path) -> None:
    """Make the folder (0700) and an empty file (0600) where there are none.

    SQLite gives its -wal and -shm files the mode of the database file, so that is the one to set.

    Raises:
        StoreError: They cannot be made, or the file is something other than a SQLite database.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _FILE_MODE))
        path.chmod(_FILE_MODE)
        with path.open("rb") as file:
            start = file.read(len(_HEADER))
    except OSError as error:
        raise StoreError(
            f"The database {path} cannot be opened for writing: {error.strerror}.",
            "Give the account that runs Janus the right to write there, or name another folder "
            "with --data-dir.",
        ) from error
    if start and start != _HEADER:
        raise StoreError(
            f"The file {path} is not a Janus database.",
            "Move it away, or name another folder with --data-dir.",
        )


def tune(engine: Engine) -> None:
    """Set every connection of `engine` up for a log that survives a power cut.

    WAL lets people read while the door writes. `synchronous=FULL` makes a commit wait for the disk:
    the door opens after it. Transactions are begun by us, and a writer's with BEGIN IMMEDIATE: two
    processes that first read and then write would otherwise lock each other out at once.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - tells mypy
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: object) -> None:
        options = connection.get_execution_options()  # type: ignore[attr-defined]
        mode = "IMMEDIATE" if options.get(WRITES) else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")  # type: ignore[attr-defined]


WRITES = "janus_writes"
"""Execution option of a connection that is going to write."""
