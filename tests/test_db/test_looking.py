"""Looking: a database is read, and nothing of it or beside it is changed."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import schema
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from tests.test_db.samples import NOON, patron


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {p.name: (p.stat().st_mode, p.read_bytes()) for p in folder.iterdir()}


def looked(location: Path | str) -> Database:
    database = Database.look(location)
    assert database is not None
    return database


@pytest.mark.parametrize("address", ["{}", "sqlite:///{}"])
def test_what_is_stored_can_be_read_and_stays_as_it_is(tmp_path: Path, address: str) -> None:
    file = tmp_path / "da?ta 50%" / "janus.sqlite3"
    if "://" in address:
        file = tmp_path / "data" / "janus.sqlite3"
    with closing(Database.open(file)) as database:
        ada = Gallery(database).add(patron(), NOON, by="ada")
    file.chmod(0o644)
    before = state(file.parent)
    with closing(looked(address.format(file))) as database:
        assert Gallery(database).people() == (ada,)
        with pytest.raises(StoreError):
            Gallery(database).rename(ada.id, "Ada King", NOON, by="ada")
    assert state(file.parent) == before


def test_what_the_door_has_just_written_is_seen(file: Path) -> None:
    with closing(Database.open(file)) as door, closing(looked(file)) as database:
        assert Gallery(database).count() == 0
        Gallery(door).add(patron(), NOON, by="ada")
        assert Gallery(database).count() == 1


def test_where_there_is_none_none_is_made(tmp_path: Path) -> None:
    assert Database.look(tmp_path / "nowhere" / "janus.sqlite3") is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty.sqlite3").touch()
    assert Database.look(tmp_path / "empty.sqlite3") is None
    assert state(tmp_path)["empty.sqlite3"][1] == b""


def test_a_file_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path) -> None:
    letter, other = tmp_path / "letter", tmp_path / "other.sqlite3"
    letter.write_text("hello, world, this is a letter")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE notes (words TEXT)")
    before = state(tmp_path)
    for file, words in ((letter, "not a Janus"), (other, "another program"), (tmp_path, "opened")):
        with pytest.raises(StoreError, match=words):
            Database.look(file)
    assert state(tmp_path) == before


def test_another_version_is_refused_and_not_migrated(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Database.open(file).close()
    before = state(file.parent)
    shipped, later = schema._MIGRATIONS, tmp_path / "migrations"
    shutil.copytree(shipped, later, ignore=shutil.ignore_patterns("__pycache__"))
    newest = schema._scripts().get_current_head()
    (later / "versions" / "next_step.py").write_text(
        f'revision = "next"\ndown_revision = "{newest}"\n\n\ndef upgrade() -> None:\n    pass\n'
    )
    monkeypatch.setattr(schema, "_MIGRATIONS", later)
    with pytest.raises(StoreError, match="older Janus"):
        Database.look(file)
    assert state(file.parent) == before
    Database.open(file).close()
    monkeypatch.setattr(schema, "_MIGRATIONS", shipped)
    with pytest.raises(StoreError, match="newer Janus"):
        Database.look(file)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read anything")
def test_a_file_of_another_account_is_refused_in_words(file: Path) -> None:
    Database.open(file).close()
    file.chmod(0)
    with pytest.raises(StoreError, match="Use the account that runs Janus"):
        Database.look(file)
