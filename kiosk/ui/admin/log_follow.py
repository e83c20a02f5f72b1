"""Asks now and then what is new in the log, while it is looked at."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from kiosk.tally import counted
from kiosk.ui.admin.parts import button, label

_EVERY_MS = 2_000


class FollowLine(QWidget):
    """Says whether new visits appear by themselves, and brings the newest back.

    Args:
        ask: Called every two seconds while this is visible.
        newest: Called to show the newest visits again.
    """

    def __init__(self, ask: Callable[[], None], newest: Callable[[], None]) -> None:
        super().__init__()
        self.said = label("", "caption")
        self.newest_button = button("Newest", name="small")
        self.newest_button.clicked.connect(lambda: newest())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.said, 1)
        row.addWidget(self.newest_button)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(lambda: ask())
        self.say_following()

    def say_following(self) -> None:
        """Say that new visits appear at the top."""
        self.said.setText("Live: new visits appear at the top.")
        self.newest_button.hide()

    def say_paused(self, newer: int) -> None:
        """Say that the list stands still, and how many visits came since."""
        came = f" {counted(newer, 'newer visit')} came since." if newer else ""
        self.said.setText(f"Paused, as you look at older visits.{came}")
        self.newest_button.show()

    def say_lost(self) -> None:
        """Say that the log cannot be read just now."""
        self.said.setText("The log cannot be read. It is tried again and again.")
        self.newest_button.hide()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Begin to ask."""
        super().showEvent(event)
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no more: nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
