"""Qt calls that return nothing leave None as they found it."""

import sys

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def test_a_call_that_returns_nothing_takes_nothing_from_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 does not count it on Python 3.11: the process dies after minutes."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(1_000):
        widget.update()
    assert abs(sys.getrefcount(None) - before) < 500
