"""A short sound with each decision, for those who do not look at the screen."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from kiosk.entry.view import EntryView


class DecisionSound:
    """Beeps once where a view carries a decision.

    Args:
        enabled: The operator's setting.
        beep: What makes the sound.
    """

    def __init__(self, *, enabled: bool, beep: Callable[[], None] = QApplication.beep) -> None:
        self._enabled = enabled
        self._beep = beep

    def hear(self, view: EntryView) -> None:
        """Beep if this view was the one that decided."""
        if self._enabled and view.event is not None:
            self._beep()
