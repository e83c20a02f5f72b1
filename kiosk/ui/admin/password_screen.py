"""One's own password: an owner gives a first one, and need not know it for longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.accounts.permissions import Permission
from kiosk.ui.admin.parts import GAP_PX, MARGIN_PX, Notice, Tone, button, card, label
from kiosk.ui.error_text import sentence_of
from kiosk.ui.login_fields import secret_field

if TYPE_CHECKING:
    from db.account_records import Account
    from kiosk.accounts.authority import Authority
    from kiosk.accounts.room import AccountRoom
    from kiosk.ui.tasks import TaskRunner

_CARD_PX = 480
_WHY = "Whoever gave you a password knows it. What you do is in the log under your name, so choose "
_WHY += "one that only you know."


class PasswordScreen(QWidget):
    """Changes the password of whoever is logged in.

    Args:
        accounts: Checks and changes it; called off the GUI thread only.
        runner: Runs it.
        authority: Who has logged in.
    """

    def __init__(self, accounts: AccountRoom, runner: TaskRunner, authority: Authority) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._accounts = accounts
        self._runner = runner
        self._authority = authority
        self.present = secret_field("Present password")
        self.new = secret_field("New password")
        self.again = secret_field("The same password again")
        self.notice = Notice()
        self.change_button = button("Change my password", name="primary")
        self.change_button.clicked.connect(self._change)
        self.again.returnPressed.connect(self._change)
        frame, column = card()
        frame.setMaximumWidth(_CARD_PX)
        column.addWidget(label(_WHY, "quiet"))
        for part in (self.present, self.new, self.again, self.notice, self.change_button):
            column.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        outer.setSpacing(GAP_PX)
        outer.addWidget(label("My password", "title", wrap=False))
        outer.addWidget(frame)
        outer.addStretch(1)

    def begin(self) -> None:
        """Begin anew: nothing typed before is kept."""
        self._forget()
        self.notice.clear()
        self.present.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget(self) -> None:
        for field in (self.present, self.new, self.again):
            field.clear()

    def _change(self) -> None:
        if not self.change_button.isEnabled():
            return
        present, new = self.present.text(), self.new.text()
        if new != self.again.text():
            self.notice.say(Tone.BAD, "The two new passwords differ. Type the same one twice.")
            return
        self.change_button.setEnabled(False)
        accounts, authority = self._accounts, self._authority

        def work() -> Account:
            by = authority.require(Permission.MYSELF)
            accounts.login.confirm(authority.session, present)
            return accounts.administration.set_password(authority.session.account_id, new, by)

        self._runner.run(work, self._changed, self._show_error)

    def _changed(self, _account: Account) -> None:
        self.change_button.setEnabled(True)
        self._forget()
        self.notice.say(Tone.GOOD, "Your password is changed.")

    def _show_error(self, error: Exception) -> None:
        self.change_button.setEnabled(True)
        self.present.clear()
        self.notice.say(Tone.BAD, sentence_of(error))
