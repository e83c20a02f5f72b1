"""The door to the admin area: a password, set before the kiosk's own door first starts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from kiosk.errors import KioskError
from kiosk.ui.admin.parts import Notice, Tone, button, card, label
from kiosk.ui.error_text import sentence_of

if TYPE_CHECKING:
    from kiosk.admin_auth import AdminAuth, AuthResult
    from kiosk.ui.tasks import TaskRunner

_SECOND_MS = 1000
_SET = "Set the password"
_LOCKED = "Too many wrong passwords."
_RULE = (
    "Whoever knows it can enrol people and change the door. It cannot be shown again, so keep it "
    "where you keep your keys."
)
_BEFORE_THE_DOOR = (
    "This door starts once it has one. Without it, the first passer-by could choose one and let "
    "anybody in."
)


@dataclass(frozen=True, slots=True)
class _Set:
    """The password was set."""


class LoginScreen(QWidget):
    """Asks for the admin password, or for a new one where none is set.

    Args:
        auth: Checks and sets it; slow on purpose, so called off the GUI thread only.
        runner: Runs it.
        opened: Called when the password was right or was set.
        leave: Goes back to the door; None before the first start, when there is no door yet.
    """

    def __init__(
        self,
        auth: AdminAuth,
        runner: TaskRunner,
        *,
        opened: Callable[[], None],
        leave: Callable[[], None] | None,
    ) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._auth = auth
        self._runner = runner
        self._opened = opened
        self._is_first = leave is None
        self._setting = False
        self._left_s = 0
        self._countdown = QTimer(self)
        self._countdown.setInterval(_SECOND_MS)
        self._countdown.timeout.connect(self._count_down)

        self.title = label("", "title")
        self.rule = label("", "quiet")
        self.password = _secret("Password")
        self.again = _secret("The same password again")
        self.notice = Notice()
        self.open_button = button("Open", name="primary")
        self.leave_button = button("Back to the door", name="link")
        frame, column = card(margin_px=40)
        frame.setFixedWidth(520)
        for part in (
            self.title,
            self.rule,
            self.password,
            self.again,
            self.notice,
            self.open_button,
        ):
            column.addWidget(part)
        column.addWidget(self.leave_button, 0, Qt.AlignmentFlag.AlignHCenter)
        grid = QGridLayout(self)
        grid.addWidget(frame, 0, 0, Qt.AlignmentFlag.AlignCenter)
        self.open_button.clicked.connect(self._submit)
        self.password.returnPressed.connect(self._submit)
        self.again.returnPressed.connect(self._submit)
        self.leave_button.setHidden(leave is None)
        if leave is not None:
            self.leave_button.clicked.connect(lambda: leave())

    def open(self) -> None:
        """Begin anew: nothing typed before is kept."""
        self.password.clear()
        self.again.clear()
        if not self._countdown.isActive():
            self.notice.clear()
        self._show_form(setting=self._is_first)
        if self._is_first:
            return
        self._runner.run(
            self._auth.is_set, lambda is_set: self._show_form(setting=not is_set), self._show_error
        )

    def close_timers(self) -> None:
        """Stop counting; the window is closing."""
        self._countdown.stop()

    def _show_form(self, *, setting: bool) -> None:
        self._setting = setting
        self.again.setVisible(setting)
        if setting:
            self.title.setText("Choose an admin password")
            self.rule.setText(f"{_BEFORE_THE_DOOR}\n\n{_RULE}" if self._is_first else _RULE)
            self.open_button.setText("Set it and start the door" if self._is_first else _SET)
        else:
            self.title.setText("Administration")
            self.rule.setText("Type the admin password.")
            self.open_button.setText("Open")
        self.password.setFocus()

    def _submit(self) -> None:
        if not self.open_button.isEnabled():
            return
        typed = self.password.text()
        if self._setting and typed != self.again.text():
            self.notice.say(Tone.BAD, "The two passwords differ. Type the same one twice.")
            return
        self.open_button.setEnabled(False)
        if self._setting:
            self._runner.run(lambda: self._set(typed), self._was_set, self._show_error)
        else:
            self._runner.run(lambda: self._auth.check(typed), self._was_checked, self._show_error)

    def _set(self, typed: str) -> _Set:
        if self._auth.is_set():  # by another window or the command line, since the form was shown
            again = (
                "Start the kiosk again."
                if self._is_first
                else "Go back to the door and begin again."
            )
            raise KioskError("An admin password is set already.", again)
        self._auth.set_password(typed)
        return _Set()

    def _was_set(self, _done: _Set) -> None:
        self._let_in()

    def _was_checked(self, result: AuthResult) -> None:
        self.password.clear()
        if result.ok:
            self._let_in()
        elif result.locked_for_s > 0:
            self._left_s = math.ceil(result.locked_for_s)
            self._show_countdown()
            self._countdown.start()
        else:
            self.open_button.setEnabled(True)
            self.notice.say(Tone.BAD, result.sentence)
            self.password.setFocus()

    def _let_in(self) -> None:
        self.open_button.setEnabled(True)
        self.notice.clear()
        self.password.clear()
        self.again.clear()
        self._opened()

    def _count_down(self) -> None:
        self._left_s -= 1
        if self._left_s > 0:
            self._show_countdown()
            return
        self._countdown.stop()
        self.open_button.setEnabled(True)
        self.notice.say(Tone.INFO, "You can try again now.")

    def _show_countdown(self) -> None:
        self.open_button.setEnabled(False)
        seconds = "1 second" if self._left_s == 1 else f"{self._left_s} seconds"
        # Not the answer's own sentence: the number in it would stand still.
        self.notice.say(Tone.BAD, f"{_LOCKED} Next try in {seconds}.")

    def _show_error(self, error: Exception) -> None:
        self.open_button.setEnabled(True)
        self.notice.say(Tone.BAD, sentence_of(error))


def _secret(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    return made
