"""The door to the admin area: a name, a password, and where it is asked for a phone's code."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from kiosk.accounts.login import Answer, LoginResult
from kiosk.ui.admin.parts import Notice, Tone, button, label
from kiosk.ui.error_text import sentence_of
from kiosk.ui.login_fields import card_in, name_field, secret_field
from kiosk.ui.phone_panel import PhonePanel

if TYPE_CHECKING:
    from kiosk.accounts.room import AccountRoom
    from kiosk.accounts.session import AdminSession
    from kiosk.ui.tasks import TaskRunner

_SECOND_MS = 1000
_LOCKED = "Too many wrong logins."
_LOG_IN = "Type your name and password."
_CODE = "Type the six digits that your phone shows now, or a recovery code."
_BIND = "Your role needs a phone, beside the password."


class LoginScreen(QWidget):
    """Asks who wants in.

    Args:
        accounts: Checks; slow on purpose, so called off the GUI thread only.
        runner: Runs it.
        opened: Called with who has logged in.
        leave: Goes back to the door.
    """

    def __init__(
        self,
        accounts: AccountRoom,
        runner: TaskRunner,
        *,
        opened: Callable[[AdminSession], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__()
        self._accounts = accounts
        self._runner = runner
        self._opened = opened
        self._session: AdminSession | None = None  # logged in, but without the phone that it needs
        self._round = 0  # counts up with each opening: an answer to somebody who left comes late
        self._left_s = 0
        self._countdown = QTimer(self)
        self._countdown.setInterval(_SECOND_MS)
        self._countdown.timeout.connect(self._count_down)

        self.title = label("Administration", "title")
        self.rule = label("", "quiet")
        self.name = name_field("Name")
        self.password = secret_field("Password")
        self.code = name_field("Code")
        self.notice = Notice()
        self.open_button = button("Log in", name="primary")
        self.leave_button = button("Back to the door", name="link")
        self.phone = PhonePanel(accounts.phones, runner, done=self._phone_bound, cancel=None)
        column = card_in(self)
        for part in (
            self.title,
            self.rule,
            self.name,
            self.password,
            self.code,
            self.phone,
            self.notice,
            self.open_button,
        ):
            column.addWidget(part)
        column.addWidget(self.leave_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.open_button.clicked.connect(self._submit)
        self.name.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._submit)
        self.code.returnPressed.connect(self._submit)
        self.leave_button.clicked.connect(lambda: leave())

    def open(self) -> None:
        """Begin anew: nothing typed before is kept."""
        self.forget()
        self._ask_password()
        self._runner.run(
            self._accounts.administration.only_name, self._suggest_name, self._show_error
        )

    def forget(self) -> None:
        """Keep nothing of what was typed or shown, and log out who is only half in."""
        self._round += 1
        for field in (self.name, self.password, self.code):
            field.clear()
        self.phone.forget()
        half_in, self._session = self._session, None
        if half_in is not None:
            self._log_out(half_in)
        if not self._countdown.isActive():
            self.notice.clear()
            self.open_button.setEnabled(True)

    def close_timers(self) -> None:
        """Stop counting; the window is closing."""
        self._countdown.stop()

    def _suggest_name(self, name: str) -> None:
        """Spare whoever is alone the typing of their name."""
        if name and not self.name.text():
            self.name.setText(name)
            self.password.setFocus()

    def _ask_password(self) -> None:
        self._show_stage(_LOG_IN)
        self.name.setFocus()

    def _ask_code(self) -> None:
        self._show_stage(_CODE, code=True)
        self.code.clear()
        self.code.setFocus()

    def _show_stage(self, rule: str, *, code: bool = False, phone: bool = False) -> None:
        self.rule.setText(rule)
        for field in (self.name, self.password):
            field.setHidden(code or phone)
        self.code.setVisible(code)
        self.phone.setVisible(phone)
        self.open_button.setHidden(phone)

    def _submit(self) -> None:
        if not self.open_button.isEnabled():
            return
        self.open_button.setEnabled(False)
        name, password, code = self.name.text(), self.password.text(), self.code.text()
        login, asked = self._accounts.login, self._round
        self._runner.run(
            lambda: login.check(name, password, code),
            lambda result: self._was_checked(result, asked),
            self._show_error,
        )

    def _was_checked(self, result: LoginResult, asked: int) -> None:
        if asked != self._round:  # they went back to the door meanwhile
            if result.session is not None:
                self._log_out(result.session)
            return
        self.open_button.setEnabled(True)
        if result.session is not None:
            self._let_in(result.session, needs_phone=result.needs_phone)
        elif result.answer is Answer.ASKS_CODE:
            self.notice.clear()
            self._ask_code()
        elif result.answer is Answer.LOCKED:
            self._lock(result.locked_for_s)
        else:
            self.notice.say(Tone.BAD, result.sentence)
            field = self.code if self.code.isVisible() else self.password
            field.clear()
            field.setFocus()

    def _let_in(self, session: AdminSession, *, needs_phone: bool) -> None:
        self._session = session if needs_phone else None
        self.notice.clear()
        for field in (self.name, self.password, self.code):
            field.clear()
        if not needs_phone:
            self._opened(session)
            return
        self._show_stage(_BIND, phone=True)
        self.phone.begin(session.account_id, session.actor, by=lambda: session.actor)

    def _phone_bound(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            self._opened(session)

    def _log_out(self, session: AdminSession) -> None:
        login = self._accounts.login
        self._runner.run(lambda: login.leave(session), lambda _: None, self._show_error)

    def _lock(self, for_s: float) -> None:
        self.password.clear()
        self._ask_password()
        self._left_s = math.ceil(for_s)
        self._show_countdown()
        self._countdown.start()

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
        self.open_button.setEnabled(not self._countdown.isActive())
        self.notice.say(Tone.BAD, sentence_of(error))
