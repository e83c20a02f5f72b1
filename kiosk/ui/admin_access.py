"""Into the admin area and out of it: the login, the area of who is in, and the log-out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget

from kiosk.ui.admin.area import AdminArea
from kiosk.ui.error_text import sentence_of
from kiosk.ui.idle_watch import IdleWatch
from kiosk.ui.login_screen import LoginScreen
from kiosk.ui.tasks import InlineRunner, SessionRunner

if TYPE_CHECKING:
    from kiosk.accounts.session import AdminSession
    from kiosk.app import App
    from kiosk.entry.view import EntryView
    from kiosk.ui.tasks import TaskRunner

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """The admin area as it is open for one login."""

    session: AdminSession
    area: AdminArea
    runner: SessionRunner


class AdminAccess:
    """Holds the pages behind the door's admin button; at most one person is logged in.

    Args:
        app: The kiosk.
        runner: Runs what takes its time.
        pages: Where login and admin area are shown.
        application: Watched for activity meanwhile.
        show_door: Shows the door again.
    """

    def __init__(
        self,
        app: App,
        runner: TaskRunner,
        pages: QStackedWidget,
        application: QApplication,
        *,
        show_door: Callable[[], None],
    ) -> None:
        self._app = app
        self._runner = runner
        self._pages = pages
        self._show_door = show_door
        self._open: _Open | None = None
        self.login = LoginScreen(app.accounts, runner, opened=self._let_in, leave=show_door)
        pages.addWidget(self.login)
        self.idle = IdleWatch(
            application,
            app.config.admin.idle_s,
            warn=self._warn,
            calm=self._calm,
            expired=self._time_out,
        )

    @property
    def area(self) -> AdminArea | None:
        """The admin area; None while nobody is logged in."""
        return None if self._open is None else self._open.area

    def ask(self) -> None:
        """Ask who wants in."""
        self.login.open()
        self._pages.setCurrentWidget(self.login)
        self.idle.start()

    def show_view(self, view: EntryView) -> None:
        """Hand on what the door sees."""
        if self._open is not None:
            self._open.area.show_view(view)

    def leave(self) -> None:
        """Log out whoever is in, and forget what was typed."""
        self.idle.stop()
        self.login.forget()
        self._log_out(self._runner, timed_out=False)

    def close(self) -> None:
        """Log out whoever is in; the window is closing, so nothing is put off."""
        self._log_out(InlineRunner(), timed_out=False)
        self.leave()
        self.login.close_timers()

    def _let_in(self, session: AdminSession) -> None:
        runner = SessionRunner(self._runner)
        authority = self._app.accounts.authority(session)
        area = AdminArea(self._app, runner, authority, leave=self._show_door)
        self._open = _Open(session, area, runner)
        self._pages.addWidget(area)
        area.open()
        self._pages.setCurrentWidget(area)

    def _log_out(self, runner: TaskRunner, *, timed_out: bool) -> None:
        was, self._open = self._open, None
        if was is None:
            return
        was.runner.close()
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QDialog):  # a file chooser shows what is behind the login
                window.reject()
        self._pages.removeWidget(was.area)
        was.area.deleteLater()
        login = self._app.accounts.login
        runner.run(
            lambda: login.leave(was.session, timed_out=timed_out), lambda _: None, _say_unwritten
        )

    def _time_out(self) -> None:
        self._log_out(self._runner, timed_out=True)
        self._show_door()

    def _warn(self, left_s: int) -> None:
        if self._open is not None:
            self._open.area.warn(left_s)

    def _calm(self) -> None:
        if self._open is not None:
            self._open.area.calm()


def _say_unwritten(error: Exception) -> None:
    _log.error("A log-out could not be written into the log: %s", sentence_of(error))
