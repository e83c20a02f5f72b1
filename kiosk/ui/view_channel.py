"""Brings views from the entry thread to the screen; a slow screen makes no queue."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.entry.view import EntryView


class ViewChannel(QObject):
    """Keeps the newest view for the screen, and each view that carries an event.

    Views without an event are pictures: only the newest is worth drawing. A view with an event is
    a decision that somebody must see, so it waits its turn however slow the screen is.

    Args:
        show: Called on the thread this object was made on, oldest view first.

    Emits:
        _ready: Nothing; there is something to show. One at a time is under way at most.
    """

    _ready = Signal()

    def __init__(self, show: Callable[[EntryView], None]) -> None:
        super().__init__()
        self._show = show
        self._lock = threading.Lock()
        self._waiting: list[EntryView] = []
        # Queued also when called on the GUI thread itself: delivery never nests.
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def publish(self, view: EntryView) -> None:
        """Hand over a view; from any thread, returns at once."""
        with self._lock:
            wake = not self._waiting
            self._waiting = [kept for kept in self._waiting if kept.event is not None]
            self._waiting.append(view)
        if wake:
            self._ready.emit()

    def close(self) -> None:
        """Show nothing more, not even what is under way."""
        self._show = _nothing

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            views, self._waiting = self._waiting, []
        for view in views:
            self._show(view)


def _nothing(_view: EntryView) -> None:
    """Show nothing: the window is closed."""
