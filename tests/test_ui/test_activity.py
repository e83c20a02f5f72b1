"""Whether somebody is at the desk."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from kiosk.ui.activity import ActivityWatch


class _Counted(ActivityWatch):
    """Counts the events that Python is asked about."""

    asked = 0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.asked += 1
        return super().eventFilter(watched, event)


class _Desk:
    def __init__(self, qtbot: QtBot, qapp: QApplication) -> None:
        self.noticed = 0
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.watch = _Counted(qapp, self._notice, self.window)
        self.watch.start(self.window.windowHandle())

    def _notice(self) -> None:
        self.noticed += 1


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Iterator[_Desk]:
    made = _Desk(qtbot, qapp)
    yield made
    made.watch.stop()


def _type(window: QWindow) -> None:
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(window, key)


def test_typing_is_noticed_until_it_is_no_longer_watched(desk: _Desk) -> None:
    _type(desk.window.windowHandle())
    assert desk.noticed == 1
    desk.watch.stop()
    _type(desk.window.windowHandle())
    assert desk.noticed == 1


def test_a_dialog_is_watched_too_and_may_be_gone_at_the_end(desk: _Desk, qtbot: QtBot) -> None:
    dialog = QDialog(desk.window)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is dialog.windowHandle())
    _type(dialog.windowHandle())
    assert desk.noticed == 1
    dialog.deleteLater()
    qtbot.waitUntil(lambda: not desk.window.findChildren(QDialog))
    desk.watch.stop()


def test_the_events_of_each_widget_never_reach_python(desk: _Desk, qapp: QApplication) -> None:
    column = QVBoxLayout(desk.window)
    for number in range(50):
        column.addWidget(QLabel(str(number)))
    desk.window.resize(300, 2_000)
    qapp.processEvents()
    assert desk.watch.asked < 50  # a filter over the application is asked several hundred times
