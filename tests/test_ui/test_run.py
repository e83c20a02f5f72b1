"""The whole window on threads of its own: from the first picture to a clean end."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.app import App
from kiosk.config import Config, ScreenConfig
from kiosk.entry.view import EntryState, EntryView
from kiosk.errors import KioskError
from kiosk.factors.keys import KeyChannel
from kiosk.ui.main_window import MainWindow
from kiosk.ui.quit_signals import quitting_on_signals
from kiosk.ui.run import run_window
from kiosk.ui.threads import running
from models.types import Frame
from tests.test_ui.account_fakes import MemoryAccounts, make_account
from tests.test_ui.fakes import (
    MemoryGallery,
    MemoryLog,
    ScriptedBinding,
    ScriptedEnrolment,
    StillClock,
    make_event,
    make_view,
)
from tests.test_ui.review_fakes import MemoryAlarms, memory_room


class _Camera:
    """Delivers small black frames until it is closed; never faster than they are taken."""

    description = "a test camera"
    is_live = True

    def __init__(self) -> None:
        self.is_open = False
        self.readers: set[str] = set()
        self._count = 0
        self._tick = threading.Event()

    def open(self) -> None:
        self.is_open = True

    def read(self) -> Frame | None:
        self.readers.add(threading.current_thread().name)
        self._tick.wait(0.002)
        self._count += 1
        return Frame(np.zeros((90, 160, 3), np.uint8), 0.0, self._count)

    def close(self) -> None:
        self.is_open = False


class _Entry:
    """Decides at its third frame; remembers who stepped it."""

    def __init__(self) -> None:
        self.steppers: set[str] = set()
        self.frames = 0
        self.closed = False

    def step(self, frame: Frame | None) -> EntryView:
        self.steppers.add(threading.current_thread().name)
        self.frames += frame is not None
        event = make_event(1) if frame is not None and self.frames == 3 else None
        state = EntryState.IDLE if event is None else EntryState.WELCOME
        image = None if frame is None else frame.image
        return make_view(state, "Welcome" if event else "Idle", frame=image, event=event)

    def close(self) -> None:
        self.closed = True


class _App(SimpleNamespace):
    """Stands for an App."""

    def close(self) -> None:
        self.entry.close()
        self.closed_on = threading.current_thread()


def _make_app(folder: Path) -> _App:
    return _App(
        config=_config(folder),
        clock=StillClock(),
        gallery=MemoryGallery(),
        log=MemoryLog(),
        review=memory_room(),
        alarms=MemoryAlarms(),
        accounts=MemoryAccounts(make_account(1, "owner")),
        enrolment=ScriptedEnrolment(),
        calibration=None,
        binding=ScriptedBinding(),
        keys=KeyChannel(),
        source=_Camera(),
        entry=_Entry(),
    )


def _config(folder: Path) -> Config:
    return Config(data_dir=folder, screen=ScreenConfig(full_screen=False))


def _window(qapp: QApplication) -> MainWindow:
    (window,) = [w for w in qapp.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
    return window


@pytest.fixture
def tidied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the garbage collector; objects it froze would hide from the leak check."""
    asked: list[str] = []
    collector = SimpleNamespace(
        collect=lambda: asked.append("collect"), freeze=lambda: asked.append("freeze")
    )
    monkeypatch.setattr("kiosk.ui.run.gc", collector)
    return asked


@pytest.fixture
def clean(qapp: QApplication, qtbot: QtBot, tidied: list[str]) -> QApplication:
    """The application, for tests that run its event loop themselves."""
    return qapp


def _run(
    build: Callable[[], object], folder: Path, on_view: Callable[[EntryView], None] | None = None
) -> int:
    return run_window(build, _config(folder), on_view=on_view)  # type: ignore[arg-type]  # stands for


def test_the_libraries_are_set_apart_from_garbage_before_the_door_starts(
    clean: QApplication, tidied: list[str], tmp_path: Path
) -> None:
    app, seen = _make_app(tmp_path), list[list[str]]()

    def on_view(view: EntryView) -> None:
        if view.event is not None:
            seen.append(list(tidied))
            _window(clean).close()

    assert _run(lambda: app, tmp_path, on_view) == 0
    assert seen[0] == ["collect", "freeze"]


def test_the_window_is_there_before_the_kiosk_is_built(clean: QApplication, tmp_path: Path) -> None:
    app, seen = _make_app(tmp_path), list[EntryState]()
    built_on: list[threading.Thread] = []
    shown = threading.Event()

    def build() -> _App:
        built_on.append(threading.current_thread())
        assert shown.wait(10)
        return app

    def look() -> None:
        seen.append(_window(clean).entry.state)
        shown.set()

    def on_view(view: EntryView) -> None:
        if view.event is not None:
            seen.append(_window(clean).entry.state)
            _window(clean).close()

    QTimer.singleShot(0, look)
    assert _run(build, tmp_path, on_view) == 0
    assert seen == [EntryState.STARTING, EntryState.WELCOME]
    assert built_on[0] is not threading.main_thread()
    assert app.entry.steppers == {"janus-entry"}
    assert app.source.readers == {"janus-camera"}
    assert not app.source.is_open
    assert app.entry.closed
    assert app.closed_on is threading.main_thread()


def test_a_kiosk_that_cannot_start_says_why_and_stays(clean: QApplication, tmp_path: Path) -> None:
    said: list[str] = []

    def build() -> App:
        raise KioskError("The weights are missing.", "Run `janus weights install`.")

    def look() -> None:
        entry = _window(clean).entry
        if entry.state is EntryState.OUT_OF_SERVICE:
            said.append(entry.accessibleName())
            _window(clean).close()
        else:
            QTimer.singleShot(1, look)

    QTimer.singleShot(0, look)
    assert _run(build, tmp_path) == 1
    assert said == ["Out of service The weights are missing. Run `janus weights install`."]


def test_the_door_does_not_start_before_there_is_a_password(
    clean: QApplication, tmp_path: Path
) -> None:
    app, seen = _make_app(tmp_path), list[object]()
    app.accounts = MemoryAccounts()

    def look() -> None:
        window = _window(clean)
        first = window.first
        if first is None:
            QTimer.singleShot(1, look)
            return
        window.show_door()
        window.open_login()
        seen.extend([window.currentWidget() is first, set(app.source.readers), app.entry.frames])
        seen.append("passer-by" in first.rule.text())
        first.password.setText("correct horse")
        first.again.setText("correct horse")
        first.start_button.click()

    def on_view(view: EntryView) -> None:
        if view.event is not None:
            window = _window(clean)
            seen.extend([app.accounts.passwords, window.currentWidget() is window.entry])
            window.close()

    QTimer.singleShot(0, look)
    assert _run(lambda: app, tmp_path, on_view) == 0
    assert seen == [True, set(), 0, True, {1: "correct horse"}, True]


def test_a_window_can_be_closed_without_choosing_a_password(
    clean: QApplication, tmp_path: Path
) -> None:
    app = _make_app(tmp_path)
    app.accounts = MemoryAccounts()

    def look() -> None:
        window = _window(clean)
        if window.first is None:
            QTimer.singleShot(1, look)
        else:
            window.close()

    QTimer.singleShot(0, look)
    assert _run(lambda: app, tmp_path) == 0
    assert app.entry.closed
    assert app.entry.frames == 0


def test_a_window_closed_while_starting_still_closes_the_kiosk(
    clean: QApplication, tmp_path: Path
) -> None:
    app, closing = _make_app(tmp_path), threading.Event()

    def build() -> _App:
        assert closing.wait(10)
        return app

    def close() -> None:
        _window(clean).close()
        closing.set()

    QTimer.singleShot(0, close)
    assert _run(build, tmp_path) == 0
    assert app.entry.closed
    assert app.source.readers == set()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_cleanly(clean: QApplication, tmp_path: Path, number: int) -> None:
    app = _make_app(tmp_path)
    before = signal.getsignal(number)

    def on_view(view: EntryView) -> None:
        if view.event is not None:
            os.kill(os.getpid(), number)

    assert _run(lambda: app, tmp_path, on_view) == 0
    assert app.entry.closed
    assert signal.getsignal(number) is before


def test_a_signal_wakes_an_event_loop_in_which_nothing_happens(clean: QApplication) -> None:
    stopped: list[None] = []
    with quitting_on_signals(lambda: (stopped.append(None), clean.exit())):
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
        clean.exec()
    assert stopped == [None]


def test_threads_end_even_where_the_block_raises() -> None:
    camera, entry, seen = _Camera(), _Entry(), threading.Event()

    def fail() -> None:
        with running(camera, entry, lambda _: seen.set()):
            assert seen.wait(10)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not camera.is_open  # and the leak fixture finds no thread


class _Stuck(_Entry):
    """Hangs in its second step, as with a database that does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.release = threading.Event()

    def step(self, frame: Frame | None) -> EntryView:
        view = super().step(frame)
        if self.frames >= 2:
            self.release.wait(60)
        return view


def test_a_door_that_hangs_is_out_of_service_and_does_not_keep_the_kiosk_from_ending(
    clean: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("kiosk.ui.run._SILENT_MS", 50)
    monkeypatch.setattr("kiosk.ui.threads._JOIN_S", 0.05)
    app, said = _make_app(tmp_path), list[str]()
    app.entry = _Stuck()

    def look() -> None:
        window = _window(clean)
        if app.entry.frames >= 2 and window.entry.state is EntryState.OUT_OF_SERVICE:
            said.append(window.entry.accessibleName())
            window.close()
        else:
            QTimer.singleShot(1, look)

    QTimer.singleShot(0, look)
    assert _run(lambda: app, tmp_path) == 0
    assert "please ask reception" in said[0]
    assert "does not end" in caplog.text
    (left,) = [t for t in threading.enumerate() if t.name == "janus-entry"]
    assert left.daemon
    app.entry.release.set()
    left.join()
