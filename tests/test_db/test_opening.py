"""Opening: new files and their modes, what is refused and in which words, what is left alone."""

import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from tests.test_db.samples import NOON, patron

posix = pytest.mark.skipif(os.name != "posix", reason="file modes mean nothing here")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refusal(location: Path | str) -> StoreError:
    with pytest.raises(StoreError) as caught:
        Database.open(location)
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy.endswith(".")
    return caught.value


@posix
@pytest.mark.parametrize("as_url", [False, True])
def test_a_new_database_is_private(file: Path, as_url: bool) -> None:
    before = os.umask(0)
    try:
        with closing(Database.open(f"sqlite:///{file}" if as_url else file)) as database:
            Gallery(database).add(patron(), NOON, by="ada")
            assert mode(file.parent) == 0o700
            assert {path.name: mode(path) for path in file.parent.iterdir()} == {
                "janus.sqlite3": 0o600,
                "janus.sqlite3-wal": 0o600,
                "janus.sqlite3-shm": 0o600,
            }
    finally:
        os.umask(before)


@posix
def test_a_folder_that_was_there_keeps_its_mode_and_our_file_is_made_private(file: Path) -> None:
    file.parent.mkdir(mode=0o755)
    Database.open(file).close()
    file.chmod(0o644)
    Database.open(file).close()
    assert mode(file) == 0o600
    assert mode(file.parent) == 0o755


def test_what_was_stored_is_there_at_the_next_opening(file: Path) -> None:
    with closing(Database.open(file)) as database:
        ada = Gallery(database).add(patron(), NOON, by="ada")
    with closing(Database.open(str(file))) as database:
        assert Gallery(database).get(ada.id) == ada


def test_the_switches_of_every_connection(database: Database) -> None:
    with database.reading() as session:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = {n: session.execute(text(f"PRAGMA {n}")).scalar_one() for n in names}
    full = 2
    assert found == {
        "journal_mode": "wal", "synchronous": full, "foreign_keys": 1, "busy_timeout": 5000,
    }  # fmt: skip


def test_closing_twice_is_harmless(file: Path) -> None:
    database = Database.open(file)
    database.close()
    database.close()


@pytest.mark.parametrize("content", [b"hello, world, this is a letter", b"\xff\xd8\xff" * 900])
def test_a_file_of_another_kind(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter"
    file.write_bytes(content)
    assert "not a Janus database" in refusal(file).problem
    assert file.read_bytes() == content


@pytest.mark.parametrize("tables", [("notes",), ("notes", "alembic_version")])
def test_a_database_of_another_program_is_left_as_it_was(
    tmp_path: Path, tables: tuple[str, ...]
) -> None:
    file = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(file)) as other:
        for table in tables:
            other.execute(f"CREATE TABLE {table} (version_num TEXT)")
            other.execute(f"INSERT INTO {table} VALUES ('0001')")  # noqa: S608
        other.commit()
    file.chmod(0o644)
    content = file.read_bytes()
    assert "another program" in refusal(file).problem
    assert file.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["other.sqlite3"]
    assert os.name != "posix" or mode(file) == 0o644


def test_a_damaged_file(file: Path) -> None:
    Database.open(file).close()
    content = file.read_bytes()
    file.write_bytes(content[:200] + b"\x5a" * (len(content) - 200))
    assert "restore it from a backup" in refusal(file).remedy


def test_a_truncated_file(file: Path) -> None:
    with closing(Database.open(file)) as database:
        Gallery(database).add(replace(patron(), photo_jpeg=bytes(100_000)), NOON, by="ada")
    file.write_bytes(file.read_bytes()[:8_192])
    assert "restore it from a backup" in refusal(file).remedy


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    assert "cannot be opened for writing" in refusal(tmp_path).problem


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    assert "--data-dir" in refusal(tmp_path / "data" / "janus.sqlite3").remedy


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert "the right to write" in refusal(tmp_path / "janus.sqlite3").remedy
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:x?mode=memory&uri=true", "names no file"),
        ("mysql://janus:secret@host/janus", "not mysql"),
        ("sqlite+nothing:///x", "driver sqlite+nothing"),
        ("postgresql+nothing://janus:secret@host/janus", "driver postgresql+nothing"),
        ("postgresql+pg8000://janus:secret@host/janus", "driver postgresql+pg8000"),
        ("://janus:secret@host", "no SQLAlchemy URL"),
        ("postgresql://janus:secret@host:port/janus", "no SQLAlchemy URL"),
        ("sqlite:///x.sqlite3?timeout=secret", "wrong kind"),
    ],
)
def test_an_address_that_cannot_be_used(
    address: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    error = refusal(address)
    assert word in error.problem
    assert "secret" not in error.user_message()
    assert not list(tmp_path.iterdir())


def test_an_opening_leaves_no_lines_in_the_technical_log(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Database.open(file).close()
    with caplog.at_level("INFO"):
        caplog.clear()
        Database.open(file).close()
    assert caplog.messages == []


def test_a_failure_is_told_once(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The StoreError is for people; a warning too would stand before them a second time."""
    Database.open(file).close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE people")
    with closing(Database.open(file)) as database, pytest.raises(StoreError, match="no such table"):
        Gallery(database).people()
    assert {record.levelname for record in caplog.records} <= {"INFO"}
