"""Whether a window can be shown."""

import sys
from collections.abc import Mapping

from kiosk.errors import KioskError


def has_display(environment: Mapping[str, str], system: str = sys.platform) -> bool:
    """Return whether there is a display: always on Windows and macOS, else by its variables."""
    if system in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def require_display(environment: Mapping[str, str], system: str = sys.platform) -> None:
    """Refuse to show a window where there is no display: Qt would abort the process.

    Raises:
        KioskError: There is none, and Qt was not told to do without (`QT_QPA_PLATFORM`).
    """
    if not has_display(environment, system) and not environment.get("QT_QPA_PLATFORM"):
        raise KioskError(
            "There is no display here to show a window on.",
            "Log in on the screen itself, or use --headless.",
        )
