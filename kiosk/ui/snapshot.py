"""The door-entry screen as picture files, where there is no display."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import KioskError
from kiosk.ui.application import make_application
from kiosk.ui.entry_screen import EntryScreen

if TYPE_CHECKING:
    from kiosk.entry.view import EntryView


class ScreenPainter:
    """Draws views exactly as the kiosk would show them.

    Without a display set QT_QPA_PLATFORM to "offscreen" before the first one is made.

    Args:
        width_px: Width of the picture.
        height_px: Its height.
    """

    def __init__(self, width_px: int = 1280, height_px: int = 720) -> None:
        self._application = make_application()
        self._screen = EntryScreen()
        self._screen.resize(width_px, height_px)

    def save(self, view: EntryView, file: Path) -> None:
        """Draw a view into a PNG file.

        Raises:
            KioskError: The file cannot be written.
        """
        self._screen.show_view(view)
        if not self._screen.grab().save(str(file), "PNG"):
            raise KioskError(
                f"The picture {file} cannot be written.",
                "Check the free disk space and who may write that folder.",
            )

    def close(self) -> None:
        """Let go of the screen."""
        self._screen.deleteLater()
        self._application.processEvents()
