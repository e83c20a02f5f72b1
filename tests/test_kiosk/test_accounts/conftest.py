"""A real database, a clock that a test moves, and cheap hashes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database
from kiosk.accounts.room import AccountRoom
from tests.accounts import cheap_room
from tests.test_kiosk.fakes import FakeClock


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path / "janus.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def room(database: Database, clock: FakeClock) -> AccountRoom:
    return cheap_room(database, clock)
