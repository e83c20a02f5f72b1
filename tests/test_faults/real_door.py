"""A door over a real database that is not to die: for faults that a program lives through."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from db.engine import Database
from db.gallery import Gallery
from tests.test_db.samples import NOON, patron
from tests.test_faults.mortal_door import MortalDoor
from tests.test_faults.steps import Steps
from tests.test_kiosk.fakes import ADA, MODEL


@contextmanager
def real_door(folder: Path) -> Iterator[tuple[MortalDoor, Database]]:
    """Give a door that knows Ada, and its database."""
    file = folder / "janus.sqlite3"
    with closing(Database.open(file)) as database:
        ada = replace(patron("Ada"), model_id=MODEL, vector=ADA.vector)
        Gallery(database).add(ada, NOON, by="ada")
        yield (
            MortalDoor(database, folder / "unlocks", lambda _: None, Steps(), starts_s=0.0),
            database,
        )


def unlocks(folder: Path) -> int:
    """Return how often the lock of that door has moved."""
    file = folder / "unlocks"
    return len(file.read_bytes().splitlines()) if file.exists() else 0
