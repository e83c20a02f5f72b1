"""Opens the window and runs the kiosk in it, from the first picture to a clean end."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kiosk.entry import sentences
from kiosk.ui.application import make_application
from kiosk.ui.error_text import sentence_of
from kiosk.ui.main_window import MainWindow
from kiosk.ui.quit_signals import quitting_on_signals
from kiosk.ui.sounds import DecisionSound
from kiosk.ui.tasks import TaskThreads
from kiosk.ui.threads import running
from kiosk.ui.view_channel import ViewChannel

if TYPE_CHECKING:
    from kiosk.app import App
    from kiosk.config import Config
    from kiosk.entry.view import EntryView

_log = logging.getLogger(__name__)

_SILENT_MS = 5_000  # without a view for so long, what the screen last said is no longer true


def run_window(
    build: Callable[[], App],
    config: Config,
    *,
    on_view: Callable[[EntryView], None] | None = None,
) -> int:
    """Show the kiosk until its window is closed or the process is told to end.

    The window is there at once and says that the kiosk is starting; `build` runs meanwhile. Where
    it fails, the screen says out of service and why, and stays: a kiosk that vanishes from the
    wall helps nobody. Where it has no owner yet, one is asked for before the door starts.

    Args:
        build: Puts the kiosk together; called on another thread. What it makes is closed here.
        config: What the operator set.
        on_view: Called on the GUI thread with each view that is shown.

    Returns:
        The exit code: 0, or 1 where the kiosk could not start.
    """
    application = make_application()
    session = _Session(application, build, config, on_view)
    with quitting_on_signals(session.window.close):
        session.start()
        application.exec()
    return session.end()


@dataclass(frozen=True, slots=True)
class _Made:
    """A kiosk that was put together, and whether it has an owner."""

    app: App
    is_set_up: bool


class _Session:
    """One run of the window, and what must be closed after it, in order."""

    def __init__(
        self,
        application: QApplication,
        build: Callable[[], App],
        config: Config,
        on_view: Callable[[EntryView], None] | None,
    ) -> None:
        self._build = build
        self._config = config
        self._on_view = on_view
        self._built: list[App] = []
        self._failed = False
        self._open = ExitStack()
        self._tasks = TaskThreads()
        sound = DecisionSound(enabled=config.screen.sound)
        # `exit`, as `quit` would first try to close the window that is just closing.
        self.window = MainWindow(application, sound, closed=application.exit)
        self._channel = ViewChannel(self._show)
        self._silence = QTimer(self.window)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_SILENT_MS)
        self._silence.timeout.connect(self._say_silent)

    def start(self) -> None:
        """Show the window and begin to put the kiosk together."""
        if self._config.screen.full_screen:
            self.window.showFullScreen()
        else:
            self.window.show()
        self._tasks.run(self._make, self._begin, self._fail)

    def end(self) -> int:
        """Close everything in order: threads, then tasks, then the kiosk; return the exit code."""
        self._channel.close()
        self._silence.stop()
        self._open.close()
        self._tasks.close()
        for app in self._built:
            app.close()
        self.window.deleteLater()
        return 1 if self._failed else 0

    def _make(self) -> _Made:
        app = self._build()
        # Kept here, as nothing is delivered any more once the window is closed.
        self._built.append(app)
        # What PyTorch and the others brought stays for good. Each full search for garbage would go
        # through all of it, half a million objects, while camera, door and screen stand still.
        gc.collect()
        gc.freeze()
        return _Made(app, is_set_up=app.accounts.administration.is_set_up())

    def _begin(self, made: _Made) -> None:
        if made.is_set_up:
            self._start_door(made.app)
        else:
            self.window.ask_first_owner(
                made.app.accounts, self._tasks, lambda: self._start_door(made.app)
            )

    def _start_door(self, app: App) -> None:
        self.window.attach(app, self._tasks)
        self._open.enter_context(running(app.source, app.entry, self._channel.publish))
        self._silence.start()

    def _fail(self, error: Exception) -> None:
        self._failed = True
        sentence = sentence_of(error)
        _log.error("the kiosk could not start: %s", sentence)
        self.window.entry.show_out_of_service("Out of service", sentence)

    def _say_silent(self) -> None:
        _log.error("The entry flow has shown nothing for %d ms", _SILENT_MS)
        words = sentences.out_of_service(self._config.screen.reception, sentences.SOMETHING_FAILED)
        self.window.entry.show_out_of_service(words.sentence, words.detail)

    def _show(self, view: EntryView) -> None:
        self._silence.start()
        self.window.show_view(view)
        if self._on_view is not None:
            self._on_view(view)
