"""A display is one that answers: its variables alone say little."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk import display
from kiosk.display import has_display, require_display
from kiosk.doctor import checks as doctor
from kiosk.doctor.findings import Health
from kiosk.errors import KioskError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is always a display")

DEAD = 7777  # no X server has so high a number


@pytest.fixture
def x_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(display, "_X_FOLDER", str(tmp_path))
    return tmp_path


@pytest.fixture
def listening(x_folder: Path) -> Iterator[Path]:
    """A folder with a server at X1 and at wayland-0."""
    with socket.socket(socket.AF_UNIX) as x, socket.socket(socket.AF_UNIX) as wayland:
        for server, name in ((x, "X1"), (wayland, "wayland-0")):
            server.bind(str(x_folder / name))
            server.listen()
        yield x_folder


@pytest.mark.parametrize("name", ["", ":7777", ":7777.0", "unix:7777", "nonsense", ":", ":x"])
def test_a_display_that_does_not_answer_is_none(x_folder: Path, name: str) -> None:
    assert not has_display({"DISPLAY": name}, "linux")
    assert not has_display({"WAYLAND_DISPLAY": name, "XDG_RUNTIME_DIR": str(x_folder)}, "linux")


@pytest.mark.parametrize("name", [":1", ":1.0", "unix:1", "here/unix:1"])
def test_a_local_x_server_answers(listening: Path, name: str) -> None:
    assert has_display({"DISPLAY": name}, "linux")
    require_display({"DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}, "linux")


def test_a_socket_that_its_server_left_behind_is_none(listening: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as gone:
        gone.bind(str(listening / "X2"))
    assert (listening / "X2").exists()
    assert not has_display({"DISPLAY": ":2"}, "linux")


@pytest.mark.parametrize("name", ["wayland-0", "{folder}/wayland-0"])
def test_wayland_by_its_name_and_by_its_path(listening: Path, name: str) -> None:
    environment = {"XDG_RUNTIME_DIR": str(listening)}
    environment["WAYLAND_DISPLAY"] = name.format(folder=listening)
    assert has_display(environment, "linux")
    assert has_display({**environment, "DISPLAY": f":{DEAD}"}, "linux")  # Qt tries both


def test_a_remote_x_server_answers_by_tcp(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(display, "_X_PORT", server.getsockname()[1] - 10)
        assert has_display({"DISPLAY": "127.0.0.1:10.0"}, "linux")
    assert not has_display({"DISPLAY": "127.0.0.1:10.0"}, "linux")
    assert not has_display({"DISPLAY": "127.0.0.1:99999"}, "linux")


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_there_always_is_one(system: str) -> None:
    assert has_display({}, system)


def test_a_dead_display_is_named(x_folder: Path) -> None:
    with pytest.raises(KioskError, match="The display :7777 does not answer"):
        require_display({"DISPLAY": ":7777"}, "linux")
    with pytest.raises(KioskError, match="There is no display"):
        require_display({}, "linux")
    with pytest.raises(KioskError, match="does not answer"):
        require_display({"DISPLAY": ":7777", "QT_QPA_PLATFORM": "xcb"}, "linux")
    require_display({"DISPLAY": ":7777", "QT_QPA_PLATFORM": "offscreen"}, "linux")


def test_the_doctor_tells_a_dead_display_from_none(x_folder: Path) -> None:
    (dead,) = doctor._display({"DISPLAY": ":7777"})
    (none,) = doctor._display({})
    assert (dead.health, none.health) == (Health.WARN, Health.WARN)
    assert dead.found == ":7777 does not answer: no window can be shown"
    assert "janus kiosk --headless" in dead.to_do
    assert none.found == "none: no window can be shown"


@pytest.mark.skipif(sys.platform == "darwin", reason="there is always a display")
def test_the_kiosk_says_so_instead_of_being_aborted(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
    environment.pop("WAYLAND_DISPLAY", None)
    run = subprocess.run(
        [sys.executable, "-m", "kiosk", "kiosk", "--data-dir", str(tmp_path)],
        env={**environment, "DISPLAY": f":{DEAD}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert "does not answer" in run.stderr
    assert not list(tmp_path.iterdir())
