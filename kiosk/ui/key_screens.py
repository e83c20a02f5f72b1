"""Pictures of the door-entry screen, one for each thing it says."""

from pathlib import Path

from PySide6.QtCore import QSize

from kiosk.entry.view import EntryState, EntryView
from kiosk.errors import KioskError
from kiosk.ui.application import make_application
from kiosk.ui.entry_screen import EntryScreen

_SIZE = QSize(1600, 900)
_SETTLED_S = 0.6  # into a sentence: whoever it is for has come into the picture


class KeyScreens:
    """Saves the real screen as PNG files, needing no display.

    A sentence is pictured when it has been shown for a moment, or at its end where it was shorter.

    Args:
        folder: Where the files go; pictures of an earlier run in it are removed.

    Raises:
        KioskError: The folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._application = make_application()
        self._screen = EntryScreen()
        self._screen.resize(_SIZE)
        self._folder = folder
        self._saved: dict[tuple[EntryState, str], Path] = {}
        self._pending: EntryView | None = None
        self._since_s = 0.0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob("[0-9][0-9]-*.png"):
                old.unlink()
        except OSError as error:
            raise _unwritable(folder, error.strerror or str(error)) from error

    @property
    def files(self) -> tuple[Path, ...]:
        """What was saved, in order."""
        return tuple(self._saved.values())

    def show(self, view: EntryView) -> None:
        """Take note of a view, and save one where that is due.

        Raises:
            KioskError: A picture cannot be written.
        """
        if view.frame is None:
            return
        now_s = view.frame.captured_s
        if self._pending is None or _key(self._pending) != _key(view):
            self.finish()
            self._since_s = now_s
        self._pending = view
        if now_s - self._since_s >= _SETTLED_S:
            self.finish()

    def finish(self) -> None:
        """Save what is still to be saved.

        Raises:
            KioskError: A picture cannot be written.
        """
        view = self._pending
        if view is None or _key(view) in self._saved:
            return
        file = self._folder / f"{len(self._saved) + 1:02}-{view.state.value.replace(' ', '-')}.png"
        self._screen.show_view(view)
        if not self._screen.grab().save(str(file), "PNG"):
            raise _unwritable(file, "the picture could not be saved")
        self._saved[_key(view)] = file

    def close(self) -> None:
        """Let go of the screen."""
        self._screen.deleteLater()
        self._application.processEvents()


def _key(view: EntryView) -> tuple[EntryState, str]:
    return view.state, view.sentence


def _unwritable(path: Path, why: str) -> KioskError:
    return KioskError(f"{path} cannot be written: {why}.", "Name another folder with --screens.")
