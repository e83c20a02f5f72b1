"""Fixtures of the storage tests: a real database in a temporary folder, closed at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "janus.sqlite3"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    database = Database.open(file)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def gallery(database: Database) -> Gallery:
    return Gallery(database)


@pytest.fixture
def log(database: Database) -> AccessLog:
    return AccessLog(database)
