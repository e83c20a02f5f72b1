"""Whether a window can be shown."""

import sys
from collections.abc import Mapping


def has_display(environment: Mapping[str, str], system: str = sys.platform) -> bool:
    """Return whether there is a display: always on Windows and macOS, else by its variables."""
    if system in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
