"""Notices when somebody types, clicks or touches, whichever of our windows they do it in."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWindow
from shiboken6 import isValid
from typing_extensions import override

_ACTIVITY = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)


class ActivityWatch(QObject):
    """Watches windows, and not every event of the application.

    A filter over the whole application would run Python for each event of each widget. While a
    query runs on another thread each of them waits for the interpreter: opening the people list
    then held the screen up for most of a second.

    Args:
        application: Tells which window gets the keyboard.
        noticed: Called at each sign of somebody.
        parent: The watch lives as long.
    """

    def __init__(
        self, application: QGuiApplication, noticed: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._noticed = noticed
        self._on = False
        self._watched: list[QWindow] = []
        # A dialog is a window of its own.
        application.focusWindowChanged.connect(self._watch)

    def start(self, window: QWindow | None) -> None:
        """Watch `window`, and from now on each other one that gets the keyboard."""
        self._on = True
        self._watch(window)

    def stop(self) -> None:
        """Watch nothing."""
        self._on = False
        for window in self._watched:
            if isValid(window):  # a dialog may be gone
                window.removeEventFilter(self)
        self._watched.clear()

    def _watch(self, window: QWindow | None) -> None:
        if self._on and window is not None and window not in self._watched:
            window.installEventFilter(self)
            self._watched.append(window)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of activity, and let everything pass."""
        if event.type() in _ACTIVITY:
            self._noticed()
        return False
