"""Whether a window can be shown."""

import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from kiosk.errors import KioskError

_X_DISPLAY = re.compile(r"(?:[^:/]*/)?(?P<host>.*?):(?P<number>\d{1,5})(?:\.\d+)?")
_X_FOLDER = "/tmp/.X11-unix"  # noqa: S108 - where every X server has its socket
_X_PORT = 6000
_ANSWER_S = 2.0  # a server across a network


def has_display(environment: Mapping[str, str], system: str = sys.platform) -> bool:
    """Return whether there is a display: always on Windows and macOS, else where one answers.

    The variables alone say little: they outlive the server that they name, and Qt aborts the whole
    process when none answers. That the server then lets us in is not asked: it would take its
    library.
    """
    if system in ("win32", "darwin"):
        return True
    return _x_answers(environment.get("DISPLAY", "")) or _wayland_answers(environment)


def named_display(environment: Mapping[str, str]) -> str:
    """Return what the variables call the display; "" where they name none."""
    return environment.get("WAYLAND_DISPLAY") or environment.get("DISPLAY") or ""


def require_display(environment: Mapping[str, str], system: str = sys.platform) -> None:
    """Refuse to show a window where there is no display: Qt would abort the process.

    Raises:
        KioskError: There is none, and Qt was not told to do without (`QT_QPA_PLATFORM`).
    """
    platform = environment.get("QT_QPA_PLATFORM", "")
    does_without = platform and not platform.startswith(("xcb", "wayland"))
    if does_without or has_display(environment, system):
        return
    name = named_display(environment)
    raise KioskError(
        f"The display {name} does not answer, so no window can be shown."
        if name
        else "There is no display here to show a window on.",
        "Log in on the screen itself, or use --headless.",
    )


def _x_answers(display: str) -> bool:
    """Return whether an X server takes a connection, on this computer or on `host:N`."""
    named = _X_DISPLAY.fullmatch(display)
    if named is None:
        return False
    host, number = named["host"], int(named["number"])
    if host in ("", "unix"):
        file = f"{_X_FOLDER}/X{number}"
        # Linux servers listen under an abstract name as well, which outlives a cleaned-up /tmp.
        return _listens(file) or (sys.platform == "linux" and _listens(f"\0{file}"))
    try:
        with socket.create_connection((host.strip("[]"), _X_PORT + number), timeout=_ANSWER_S):
            return True
    except (OSError, OverflowError, UnicodeError):
        return False


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    return _listens(str(Path(environment.get("XDG_RUNTIME_DIR", "")) / name))


def _listens(address: str) -> bool:
    """Return whether somebody listens on a socket of this computer."""
    family = getattr(socket, "AF_UNIX", None)  # Windows builds of Python have none
    if family is None:
        return False
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(_ANSWER_S)
        try:
            connection.connect(address)
        except (OSError, ValueError):
            return False
    return True
