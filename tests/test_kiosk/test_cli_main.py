"""The `janus` program as a whole, and its `kiosk`, `doctor` and `admin` commands."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from db.engine import Database
from kiosk.cli.main import app
from kiosk.cli.signals import stop_on_signals
from kiosk.clock import SystemClock
from kiosk.doctor.findings import Finding, Health
from tests.accounts import cheap_room


def janus(*arguments: object, typed: str | None = None) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def commands() -> list[list[str]]:
    """Every command and subcommand, as typed."""

    def walk(command: object, path: list[str]) -> list[list[str]]:
        below = getattr(command, "commands", {})
        return [path, *(p for name, sub in below.items() for p in walk(sub, [*path, name]))]

    return walk(typer.main.get_command(app), [])


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_help_shows_an_example_of_that_very_command(path: list[str]) -> None:
    result = janus(*path, "--help")
    assert result.exit_code == 0
    assert f"Example: {' '.join(['janus', *path])}" in " ".join(result.output.split())


def test_every_command_is_there() -> None:
    names = {path[0] for path in commands() if path}
    assert {"demo", "kiosk", "enroll", "people", "log", "weights", "calibrate", "doctor"} <= names


def test_help_needs_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys, kiosk.cli.main; "
        "print([m for m in ('torch', 'cv2', 'PySide6', 'sqlalchemy') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_module_is_the_program() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kiosk", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout == janus("--version").output
    assert run.stdout.startswith("janus ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["kiosk", "--frames", "3"],
        ["kiosk", "--headless", "--windowed"],
        ["kiosk", "--headless", "--frames", "0"],
        ["demo", "--window", "--screens", "x"],
        ["demo", "--seed", "-1"],
        ["fly"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert janus(*arguments).exit_code == 2


def test_the_kiosk_plays_so_many_frames_and_sums_up(tmp_path: Path) -> None:
    result = janus(
        "kiosk", "--headless", "--source", "scene", "--frames", 4, "--data-dir", tmp_path
    )
    assert result.exit_code == 0
    assert result.output == "4 frames, 0 decisions: 0 granted, 0 denied.\n"
    assert (tmp_path / "janus.sqlite3").exists()
    assert (tmp_path / "janus.log").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[door]\nkind = 'relay'\n", "line 2"),
        ("[camera]\nsource = 'no-such.mp4'\n", "no-such.mp4"),
        ("[camera]\nsource = 'a:b@c'\n", "line 2, camera.source: "),
        ("[encoder]\nname = 'no-such-encoder'\n", "line 2, encoder.name: There is no encoder"),
        ("# ours\n[storage]\ndatabase = 'nosuch://db'\n", "line 3, storage.database: "),
        ("[decision]\ncalibration = 'no.json'\n", "line 2, decision.calibration: "),
    ],
)
def test_what_keeps_the_kiosk_from_starting_is_said(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "janus.toml").write_text(text)
    result = janus("kiosk", "--headless", "--data-dir", tmp_path)
    assert result.exit_code == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.data
def test_a_clip_gives_one_line_for_each_decision(tmp_path: Path, data_dir: Path) -> None:
    clip = data_dir / "video" / "head-turn-b.mp4"
    result = janus("kiosk", "--headless", "--source", clip, "--data-dir", tmp_path)
    assert result.exit_code == 0
    line, summary = result.output.splitlines()
    assert line.split()[:2] == ["DENIED", "stranger"]
    assert "nobody is enrolled" in line
    assert line.endswith(" ms")
    assert summary == "62 frames, 1 decision: 0 granted, 1 denied."


@pytest.mark.data
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_to(
    tmp_path: Path, data_dir: Path, number: signal.Signals
) -> None:
    clip = data_dir / "video" / "webcam-desk.mp4"
    command = [sys.executable, "-m", "kiosk", "kiosk", "--headless"]
    command += ["--source", str(clip), "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("DENIED")  # it is running by now
        process.send_signal(number)
        rest = process.stdout.read()
    assert process.returncode == 0
    assert "1 decision" in rest


def test_signals_set_an_event_and_their_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_on_signals() as stop:
        assert not stop.is_set()
        signal.raise_signal(signal.SIGTERM)
        assert stop.is_set()
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_doctor_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "janus.toml").write_text("[camera]\nsource = 'no-such.mp4'\n")
    result = janus("doctor", "--data-dir", tmp_path)
    assert result.exit_code == 1
    assert "no-such.mp4" in " ".join(result.output.split())
    assert "The kiosk cannot run yet" in result.output


def test_the_doctor_lets_a_kiosk_run_that_has_all_it_needs(tmp_path: Path) -> None:
    (tmp_path / "janus.toml").write_text("[camera]\nsource = 'scene'\n")
    result = janus("doctor", "--data-dir", tmp_path)
    assert result.exit_code == 0, result.output
    assert "The kiosk can run." in result.output
    assert "At most one stranger in 1,000" in " ".join(result.output.split())


def test_a_forgotten_admin_password_can_be_set_anew(tmp_path: Path) -> None:
    new = "correct horse"
    result = janus("admin", "password", "--data-dir", tmp_path, typed=f"{new}\n{new}\n")
    assert result.exit_code == 0
    assert new not in result.output
    database = Database.open(tmp_path / "janus.sqlite3")
    try:
        room = cheap_room(database, SystemClock())
        assert room.login.check("owner", new).session is not None
    finally:
        database.close()


def test_a_short_admin_password_is_refused(tmp_path: Path) -> None:
    result = janus("admin", "password", "--data-dir", tmp_path, typed="abc\nabc\n")
    assert result.exit_code == 1
    assert "at least 8 characters" in result.stderr


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
@pytest.mark.parametrize("command", [["kiosk"], ["demo", "--window"]])
def test_without_a_display_a_window_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    result = janus(*command, "--data-dir", tmp_path / "home")
    assert result.exit_code == 1
    assert "--headless" in result.stderr
    assert not (tmp_path / "home").exists()


def test_a_password_is_read_from_standard_input_and_is_never_an_option(tmp_path: Path) -> None:
    result = janus("admin", "password", "--data-dir", tmp_path, typed="correct horse\n")
    assert result.exit_code == 0
    assert janus("admin", "password", "--new", "correct horse").exit_code == 2


def test_a_setting_is_not_blamed_for_what_the_command_line_says(tmp_path: Path) -> None:
    (tmp_path / "janus.toml").write_text("[camera]\nsource = '0'\n")
    result = janus("kiosk", "--headless", "--source", "a:b@c", "--data-dir", tmp_path)
    assert result.exit_code == 1
    assert "names no camera" in result.stderr
    assert "camera.source" not in result.stderr


def test_a_clip_without_a_picture_is_an_error(tmp_path: Path) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("this is no picture, and no clip")
    result = janus("kiosk", "--headless", "--source", text, "--data-dir", tmp_path / "home")
    assert result.exit_code == 1
    assert "text.jpg" in result.stderr
    assert "frames" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["kiosk", "--headless", "--frames", "x"], "It must be a whole number"),
        (["kiosk", "--headless", "--frames", "0"], "It must be at least 1"),
        (["demo", "--seed", "9999999999"], "It must be at most 999999999"),
        (["log", "list", "--outcome", "x"], "'x' is not one of 'granted', 'denied'."),
        (["log", "show", "x"], "It must be a whole number"),
    ],
)
def test_a_wrong_value_is_named_in_plain_words(arguments: list[str], says: str) -> None:
    result = janus(*arguments)
    shown = " ".join(result.stderr.replace("│", " ").split())
    assert f": {says}" in shown
    assert "Value error" not in shown
    assert "Input should" not in shown


def test_the_doctor_cuts_nothing_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.cli.doctor.console", lambda: Console(width=60))
    monkeypatch.setattr("kiosk.doctor.checks.checks", lambda folder: [("disk", long_one)])
    result = janus("doctor", "--data-dir", tmp_path)
    assert "…" not in result.output
    assert result.output.count("x") == 200


def long_one() -> list[Finding]:
    return [Finding("disk", Health.OK, "x" * 200)]
