"""A database with two patrons, and argon2 at no cost."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from argon2 import PasswordHasher

from db.engine import Database
from db.gallery import Gallery
from db.pins import PinStore
from db.records import NewPatron, Person
from kiosk.factors.pin_desk import PinDesk
from tests.test_kiosk.factor_door import new_database
from tests.test_kiosk.fakes import NOON

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def patron(name: str) -> NewPatron:
    vector = np.eye(1, 4, dtype=np.float32)[0]
    return NewPatron(name, b"photo of " + name.encode(), name, b"thumb", "model-1", vector)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = new_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def desk(database: Database) -> PinDesk:
    return PinDesk(PinStore(database), hasher=CHEAP)


@pytest.fixture
def ada(database: Database) -> Person:
    return Gallery(database).add(patron("Ada Lovelace"), NOON, by="ada")


@pytest.fixture
def bob(database: Database) -> Person:
    return Gallery(database).add(patron("Bob"), NOON, by="ada")
