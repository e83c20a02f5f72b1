"""Opening the database, and the short transactions that everything in it runs in."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from db import schema, sqlite
from db.errors import StoreError

_log = logging.getLogger(__name__)


class Database:
    """An open database of the schema version that this program knows.

    Safe to use from any thread: each transaction takes its own connection.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, location: Path | str) -> Self:
        """Open a database; make a new one, or bring an older one up to date, where needed.

        Args:
            location: A file, or an SQLAlchemy URL such as `postgresql+psycopg://…`.

        Raises:
            StoreError: It cannot be opened, is something else, or was made by a newer Janus.
        """
        engine = _engine(location)
        try:
            with _explained():
                schema.bring_up_to_date(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def description(self) -> str:
        """Where it is, without a password."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one moment, and changes nothing.

        Raises:
            StoreError: The database cannot be read.
        """
        with _explained(), Session(self._engine, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are committed, all of them or none, when the block ends.

        Raises:
            StoreError: The database cannot be written; then nothing was.
        """
        with _explained():
            connection = self._engine.connect().execution_options(**{sqlite.WRITES: True})
            with connection, Session(connection, expire_on_commit=False) as session:
                yield session
                session.commit()
                connection.commit()

    def close(self) -> None:
        """Close every connection; harmless when called twice."""
        self._engine.dispose()


def _engine(location: Path | str) -> Engine:
    if isinstance(location, Path) or "://" not in location:
        path = Path(location).expanduser().resolve()
        sqlite.prepare_file(path)
        location = f"sqlite:///{path}"
    try:
        url = make_url(location)
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"check_same_thread": False})
            sqlite.tune(engine)
        else:
            engine = create_engine(url, pool_pre_ping=True)
    except (ArgumentError, ModuleNotFoundError, SQLAlchemyError) as error:
        raise StoreError(
            f"The database address cannot be used: {error}.",
            "Write a file path or an SQLAlchemy URL, and install the driver that the URL names.",
        ) from error
    return engine


@contextmanager
def _explained() -> Iterator[None]:
    """Turn the library's errors into sentences."""
    try:
        yield
    except IntegrityError as error:
        raise StoreError(
            f"The database refused a change that breaks its rules: {error.orig}.",
            "Nothing was stored. Please check the values, such as valid-from before valid-until.",
        ) from error
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        _log.warning("The database failed: %s", cause)
        raise StoreError(f"The database failed: {cause}.", _remedy(str(cause))) from error


def _remedy(cause: str) -> str:
    text = cause.lower()
    if "full" in text:
        return "The disk is full: free some space. Nothing was stored."
    if "locked" in text:
        return "Another program holds the database: close it, then try again."
    if "malformed" in text or "not a database" in text:
        return "The file is damaged: restore it from a backup."
    if "readonly" in text or "unable to open" in text:
        return "Give the account that runs Janus the right to write the database and its folder."
    return "Nothing was stored. Please check the disk and the database, then try again."
