"""kill -9 at every step: nobody let in unrecorded, no committed row lost, the door works again."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from db.engine import Database
from db.gallery import Gallery
from tests.test_db.samples import NOON
from tests.test_faults.killing import Killing

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kills by Linux means")
def test_a_door_that_is_killed_loses_nothing_and_opens_nothing_unrecorded() -> None:
    """In a program of its own: a fork of this one would have its threads' locks."""
    options = ["--kills", "24", "--house", "24", "--births", "1"]
    program = subprocess.run(
        [sys.executable, "-m", "benchmarks.kill_nine", *options],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert program.returncode == 0, program.stdout + program.stderr
    assert "| at a step | 1" in program.stdout, "half of the deaths came where they were meant to"


def unlock_for_nothing(killing: Killing) -> None:
    killing._unlocks.write_text(killing._unlocks.read_text() + "99\n")


def unlock_twice_for_one_row(killing: Killing) -> None:
    killing._unlocks.write_text(killing._unlocks.read_text() + "1\n")


def lose_a_row_that_was_told(killing: Killing) -> None:
    killing._told.add(99)


def change(statement: str) -> Callable[[Killing], None]:
    def changing(killing: Killing) -> None:
        with closing(Database.open(killing._file)) as database, database.writing() as session:
            session.connection().exec_driver_sql(statement)

    return changing


def revoke(killing: Killing) -> None:
    with closing(Database.open(killing._file)) as database:
        gallery = Gallery(database)
        gallery.revoke(gallery.people()[0].id, NOON, by="ada")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (unlock_for_nothing, ["unlocked without a row"]),
        (unlock_twice_for_one_row, ["unlocked without a row"]),
        (lose_a_row_that_was_told, ["committed rows are lost: {99}"]),
        (change("UPDATE access_events SET outcome = 'denied' WHERE id = 2"), ["chain", "without"]),
        (change("DELETE FROM chain_entries WHERE subject = 3"), ["chain"]),
        (revoke, ["the next visitor was told: refused"]),
    ],
)
def test_what_is_amiss_is_seen(
    harm: Callable[[Killing], None], words: list[str], tmp_path: Path
) -> None:
    killing = Killing(tmp_path)
    assert killing._amiss() == []
    harm(killing)
    found = killing._amiss()
    assert all(any(word in what for what in found) for word in words), found
