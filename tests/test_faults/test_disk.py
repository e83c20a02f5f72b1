"""A full disk, a held database, a damaged one: the door stays shut, a sentence says why."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from db.access_log import AccessLog
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from db.rules import RuleStore
from kiosk.entry.flow import FAULT_S
from kiosk.entry.view import EntryState
from tests.test_db.chained import findings, rich_log
from tests.test_db.samples import MODEL
from tests.test_faults.mortal_door import MortalDoor
from tests.test_faults.real_door import real_door, unlocks


def each_connection(database: Database, switch: str) -> None:
    """Have SQLite fail as a disk would; the pool makes its connections anew."""

    @event.listens_for(database._engine, "connect")
    def connected(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA {switch}")  # type: ignore[attr-defined]

    database.close()


def stays_shut(door: MortalDoor, folder: Path) -> None:
    before = unlocks(folder)
    assert door.visit() is EntryState.OUT_OF_SERVICE
    assert unlocks(folder) == before
    door.clock.s += FAULT_S


def test_a_disk_that_fills_and_is_cleared(tmp_path: Path) -> None:
    with real_door(tmp_path) as (door, database):
        assert door.visit() is EntryState.WELCOME
        each_connection(database, "max_page_count=1")  # it may grow no further
        states = [door.visit() for _ in range(60)]
        full = states.index(EntryState.OUT_OF_SERVICE)
        assert set(states[:full]) == {EntryState.WELCOME}, "what room there was is used"
        assert unlocks(tmp_path) == 1 + states.count(EntryState.WELCOME)
        each_connection(database, "max_page_count=100000")
        door.clock.s += FAULT_S
        assert door.visit() is EntryState.WELCOME
        assert findings(database) == []


def test_a_database_that_another_program_holds(tmp_path: Path) -> None:
    with real_door(tmp_path) as (door, database):
        each_connection(database, "busy_timeout=1")
        with closing(sqlite3.connect(tmp_path / "janus.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            stays_shut(door, tmp_path)
            other.execute("ROLLBACK")
        assert door.visit() is EntryState.WELCOME
        assert findings(database) == []


def test_a_file_that_is_damaged_while_the_door_runs(tmp_path: Path) -> None:
    """Every page but the first is written over: what the door held in memory opens nothing."""
    file = tmp_path / "janus.sqlite3"
    with real_door(tmp_path) as (door, database):
        assert door.visit() is EntryState.WELCOME
        database.write_over()
        with file.open("r+b") as whole:
            whole.seek(4096)
            whole.write(b"\x5a" * (file.stat().st_size - 4096))
        database.close()  # nothing of it is cached
        stays_shut(door, tmp_path)


@pytest.mark.parametrize("header", [b"", b"\x00" * 100, b"SQLite format 3\x00" + b"\xff" * 84])
def test_a_destroyed_header_is_no_new_gallery(header: bytes, tmp_path: Path) -> None:
    file = tmp_path / "janus.sqlite3"
    rich_log(file)
    content = file.read_bytes()
    damaged = header + content[len(header) or 4096 :]
    file.write_bytes(damaged)
    with pytest.raises(StoreError, match="backup"):
        Database.open(file)
    assert file.read_bytes() == damaged, "left as it is, for whoever can still read it"


READS: dict[str, Callable[[Database], object]] = {
    "log": lambda database: AccessLog(database).page(),
    "people": lambda database: [Gallery(database).photo(p.id) for p in Gallery(database).people()],
    "roster": lambda database: Gallery(database).roster(MODEL),
    "rules": lambda database: RuleStore(database).book(),
    "verify": findings,
}


def test_bytes_flipped_anywhere_give_an_answer_or_a_sentence(tmp_path: Path) -> None:
    """And never another error, whatever is then done with the file."""
    file, draws = tmp_path / "janus.sqlite3", random.Random(5)  # noqa: S311
    rich_log(file)
    content, damaged = file.read_bytes(), 0
    for _ in range(40):
        flipped, at = bytearray(content), draws.randrange(len(content))
        for place in range(at, min(at + draws.choice((1, 4, 400, 8_000)), len(content))):
            flipped[place] = draws.randrange(256)
        file.write_bytes(flipped)
        for left in tmp_path.glob("janus.sqlite3-*"):
            left.unlink()
        try:
            with closing(Database.open(file)) as database:
                for read in READS.values():
                    read(database)
        except StoreError:
            damaged += 1
    assert damaged > 0


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ("UPDATE people SET status = 'nonsense'", "people"),
        ("UPDATE people SET enrolled_at = 'nonsense'", "roster"),
        ("UPDATE people SET enrolled_at = x'fffe'", "people"),
        ("UPDATE visitors SET person_id = 'nonsense'", "log"),
        ("UPDATE access_events SET reason = 17", "log"),
        ("UPDATE rule_state SET mode = 'nonsense'", "rules"),
    ],
)
def test_a_stored_value_that_is_none(change: str, read: str, tmp_path: Path) -> None:
    file = tmp_path / "janus.sqlite3"
    rich_log(file)
    with closing(sqlite3.connect(file)) as other, other:
        other.execute(change)
    with closing(Database.open(file)) as database:
        with pytest.raises(StoreError) as caught:
            READS[read](database)
        assert caught.value.remedy.startswith("The file is damaged")
        assert all(finding.words for finding in findings(database)), "verifying goes on"
