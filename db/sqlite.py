"""All that is true of SQLite alone: files and their modes, switches, how a transaction begins."""

import contextlib
import logging
import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from db.errors import StoreError

WRITES = "janus_writes"
"""Execution option of a connection that is going to write."""

REBUILDS = "janus_rebuilds"
"""Execution option of a connection that is going to rebuild tables that others refer to."""

_BUSY_TIMEOUT_MS = 5_000
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_HEADER = b"SQLite format 3\x00"

_log = logging.getLogger(__name__)


def file_of(url: URL) -> Path:
    """Return the file that a SQLite URL names.

    Raises:
        StoreError: It names none: a log in memory would be gone with the program.
    """
    if not url.database or url.database.startswith((":memory:", "file:")):
        raise StoreError(
            "The database address names no file.", "Write sqlite:/// and the path of a file."
        )
    return Path(url.database)


def prepare_file(path: Path) -> None:
    """Make the folder (0700) and an empty file (0600) where there are none.

    Whatever is there already is only looked at, not changed: it may belong to another program.

    Raises:
        StoreError: They cannot be made, or the file is something other than a SQLite database.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _FILE_MODE))
    except OSError as error:
        raise StoreError(
            f"The database {path} cannot be opened for writing: {error.strerror}.",
            "Give the account that runs Janus the right to write there, or name another folder "
            "with --data-dir.",
        ) from error
    has_content(path)


def has_content(path: Path) -> bool:
    """Return whether the file is a SQLite database; False where it is empty or not there.

    Raises:
        StoreError: It is something else, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(len(_HEADER))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoreError(
            f"The database {path} cannot be opened: {error.strerror}.",
            "Use the account that runs Janus, or name another folder with --data-dir.",
        ) from error
    if start and start != _HEADER:
        raise StoreError(
            f"The file {path} is not a Janus database.",
            "Move it away or restore it from a backup, or name another folder with --data-dir.",
        )
    return bool(start)


def only_if_there(url: URL) -> URL:
    """Return the address by which SQLite opens the file, and makes none where it has gone.

    Not `mode=ro`, with which SQLite cannot clear its -wal and -shm files away afterwards; that
    nothing is written is seen to by `tune`.
    """
    file = file_of(url).absolute().as_uri()
    return url.set(database=file).update_query_dict({"uri": "true", "mode": "rw"})


def tune(engine: Engine, *, read_only: bool = False) -> None:
    """Set every connection of `engine` up for a log that survives a power cut.

    `synchronous=FULL` makes a commit wait for the disk (on macOS only `fullfsync` does): the door
    opens after it. Transactions are begun by us, and a writer's with BEGIN IMMEDIATE: two processes
    that first read and then write would otherwise refuse each other at once, without waiting.

    Args:
        engine: Whose connections.
        read_only: Have SQLite refuse every change.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        for switch in (
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
            "synchronous=FULL",
            "fullfsync=ON",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "secure_delete=ON",  # zeros over what is deleted: an erased name stays on no free page
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {switch}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get(REBUILDS):  # now: inside a transaction the switch does nothing
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES) else "BEGIN")


def take_over(engine: Engine) -> None:
    """Make a file that is known to be ours private, and let people read it while the door writes.

    SQLite gives its -wal and -shm files the mode of the database file, so that is the one to set.
    """
    path = file_of(engine.url)
    if os.name == "posix" and path.stat().st_mode & 0o777 != _FILE_MODE:
        try:
            path.chmod(_FILE_MODE)
        except PermissionError:
            _log.warning("Other accounts may be able to read %s, which is not ours.", path)
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def write_over(engine: Engine, *, whole: bool) -> None:
    """Bring the write-ahead log into the file and cut it to nothing, so that no old page stays.

    Args:
        engine: Of the database.
        whole: Write the whole file anew before that, without what its free pages held.

    Raises:
        StoreError: Another program holds the database.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if whole:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy = cursor.fetchone() != (0, 0, 0)
    except sqlite3.Error as error:
        raise _held(str(error)) from error
    finally:
        connection.close()
    if is_busy:
        raise _held("another program is reading it")


def copy(engine: Engine, file: Path) -> None:
    """Copy the database into a new file, by SQLite's own backup.

    Raises:
        StoreError: It cannot be read, or the file not be written.
    """
    connection = engine.raw_connection()
    try:
        source = connection.driver_connection
        if not isinstance(source, sqlite3.Connection):
            raise TypeError("The driver of SQLite is another one.")
        with contextlib.closing(sqlite3.connect(file)) as target:
            source.backup(target)  # in one step: a writer in between would make it begin anew
    except sqlite3.Error as error:
        raise StoreError(
            f"The database could not be copied: {error}.",
            "Check the free disk space, and that nothing else holds the database.",
        ) from error
    finally:
        connection.close()


def check_integrity(engine: Engine) -> None:
    """Read the whole file.

    Raises:
        StoreError: It is damaged.
    """
    with engine.connect() as connection:
        wrong = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        if wrong != ["ok"]:
            raise StoreError(f"The database is damaged: {wrong[0]}.", "Take an older backup.")
        check_references(connection)


def _held(why: str) -> StoreError:
    return StoreError(
        f"Old pages of the database could not be written over: {why}.",
        "Close the other program that holds the database, then try again.",
    )


def check_references(connection: Connection) -> None:
    """Check what was not checked while tables were rebuilt.

    Raises:
        StoreError: A row refers to one that is gone.
    """
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreError(
            f"The database could not be brought up to date: {broken[0]} refers to missing rows.",
            "Nothing was changed. Restore the database from a backup.",
        )
