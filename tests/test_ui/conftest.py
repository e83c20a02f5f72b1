"""Fixtures of the screens: our style, and no thread or timer left behind."""

import gc
import threading
from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from kiosk.ui import style
from kiosk.ui.application import ensure_fonts

_Kind = TypeVar("_Kind", bound=QObject)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The off-screen platform warns that it has no window manager; that is no fault of ours."""
    ignore = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", extend=True)
    for item in items:
        if "test_ui" in item.path.parts:
            item.add_marker(ignore)


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    ensure_fonts()
    style.dress(qapp)


@pytest.fixture(autouse=True)
def _nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a thread or a timer running, or the application's event filter."""
    threads_before = set(threading.enumerate())
    gc.freeze()  # what is there already (torch alone holds 500,000 objects) need not be searched
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in threads_before]
    assert not left, f"threads left running: {left}"
    made = gc.get_objects()
    gc.unfreeze()
    for thread in _live(made, QThread):
        assert not thread.isRunning(), f"{thread} is still running"
    for timer in _live(made, QTimer):
        assert not timer.isActive(), f"a timer of {timer.parent()} is still active"


def _live(made: list[object], kind: type[_Kind]) -> list[_Kind]:
    # `type`, as `isinstance` would ask each lazy proxy in the process for its class.
    return [f for f in made if issubclass(type(f), kind) and isValid(f)]
