"""A short sound with each decision, and while the door must be closed: for those who do not look.

The part of Qt that is installed (ADR 0002) can do no more than the system's own beep, so the two
outcomes differ in how often it sounds: once for whoever is let in, twice for whoever is not.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from db.records import Outcome
from kiosk.entry.view import EntryView

_PAUSE_MS = 350  # long enough that the two are heard as two
_ASKS_EVERY_MS = 3000  # that the door be closed


class DecisionSound:
    """Beeps where a view carries a decision: once for granted, twice for denied.

    It beeps as well, now and then, while a view asks that the door be closed.

    Made, used and closed on the GUI thread.

    Args:
        enabled: The operator's setting.
        beep: What makes the sound.
    """

    def __init__(self, *, enabled: bool, beep: Callable[[], None] = QApplication.beep) -> None:
        self._enabled = enabled
        self._beep = beep
        self._second = QTimer()
        self._second.setSingleShot(True)
        self._second.setInterval(_PAUSE_MS)
        self._second.timeout.connect(lambda: self._beep())
        self._asking = QTimer()
        self._asking.setInterval(_ASKS_EVERY_MS)
        self._asking.timeout.connect(lambda: self._beep())

    def hear(self, view: EntryView) -> None:
        """Beep if this view was the one that decided, or the first that asks to close the door."""
        if not self._enabled:
            return
        self._ask(must_be_closed=view.must_be_closed)
        if view.event is None:
            return
        self._second.stop()
        self._beep()
        if view.event.outcome is Outcome.DENIED:
            self._second.start()

    def close(self) -> None:
        """Make no sound that is still to come."""
        self._second.stop()
        self._asking.stop()

    def _ask(self, *, must_be_closed: bool) -> None:
        if must_be_closed and not self._asking.isActive():
            self._beep()
            self._asking.start()
        elif not must_be_closed:
            self._asking.stop()
