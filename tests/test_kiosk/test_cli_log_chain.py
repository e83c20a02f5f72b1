"""`janus log verify`, `head`, `new-key`, `prune` and `replay` on a real kiosk's folder."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cv2
import pytest

from db.access_log import AccessLog
from db.audit import AdminAction, AuditLog, record
from db.door_events import DoorEventStore
from db.door_records import DoorEventKind, NewDoorEvent
from db.engine import Database
from db.heads import head_of
from kiosk.clock import SystemClock
from kiosk.log_key import KEY_FILE, PUBLIC_FILE, new_log_key
from tests.test_kiosk.cli_runner import flat, janus
from tests.test_kiosk.test_cli_log import STRANGER


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Three visits."""
    database = Database.open(tmp_path / "janus.sqlite3")
    log = AccessLog(database)
    for number in range(3):
        log.append(replace(STRANGER, door=f"Door {number}", thumbnail_jpeg=b"jpeg"))
    yield database
    database.close()


def tamper(tmp_path: Path, statement: str) -> None:
    """Do what a database tool does, which asks nobody."""
    with contextlib.closing(sqlite3.connect(tmp_path / "janus.sqlite3")) as connection:
        connection.execute(statement)
        connection.commit()


def last_entry(tmp_path: Path) -> int:
    """Sign the end, and return its number."""
    return head_of(janus(tmp_path, "log", "head").stdout).number


@pytest.mark.usefixtures("database")
def test_a_sound_log(tmp_path: Path) -> None:
    last = last_entry(tmp_path)
    told = janus(tmp_path, "log", "verify")
    assert told.exit_code == 0
    words = flat(told.stdout)
    assert "The log is what was written. 3 visits and" in words
    assert f"in {last} entries." in words
    assert f"signed through entry {last}, and 0 after that not yet" in words
    assert "--heads" in words
    assert "--public-key" not in words


@pytest.mark.usefixtures("database")
def test_a_changed_log_is_named_and_fails(tmp_path: Path) -> None:
    tamper(tmp_path, "UPDATE access_events SET door = 'Elsewhere' WHERE id = 2")
    told = janus(tmp_path, "log", "verify")
    assert told.exit_code == 1
    assert re.match(r"EDITED entry \d+ 2026-05-01", flat(told.stdout))
    assert "Visit 2 was changed. 1 thing wrong." in flat(told.stdout)


def test_an_end_that_was_cut_off(tmp_path: Path, database: Database) -> None:
    janus(tmp_path, "log", "head")
    with database.writing() as session:
        act = AdminAction(SystemClock().now(), "eve", "door opened", "door:Main entrance")
        number = record(session, act)
    heads, last = tmp_path / "heads", last_entry(tmp_path)
    heads.write_text(janus(tmp_path, "log", "head").stdout)
    assert janus(tmp_path, "log", "verify", "--heads", heads).exit_code == 0
    tamper(tmp_path, f"DELETE FROM admin_actions WHERE id = {number}")  # noqa: S608
    tamper(tmp_path, f"DELETE FROM chain_entries WHERE number = {last}")  # noqa: S608
    tamper(tmp_path, f"DELETE FROM chain_heads WHERE number = {last}")  # noqa: S608
    assert janus(tmp_path, "log", "verify").exit_code == 0  # nobody could know
    told = janus(tmp_path, "log", "verify", "--heads", heads)
    assert told.exit_code == 1
    words = f"Entry {last} was signed as head 2, but the chain ends with entry {last - 1}."
    assert words in flat(told.stdout)


@pytest.mark.usefixtures("database")
def test_a_key_that_is_not_the_logs(tmp_path: Path) -> None:
    janus(tmp_path, "log", "head")
    new_log_key(tmp_path / "other")
    told = janus(tmp_path, "log", "verify", "--public-key", tmp_path / "other" / PUBLIC_FILE)
    assert told.exit_code == 1
    assert "signed by a key that is not known" in flat(told.stdout)


def test_it_reads_only_and_while_the_door_writes(tmp_path: Path, database: Database) -> None:
    janus(tmp_path, "log", "head")
    before = (tmp_path / "janus.sqlite3").read_bytes()
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE gallery_state SET revision = revision")
        assert janus(tmp_path, "log", "verify").exit_code == 0
    assert (tmp_path / "janus.sqlite3").read_bytes() == before


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("option", "content", "words"),
    [
        ("--heads", "{}", "line 1, is no signed head"),
        ("--heads", "", "holds no signed head"),
        ("--public-key", "nonsense", "holds no public keys"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, option: str, content: str, words: str) -> None:
    (tmp_path / "file").write_text(content)
    told = janus(tmp_path, "log", "verify", option, tmp_path / "file")
    assert told.exit_code == 1
    assert words in flat(told.stderr)


def test_no_kiosk_is_no_sound_log(tmp_path: Path) -> None:
    told = janus(tmp_path / "nowhere", "log", "verify")
    assert told.exit_code == 1
    assert "no kiosk" in told.stderr


@pytest.mark.usefixtures("database")
def test_a_head_can_be_read_off_its_code(tmp_path: Path) -> None:
    told = janus(tmp_path, "log", "head", "--png", tmp_path / "head.png", "--qr")
    line = told.stdout.strip().splitlines()[-1]
    picture = cv2.imread(str(tmp_path / "head.png"))
    assert picture is not None
    # OpenCV's own reader misses one code in twenty at any one size.
    sizes = (cv2.resize(picture, None, fx=size, fy=size) for size in (1.0, 1.3, 1.7, 2.0, 0.7))
    coded = next(filter(None, (cv2.QRCodeDetector().detectAndDecode(one)[0] for one in sizes)))
    assert head_of(coded) == head_of(line)
    assert head_of(coded).is_signed


def test_a_new_key_is_in_the_log(tmp_path: Path, database: Database) -> None:
    janus(tmp_path, "log", "head")
    (tmp_path / KEY_FILE).unlink()
    assert "is missing" in janus(tmp_path, "log", "head").stderr
    assert janus(tmp_path, "log", "new-key").exit_code == 0
    (act, *_) = AuditLog(database).newest()
    assert act.action == "log key replaced"
    assert act.actor.startswith("console:")
    assert act.before != "{}"
    assert janus(tmp_path, "log", "verify").exit_code == 0


def test_pruning_by_the_rule(tmp_path: Path, database: Database) -> None:
    now = SystemClock().now()
    log = AccessLog(database)
    log.append(replace(STRANGER, at=now - timedelta(days=20), thumbnail_jpeg=b"jpeg"))
    log.append(replace(STRANGER, at=now))
    doors = DoorEventStore(database)
    for at in (STRANGER.at, now):
        doors.append(NewDoorEvent(at, "Hall", DoorEventKind.HELD))
    assert "kept for ever" in janus(tmp_path, "log", "prune").stdout
    (tmp_path / "janus.toml").write_text("[log]\nkeep_days = 30\nkeep_pictures_days = 10\n")
    dry = flat(janus(tmp_path, "log", "prune", "--dry-run").stdout)
    assert "3 visits would go" in dry
    assert "1 door event would go" in dry
    assert (len(list(log.export())), len(doors.newest(9))) == (5, 2)
    wet = flat(janus(tmp_path, "log", "prune").stdout)
    assert "3 visits went" in wet
    assert "1 door event went" in wet
    assert [event.at for event in doors.newest(9)] == [now]
    left = list(log.export())
    assert [event.has_thumbnail for event in left] == [False, False]
    told = janus(tmp_path, "log", "verify")
    assert told.exit_code == 0
    assert "Rightly gone: 4 pruned" in told.stdout


@pytest.mark.usefixtures("database")
def test_a_replay_without_evidence_says_what_is_gone(tmp_path: Path) -> None:
    told = janus(tmp_path, "log", "replay", 1)
    assert told.exit_code == 0
    assert "evidence gone" in flat(told.stdout)
    assert "From what is left it comes out the same: denied, not recognised." in flat(told.stdout)
    assert "no event 99" in janus(tmp_path, "log", "replay", 99).stderr


@pytest.mark.usefixtures("database")
def test_a_replay_of_a_row_that_cannot_be(tmp_path: Path) -> None:
    tamper(tmp_path, "UPDATE access_events SET best_similarity = 0.99 WHERE id = 1")
    told = janus(tmp_path, "log", "replay", 1)
    assert told.exit_code == 1
    assert "comes out otherwise: matched" in flat(told.stdout)
