"""Opening the database, and the short transactions that everything in it runs in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, select
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from db import postgresql, schema, sqlite
from db.errors import StoreError
from db.explain import explained
from db.sealing_tables import SealingRow
from db.vault import VAULT, NoVault, ShutVault, Vault


class Database:
    """An open database of the schema version that this program knows.

    Safe to use from any thread, and beside other processes: each transaction takes its own
    connection, and gives it back when it ends.

    Args:
        engine: Where it is; `open` makes one.
        vault: Seals what is stored of people.
    """

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault
        self._reads = engine
        if engine.dialect.name != "sqlite":  # where a transaction sees one moment anyway
            self._reads = engine.execution_options(isolation_level="REPEATABLE READ")
        self._writes = engine.execution_options(**{sqlite.WRITES: True})

    @classmethod
    def open(cls, location: Path | str) -> Self:
        """Open a database; make a new one, or bring an older one up to date, where needed.

        Args:
            location: A file, or an SQLAlchemy URL of SQLite or PostgreSQL.

        Raises:
            StoreError: It cannot be opened, is something else, or was made by a newer Janus.
        """
        engine = _engine(_url(location))
        try:
            with explained():
                schema.check(engine)
                if engine.dialect.name == "sqlite":
                    sqlite.take_over(engine)
                schema.bring_up_to_date(engine)
                vault = _vault_without_key(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, vault)

    @classmethod
    def look(cls, location: Path | str) -> Self | None:
        """Open a database to read only: nothing is made, migrated or given another mode.

        Args:
            location: As for `open`.

        Returns:
            The database, whose `writing` is refused; None where there is none yet.

        Raises:
            StoreError: It cannot be opened, is something else, or of another Janus' version.
        """
        url = _url(location)
        if url.get_backend_name() == "sqlite" and not sqlite.has_content(sqlite.file_of(url)):
            return None
        engine = _engine(url, read_only=True)
        try:
            with explained():
                is_there = schema.is_current(engine)
                vault = _vault_without_key(engine) if is_there else None
        except BaseException:
            engine.dispose()
            raise
        if vault is not None:
            return cls(engine, vault)
        engine.dispose()
        return None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one moment, and changes nothing.

        Raises:
            StoreError: The database cannot be read.
        """
        with explained(), Session(self._reads, autoflush=False, info=self._info) as session:
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a bare connection, for the one small read that is done for each frame.

        Raises:
            StoreError: The database cannot be read.
        """
        with explained(), self._reads.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are committed, all or none, when the block ends.

        Raises:
            StoreError: The database cannot be written; then nothing was.
        """
        with explained(), Session(self._writes, expire_on_commit=False, info=self._info) as session:
            yield session
            session.commit()

    def unlocked(self, vault: Vault) -> Self:
        """Return the same database with the vault that its key opens."""
        return type(self)(self._engine, vault)

    def write_over(self, *, whole: bool = False) -> None:
        """Leave nothing of what was deleted behind in SQLite's files; elsewhere do nothing.

        Args:
            whole: Write the whole file anew as well: pages that were freed before Janus wrote
                zeros over them hold their old content.

        Raises:
            StoreError: Another program holds the database; then something may still be there.
        """
        if self._engine.dialect.name == "sqlite":
            sqlite.write_over(self._engine, whole=whole)

    def copy_to(self, file: Path) -> None:
        """Copy a SQLite database as it is at one moment; whoever writes meanwhile goes on.

        Raises:
            StoreError: It cannot be read, or the copy not be written.
        """
        sqlite.copy(self._engine, file)

    def check_integrity(self) -> None:
        """Have SQLite read every page, and check every index and reference.

        Raises:
            StoreError: Something is damaged.
        """
        sqlite.check_integrity(self._engine)

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None elsewhere."""
        return sqlite.file_of(self._engine.url) if self._engine.dialect.name == "sqlite" else None

    @property
    def _info(self) -> dict[str, Vault]:
        return {VAULT: self._vault}

    def close(self) -> None:
        """Close every connection; harmless when called twice."""
        self._engine.dispose()


def _url(location: Path | str) -> URL:
    if isinstance(location, Path) or "://" not in location:
        return URL.create("sqlite", database=str(Path(location).expanduser().absolute()))
    try:
        return make_url(location)
    except (ArgumentError, ValueError):  # whose words may quote the password
        raise _unusable("it is no SQLAlchemy URL") from None


def _engine(url: URL, *, read_only: bool = False) -> Engine:
    backend = url.get_backend_name()
    if backend == "sqlite":
        file = sqlite.file_of(url)
        engine = _create(sqlite.only_if_there(url) if read_only else url)
        if not read_only:
            sqlite.prepare_file(file)
        sqlite.tune(engine, read_only=read_only)
        return engine
    if backend != "postgresql":
        raise _unusable(f"Janus knows SQLite and PostgreSQL, not {backend}")
    # Asked for only now: SQLAlchemy fails on the driver of a backend that it does not know.
    if url.get_driver_name() not in postgresql.DRIVERS:
        raise _unusable(f"the driver {url.drivername} is not one that Janus knows")
    postgresql.check_driver(url)
    arguments = postgresql.connect_arguments(url, read_only=read_only)
    return _create(url, pool_pre_ping=True, connect_args=arguments)


def _create(url: URL, **options: object) -> Engine:
    try:
        # What is stored must not turn up in error messages and the technical log.
        return create_engine(url, hide_parameters=True, **options)
    except (ArgumentError, ImportError) as error:
        raise _unusable(f"its driver {url.drivername} is not there") from error
    except ValueError:
        raise _unusable("one of its options has a value of the wrong kind") from None


def _vault_without_key(engine: Engine) -> Vault:
    with engine.connect() as connection:
        is_sealed = connection.execute(select(SealingRow.id)).first() is not None
    return ShutVault() if is_sealed else NoVault()


def _unusable(why: str) -> StoreError:
    return StoreError(
        f"The database address cannot be used: {why}.",
        "Write the path of a file, or a URL such as postgresql+psycopg://janus@host/janus, and "
        "install the driver that it names.",
    )
