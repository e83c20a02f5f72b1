"""What is on the disk when the power goes, the disk fills or the file may not be written."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from db.access_log import AccessLog
from db.account_logins import LoginStore
from db.engine import Database
from db.errors import StoreError
from db.explain import explained
from db.gallery import Gallery
from tests.test_db.account_samples import add_owner, fail_login
from tests.test_db.samples import NOON, STRANGER, patron

REPOSITORY = Path(__file__).resolve().parents[2]


def test_a_row_that_was_returned_outlives_a_killed_program(file: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.test_db.writer", "append", str(file)],
        cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as program:  # fmt: skip
        assert program.stdout is not None
        event_id = int(program.stdout.readline())
        program.kill()
    assert program.returncode != 0
    with closing(Database.open(file)) as database:
        assert [e.id for e in AccessLog(database).page()] == [event_id]
        assert AccessLog(database).thumbnail(event_id) == STRANGER.thumbnail_jpeg
        with database.reading() as session:
            check = session.connection().exec_driver_sql("PRAGMA integrity_check")
            assert check.scalar_one() == "ok"


WRITES: dict[str, Callable[[Database], object]] = {
    "append": lambda database: AccessLog(database).append(STRANGER),
    "add": lambda database: Gallery(database).add(patron(), NOON, by="ada"),
    "account": lambda database: add_owner(database),
    "failure": lambda database: fail_login(LoginStore(database, "Main entrance")),
}
EACH_WRITE = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())


def set_on_every_connection(database: Database, switch: str) -> None:
    """Have the database fail as a disk would; the pool makes its connections anew."""

    @event.listens_for(database._engine, "connect")
    def connected(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA {switch}")  # type: ignore[attr-defined]

    database.close()


def test_a_full_disk(database: Database, log: AccessLog) -> None:
    first = log.append(STRANGER)
    set_on_every_connection(database, "max_page_count=1")  # it may grow no further

    def fill() -> None:
        for _ in range(1_000):
            log.append(STRANGER)

    with pytest.raises(StoreError) as caught:
        fill()
    assert "Free some space" in caught.value.remedy
    rows = log.page(limit=2_000)
    assert rows[-1].id == first.id
    assert [log.thumbnail(row.id) for row in rows] == [STRANGER.thumbnail_jpeg] * len(rows)


@EACH_WRITE
def test_a_database_that_may_only_be_read(
    database: Database, write: Callable[[Database], object]
) -> None:
    set_on_every_connection(database, "query_only=ON")
    with pytest.raises(StoreError) as caught:
        write(database)
    assert "the right to write" in caught.value.remedy
    assert (AccessLog(database).page(), Gallery(database).people()) == ((), ())


@EACH_WRITE
def test_another_program_that_never_lets_go(
    database: Database, file: Path, write: Callable[[Database], object]
) -> None:
    set_on_every_connection(database, "busy_timeout=1")
    with closing(Database.open(file)) as other, other.writing() as session:
        session.connection()
        with pytest.raises(StoreError) as caught:
            write(database)
        assert "Close the other program" in caught.value.remedy
        assert AccessLog(database).page() == (), "reading goes on"
    write(database)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("disk I/O error", "Check the disk"),
        ("database or disk is full", "Free some space"),
        ("database disk image is malformed", "backup"),
        ("unable to open database file", "right to write"),
        ("connection to server failed\nDETAIL: Ada Lovelace", "server runs"),
        ("something new", "try again"),
        ("", "try again"),
    ],
)
def test_the_words_of_the_library_become_a_sentence(words: str, remedy: str) -> None:
    with pytest.raises(StoreError) as caught, explained():
        raise OperationalError("SELECT", {}, Exception(words))
    assert remedy in caught.value.remedy
    assert "\n" not in caught.value.user_message()
    assert "Ada" not in caught.value.user_message()


def test_an_error_does_not_quote_what_was_to_be_stored(database: Database) -> None:
    set_on_every_connection(database, "query_only=ON")
    with pytest.raises(StoreError) as caught:
        Gallery(database).add(patron("Ada Lovelace"), NOON, by="ada")
    assert "Ada" not in f"{caught.value} {caught.value.__cause__}"


def test_an_error_of_the_caller_stores_nothing_and_stays_what_it_is(database: Database) -> None:

    def change() -> None:
        with database.writing() as session:
            session.connection().exec_driver_sql("UPDATE gallery_state SET revision = 77")
            raise KeyError

    with pytest.raises(KeyError):
        change()
    assert Gallery(database).revision() != 77
