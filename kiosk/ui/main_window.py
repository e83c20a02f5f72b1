"""The window: the door-entry screen, and behind a login the admin area."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QStackedWidget
from typing_extensions import override

from kiosk.entry import sentences
from kiosk.ui import style
from kiosk.ui.admin_access import AdminAccess
from kiosk.ui.entry_layout import arrange
from kiosk.ui.entry_screen import EntryScreen
from kiosk.ui.icons import Icon, button_icon
from kiosk.ui.setup_screen import SetupScreen
from kiosk.ui.sounds import DecisionSound

if TYPE_CHECKING:
    from kiosk.accounts.room import AccountRoom
    from kiosk.app import App
    from kiosk.entry.view import EntryView
    from kiosk.ui.tasks import TaskRunner

ADMIN_SHORTCUT = "Ctrl+Shift+A"


class MainWindow(QStackedWidget):
    """Shows one of three pages: the door, the login, the admin area.

    Before the very first start there is one page more, that makes the owner's account.

    Args:
        application: Watched for activity while the admin area is open.
        sound: Makes a sound with each decision.
        closed: Called once, when the window is closed.
    """

    def __init__(
        self, application: QApplication, sound: DecisionSound, *, closed: Callable[[], None]
    ) -> None:
        super().__init__()
        self._application = application
        self.setWindowTitle("Janus")
        self.resize(1280, 720)
        self._sound = sound
        self._closed = closed
        self.entry = EntryScreen()
        self.entry.show_starting(sentences.STARTING.sentence, sentences.STARTING.detail)
        self.addWidget(self.entry)
        self.entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.entry.setFocus()
        self.first: SetupScreen | None = None
        self.access: AdminAccess | None = None

        self.admin_button = QPushButton(self.entry)
        self.admin_button.setAccessibleName("Administration")
        self.admin_button.setToolTip(f"Administration ({ADMIN_SHORTCUT})")
        self.admin_button.setIcon(button_icon(Icon.GEAR, "#FFFFFF"))
        self.admin_button.setStyleSheet(style.DISCREET_BUTTON)
        self.admin_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.admin_button.clicked.connect(self.open_login)
        self.admin_button.hide()
        shortcut = QShortcut(QKeySequence(ADMIN_SHORTCUT), self)
        shortcut.activated.connect(self.open_login)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.show_door)

    def ask_first_owner(
        self, accounts: AccountRoom, runner: TaskRunner, then: Callable[[], None]
    ) -> None:
        """Have the owner's account made, with no way around it, and then call `then`."""

        def was_made() -> None:
            if self.first is None:
                return
            self.removeWidget(self.first)
            self.first.deleteLater()
            self.first = None
            self.show_door()
            then()

        self.first = SetupScreen(accounts, runner, done=was_made)
        self.addWidget(self.first)
        self.setCurrentWidget(self.first)
        self.first.open()

    def attach(self, app: App, runner: TaskRunner) -> None:
        """Let admins log in, now that the kiosk is there."""
        self.access = AdminAccess(app, runner, self, self._application, show_door=self.show_door)
        self.admin_button.show()
        self.entry.hear_keys(app.keys.press)

    def show_view(self, view: EntryView) -> None:
        """Show what the entry flow says; the door goes on while an admin works."""
        self._sound.hear(view)
        self.entry.show_view(view)
        if self.access is not None:
            self.access.show_view(view)

    def show_door(self) -> None:
        """Leave the admin area: whoever was logged in no longer is."""
        if self.first is not None:
            return
        if self.access is not None:
            self.access.leave()
        self.setCurrentWidget(self.entry)
        self.entry.setFocus()

    def open_login(self) -> None:
        """Ask who wants in."""
        if self.access is not None and self.currentWidget() is self.entry:
            self.access.ask()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the admin button in its corner."""
        super().resizeEvent(event)
        place = arrange(self.width(), self.height()).admin.toRect()
        self.admin_button.setGeometry(place)
        self.admin_button.setIconSize(place.size() / 2)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is this window's, and tell that it is closed."""
        if self.access is not None:
            self.access.close()
        self._sound.close()
        super().closeEvent(event)
        self._closed()
