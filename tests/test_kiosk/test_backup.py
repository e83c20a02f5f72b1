"""A backup holds what was there, opens for its key alone, and brings back nobody who was erased."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.keys.opening import open_sealed
from kiosk.keys.place import new_key, spelled
from kiosk.log_key import open_log_key
from kiosk.people_data.byte_scan import database_files, found_in
from tests.test_db.samples import NOON, STRANGER, patron, visit
from tests.test_kiosk.cli_runner import janus

NAME = "Quirin Xylander"


def opened(folder: Path) -> Database:
    return open_sealed(Config(data_dir=folder), SystemClock(), "console:ada")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A kiosk with two people, and a visit of each."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "consent.txt").write_text("I agree.")
    database = opened(folder)
    open_log_key(folder)
    gallery, log = Gallery(database), AccessLog(database)
    for name in ("Ada", NAME):
        person = gallery.add(replace(patron(name), photo_sha256=name), NOON, by="eve")
        log.append(visit(person))
    database.close()
    return folder


@pytest.fixture
def backup(home: Path, tmp_path: Path) -> Path:
    file = tmp_path / "janus.backup"
    result = janus(home, "backup", "make", file)
    assert result.exit_code == 0, result.stderr
    return file


def new_home(tmp_path: Path, home: Path, *files: str) -> Path:
    folder = tmp_path / "new"
    folder.mkdir()
    for name in ("master.key", *files):
        shutil.copy(home / name, folder / name)
    return folder


def test_what_is_restored_is_what_was_there(home: Path, backup: Path, tmp_path: Path) -> None:
    folder = new_home(tmp_path, home)
    result = janus(folder, "restore", backup)
    assert result.exit_code == 0, result.stderr
    assert "2 people, each photo unsealed, and 2 visits" in result.stdout
    assert (folder / "consent.txt").read_text() == "I agree."
    assert (folder / "log-signing.key").read_bytes() == (home / "log-signing.key").read_bytes()
    database = opened(folder)
    gallery = Gallery(database)
    people = {one.name: gallery.photo(one.id) for one in gallery.people()}
    assert people == {name: patron(name).photo_jpeg for name in ("Ada", NAME)}
    assert AccessLog(database).thumbnail(1) == b"probe"
    database.close()
    assert janus(folder, "log", "verify").exit_code == 0
    assert not [file for file in folder.iterdir() if file.name.startswith(".")]


def test_nothing_of_anybody_is_readable_in_it(home: Path, backup: Path) -> None:
    traces = {
        "name": NAME.encode(),
        "photo": b"photo of",
        "key": (home / "master.key").read_bytes(),
    }
    assert found_in([backup], traces) == ()
    assert backup.stat().st_mode & 0o777 == 0o600
    assert found_in(database_files(home / "janus.sqlite3"), {"name": NAME.encode()}) == ("name",)


def test_whoever_was_erased_since_does_not_come_back(
    home: Path, backup: Path, tmp_path: Path
) -> None:
    assert janus(home, "people", "erase", NAME, "--yes").exit_code == 0
    folder = new_home(tmp_path, home, "erased.list")
    result = janus(folder, "restore", backup)
    assert result.exit_code == 0, result.stderr
    assert "1 person erased since" in result.stdout
    files = database_files(folder / "janus.sqlite3")
    assert found_in(files, {"name": NAME.encode()}) == ()
    assert janus(folder, "log", "verify").exit_code == 0
    database = opened(folder)
    assert [one.name for one in Gallery(database).people()] == ["Ada"]
    database.close()


def test_verifying_restores_and_leaves_nothing(home: Path, backup: Path) -> None:
    before = {file: file.read_bytes() for file in home.iterdir()}
    result = janus(home, "backup", "verify", backup)
    assert result.exit_code == 0, result.stderr
    assert "can be restored: 2 people" in result.stdout
    assert {file: file.read_bytes() for file in home.iterdir()} == before


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        flipped,
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content + content[-40:],
        lambda content: content[:8] + b"\xff" * 4 + content[12:],
        lambda content: content[:8],
        lambda content: b"",
        lambda content: b"SQLite format 3\x00",
    ],
    ids=["flipped", "short", "half", "longer", "header", "magic", "empty", "other"],
)
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    home: Path, backup: Path, tmp_path: Path, damage: object
) -> None:
    backup.write_bytes(damage(backup.read_bytes()))  # type: ignore[operator]
    folder = new_home(tmp_path, home)
    result = janus(folder, "restore", backup)
    assert result.exit_code == 1
    assert "backup" in result.stderr
    assert [file.name for file in folder.iterdir()] == ["master.key"]


def test_it_opens_for_its_key_alone(home: Path, backup: Path, tmp_path: Path) -> None:
    folder = new_home(tmp_path, home)
    (folder / "master.key").write_text(spelled([new_key()]))
    result = janus(folder, "restore", backup)
    assert result.exit_code == 1
    assert "sealed with the master key" in result.stderr
    assert [file.name for file in folder.iterdir()] == ["master.key"]


def test_an_older_key_opens_an_older_backup(home: Path, backup: Path, tmp_path: Path) -> None:
    old = (home / "master.key").read_text()
    assert janus(home, "keys", "rotate").exit_code == 0
    assert janus(home, "backup", "verify", backup).exit_code == 1
    folder = new_home(tmp_path, home)
    (folder / "master.key").write_text((home / "master.key").read_text() + old)
    assert janus(folder, "restore", backup).exit_code == 0


def test_no_kiosk_is_restored_over_another(home: Path, backup: Path) -> None:
    before = (home / "janus.sqlite3").read_bytes()
    result = janus(home, "restore", backup)
    assert result.exit_code == 1
    assert "There is a kiosk" in result.stderr
    assert (home / "janus.sqlite3").read_bytes() == before


def test_a_backup_is_whole_while_the_door_writes(home: Path, tmp_path: Path) -> None:
    door = opened(home)
    stop, begun = threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            AccessLog(door).append(STRANGER)
            begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert begun.wait(30)
        for number in range(3):
            file = tmp_path / f"{number}.backup"
            assert janus(home, "backup", "make", file).exit_code == 0
            assert janus(home, "backup", "verify", file).exit_code == 0
    finally:
        stop.set()
        thread.join()
        door.close()
