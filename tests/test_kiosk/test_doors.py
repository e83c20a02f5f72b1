"""The command door, and how the configuration chooses one; for the contract see test_door_parts."""

import os
import sys
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from db.alarm_records import AlarmKind
from db.alarms import AlarmStore
from db.door_events import DoorEventStore
from db.door_records import DoorEventKind
from db.engine import Database
from kiosk.app import build
from kiosk.camera.choose import is_camera, open_source
from kiosk.config import CameraConfig, Config, DoorConfig
from kiosk.config_door import ContactConfig
from kiosk.door.choose import open_door
from kiosk.door.command import CommandDoor
from kiosk.door.simulated import SimulatedDoor
from kiosk.errors import KioskError
from tests.test_kiosk.fakes import FakeClock

NAME = "Test door"
COMMAND = DoorConfig(kind="command", command=["open-door"])


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def command_door(code: str, *arguments: str, limit_s: float = 60) -> CommandDoor:
    return CommandDoor(NAME, python(code, *arguments), FakeClock(), limit_s=limit_s)


def test_the_program_is_told_how_long_and_which_door(tmp_path: Path) -> None:
    out = tmp_path / "told"
    code = (
        "import os, sys; open(sys.argv[1], 'w').write('|'.join("
        "[*sys.argv[2:], os.environ['JANUS_HOLD_S'], os.environ['JANUS_DOOR']]))"
    )
    command_door(code, str(out), "{hold_s}", "at {door}; echo $HOME").unlock(2.5)
    assert out.read_text() == f"2.5|at {NAME}; echo $HOME|2.5|{NAME}"


@pytest.mark.parametrize(
    ("door", "says"),
    [
        (command_door("raise SystemExit(3)"), "exit code 3"),
        (CommandDoor(NAME, ["/no/such/program"], FakeClock()), "cannot be started"),
        (CommandDoor(NAME, ["a\0b"], FakeClock()), "cannot be started"),
    ],
)
def test_a_failing_program_is_a_door_fault(door: CommandDoor, says: str) -> None:
    with pytest.raises(KioskError, match=says) as caught:
        door.unlock(5.0)
    assert NAME in caught.value.problem
    assert "by hand" in caught.value.remedy
    assert not door.is_unlocked()


def fifo(tmp_path: Path) -> Path:
    """A file that a program waits at until somebody writes to it."""
    os.mkfifo(tmp_path / "go")
    return tmp_path / "go"


SLOW = "import sys; open(sys.argv[1]).read(); open(sys.argv[2], 'w'); sys.exit(int(sys.argv[3]))"


@pytest.mark.parametrize(("code", "says"), [(0, ""), (4, "exit code 4")])
def test_a_program_that_holds_the_lock_itself_comes_to_its_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, code: int, says: str
) -> None:
    """It releases the lock, sleeps, locks: the lock stayed open where it was killed."""
    go, locked = fifo(tmp_path), tmp_path / "locked"
    clock = FakeClock()
    door = CommandDoor(NAME, python(SLOW, str(go), str(locked), str(code)), clock, limit_s=0.1)
    door.unlock(5.0)
    assert door.is_unlocked()
    clock.s += 5.1
    assert not door.is_unlocked()
    (program,) = door._running
    go.write_text("go")
    program.wait()
    assert not door.is_unlocked()
    assert locked.exists()
    assert door._running == []
    assert says in caplog.text
    assert ("lock may still be open" in caplog.text) is (code != 0)


def test_closing_leaves_the_program_to_lock(tmp_path: Path) -> None:
    go, locked = fifo(tmp_path), tmp_path / "locked"
    door = command_door(SLOW, str(go), str(locked), "0", limit_s=0.1)
    door.unlock(5.0)
    (program,) = door._running
    assert os.getsid(program.pid) == program.pid  # no signal to the kiosk's group reaches it
    door.close()
    assert not door.is_unlocked()
    assert program.poll() is None
    go.write_text("go")
    assert program.wait() == 0
    assert locked.exists()


def test_only_a_simulated_door_says_so() -> None:
    assert SimulatedDoor(NAME, FakeClock()).is_simulated
    assert not command_door("pass").is_simulated


def test_the_configuration_chooses() -> None:
    clock = FakeClock()
    assert isinstance(open_door(DoorConfig(), clock, has_camera=True), SimulatedDoor)
    assert isinstance(open_door(COMMAND, clock, has_camera=True), CommandDoor)


@pytest.mark.parametrize(
    ("source", "moves"),
    [
        ("0", True),
        ("/dev/video0", True),
        ("rtsp://camera/1", True),
        ("http://camera/mjpeg", True),
        ("ada.mp4", False),
        ("scene", False),
        ("scene:7", False),
    ],
)
@pytest.mark.parametrize("is_live", [True, False])
def test_only_a_camera_moves_the_lock(
    source: str, *, moves: bool, is_live: bool, caplog: pytest.LogCaptureFixture
) -> None:
    clock = FakeClock()
    frames = open_source(source, width_px=1280, height_px=720, clock=clock, is_live=is_live)
    door = open_door(COMMAND, clock, has_camera=is_camera(frames))
    assert door.is_simulated is not moves
    assert door.name == (COMMAND.name if moves else f"{COMMAND.name} (simulated)")
    assert ("its lock stays shut" in caplog.text) is not moves


def test_a_clip_at_a_kiosk_runs_no_program(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    door = DoorConfig(kind="command", command=python(f"open({str(ran)!r}, 'w')"))
    app = build(Config(data_dir=tmp_path, door=door, camera=CameraConfig(source="scene")))
    try:
        app.door.unlock(5.0)
    finally:
        app.close()
    assert not ran.exists()


def test_a_kiosk_writes_down_that_whoever_was_let_in_came(tmp_path: Path) -> None:
    contact = ContactConfig(kind="simulated", held_s=1.0)
    config = Config(
        data_dir=tmp_path, door=DoorConfig(contact=contact), camera=CameraConfig(source="scene")
    )
    app = build(config)
    try:
        app.watch.unlocking(7, 60.0)
        app.door.unlock(60.0)
        pause = Event()
        for _ in range(1000):
            if app.watch.must_be_closed:
                break
            pause.wait(0.02)
    finally:
        app.close()
    with closing(Database.open(tmp_path / "janus.sqlite3")) as database:
        events, alarms = DoorEventStore(database).newest(9), AlarmStore(database).newest(9)
    kinds = [event.kind for event in reversed(events)]
    assert kinds[:2] == [DoorEventKind.OPENED, DoorEventKind.HELD]
    assert events[-1].visit == 7
    assert [alarm.kind for alarm in alarms] == [AlarmKind.HELD]
