"""`janus door` with a real relay process at a pseudo-terminal, and a real database."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from db.alarm_records import AlarmKind, NewAlarm
from db.alarms import AlarmStore
from db.audit import AuditLog
from db.door_events import DoorEventStore
from db.door_records import DoorEventKind, NewDoorEvent
from db.engine import Database
from kiosk.cli.main import app
from kiosk.config import FILE_NAME
from tests.test_kiosk.test_door_parts.worlds import OFF, ON, OurEnd, heard, pseudo_terminal

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def janus(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["door", *words, "--data-dir", str(folder)])


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[OurEnd]:
    """The far end of the relay that this kiosk's door has."""
    with ExitStack() as stack:
        ours, port = pseudo_terminal(stack)
        text = f'[door]\nname = "Hall"\nkind = "serial"\n[door.serial]\nport = "{port}"\n'
        (tmp_path / FILE_NAME).write_text(text)
        yield ours


def test_the_lock_is_tried_and_who_did_so_is_written_down(relay: OurEnd, tmp_path: Path) -> None:
    done = janus(tmp_path, "test", "--seconds", "0.5")
    assert done.exit_code == 0, done.stderr
    assert "Hall: the lock confirmed that it is released" in done.stdout
    assert "Hall: locked again." in done.stdout
    told = heard(relay)
    assert told.startswith(OFF + ON + OFF)
    assert told.count(ON) == 1
    assert told.endswith(OFF)
    with closing(Database.open(tmp_path / "janus.sqlite3")) as database:
        act = AuditLog(database).newest(1)[0]
    assert (act.action, act.subject) == ("door tested", "door:Hall")


def test_what_cannot_be_written_down_opens_no_door(relay: OurEnd, tmp_path: Path) -> None:
    (tmp_path / "janus.sqlite3").write_text("no database at all, but text")
    assert janus(tmp_path, "test").exit_code == 1
    assert ON not in heard(relay)


def test_locking_locks(relay: OurEnd, tmp_path: Path) -> None:
    done = janus(tmp_path, "lock")
    assert (done.exit_code, done.stdout) == (0, "Hall: locked.\n")
    told = heard(relay)
    assert told
    assert set(told.split(OFF)) == {b""}


@pytest.mark.parametrize(
    ("door", "words", "code", "says"),
    [
        ('kind = "simulated"', "test", 1, "simulated: there is no lock"),
        ('kind = "simulated"', "lock", 0, "locks by itself"),
        ('kind = "command"\ncommand = ["false"]', "test", 1, "exit code 1"),
        ('kind = "command"\ncommand = ["true"]', "test --seconds 0.5", 0, "locked again"),
        ('kind = "serial"\n[door.serial]\nport = "/dev/no-such"', "lock", 1, "/dev/no-such"),
    ],
)
def test_other_doors(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    door: str,
    words: str,
    code: int,
    says: str,
) -> None:
    monkeypatch.setattr("kiosk.cli.door._READY_S", 0.1)
    (tmp_path / FILE_NAME).write_text(f"[door]\n{door}\n")
    done = janus(tmp_path, *words.split())
    assert done.exit_code == code
    assert says in done.stdout + done.stderr


def test_what_the_door_did_is_listed(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "janus.sqlite3")) as database:
        assert "Nothing was seen yet" in janus(tmp_path, "events").stdout
        assert "nothing was seen yet" in janus(tmp_path, "status").stdout
        store = DoorEventStore(database)
        store.append(NewDoorEvent(NOON, "Hall \x1b[31m[red]", DoorEventKind.OPENED, visit=42))
        store.append(NewDoorEvent(NOON, "Hall", DoorEventKind.HELD, open_ms=30_050))
        AlarmStore(database).add(NewAlarm(NOON, "Hall", AlarmKind.HELD))
    shown = janus(tmp_path, "events").stdout
    assert shown.index("held open after 30.1 s") < shown.index("opened")
    assert "42" in shown
    assert "\x1b" not in shown
    assert "[red]" in shown
    assert "42" not in janus(tmp_path, "events", "--limit", "1").stdout
    status = janus(tmp_path, "status").stdout
    assert "held open after 30.1 s" in status
    assert "1 to be acknowledged" in status
