"""The house's own secrets are closed with a key that the database does not hold."""

from contextlib import closing
from pathlib import Path

import pytest

from db.engine import Database
from db.errors import StoreError
from db.house_box import HouseBox
from db.key_rotation import rotate
from db.sealing import MasterKey
from db.sealing_at_rest import seal_everything
from db.vault import OpenVault
from tests.test_db.chained import SIGNER
from tests.test_db.samples import NOON

MASTER, NEXT = MasterKey(bytes(32)), MasterKey(bytes([1]) * 32)
SECRET = b"GEZDGNBVGY3TQOJQ"


@pytest.fixture
def sealed(database: Database) -> Database:
    seal_everything(database, MASTER, NOON, "ada", lambda: SIGNER)
    return database.unlocked(OpenVault(MASTER))


def test_a_secret_opens_for_what_it_belongs_to_and_for_nothing_else(sealed: Database) -> None:
    box = HouseBox(sealed, "phones")
    closed = box.seal(SECRET, "ada's")
    assert SECRET not in closed
    assert box.seal(SECRET, "ada's") != closed  # the same secret twice is not to be seen
    assert box.open(closed, "ada's") == SECRET
    for other, about in ((box, "bob's"), (HouseBox(sealed, "badges"), "ada's")):
        with pytest.raises(StoreError):
            other.open(closed, about)
    with pytest.raises(StoreError):
        box.open(closed[:-1] + bytes([closed[-1] ^ 1]), "ada's")


def test_a_restart_and_another_master_key_lose_nothing(sealed: Database, file: Path) -> None:
    closed = HouseBox(sealed, "phones").seal(SECRET, "ada's")
    rotate(sealed, MASTER, NEXT, NOON, "ada")
    with closing(Database.open(file)) as again:
        assert HouseBox(again.unlocked(OpenVault(NEXT)), "phones").open(closed, "ada's") == SECRET
        with pytest.raises(StoreError):
            HouseBox(again.unlocked(OpenVault(MASTER)), "phones").open(closed, "ada's")


def test_without_the_key_nothing_is_closed_in_the_clear(database: Database) -> None:
    with pytest.raises(StoreError):
        HouseBox(database, "phones").seal(SECRET, "ada's")
