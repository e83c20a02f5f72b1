"""The first start: somebody becomes the owner, before the kiosk's own door starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from db.account_records import Role
from kiosk.accounts.administration import FIRST_NAME
from kiosk.ui.admin.parts import GAP_PX, Notice, Tone, button, label
from kiosk.ui.error_text import sentence_of
from kiosk.ui.login_fields import card_in, name_field, secret_field
from kiosk.ui.phone_panel import PhonePanel

if TYPE_CHECKING:
    from db.account_records import Account
    from kiosk.accounts.room import AccountRoom
    from kiosk.ui.tasks import TaskRunner

_RULE = (
    "This door starts once it has an owner. Without one, the first passer-by could become it and "
    "let anybody in.\n\nWhoever knows this password can enrol people and change the door. It "
    "cannot be shown again, so keep it where you keep your keys."
)
_DIFFER = "The two passwords differ. Type the same one twice."


class SetupScreen(QWidget):
    """Makes the owner's account; there is no way around it.

    Args:
        accounts: Makes it; slow on purpose, so called off the GUI thread only.
        runner: Runs it.
        done: Called when there is an owner, with a phone where one was wanted.
    """

    def __init__(
        self, accounts: AccountRoom, runner: TaskRunner, *, done: Callable[[], None]
    ) -> None:
        super().__init__()
        self._accounts = accounts
        self._runner = runner
        self._done = done
        column = card_in(self)
        self.title = label("Who owns this door?", "title")
        self._form = self._make_form()
        # The account is there already: whoever leaves the phone away has a password at least.
        needs_phone = Role.OWNER in accounts.code_required_for
        self.phone = PhonePanel(
            accounts.phones, runner, done=done, cancel=None if needs_phone else done
        )
        self.with_phone.setChecked(needs_phone)
        self.with_phone.setDisabled(needs_phone)
        self.phone.hide()
        for part in (self.title, self._form, self.phone):
            column.addWidget(part)

    def _make_form(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        self.rule = label(_RULE, "quiet")
        self.name = name_field("Name")
        self.name.setText(FIRST_NAME)
        self.password = secret_field("Password")
        self.again = secret_field("The same password again")
        self.with_phone = QCheckBox("Also ask for a code of my phone")
        self.notice = Notice()
        self.start_button = button("Set it and start the door", name="primary")
        self.start_button.clicked.connect(self._submit)
        for field in (self.name, self.password, self.again):
            field.returnPressed.connect(self._submit)
        for part in (
            self.rule,
            self.name,
            self.password,
            self.again,
            self.with_phone,
            self.notice,
            self.start_button,
        ):
            column.addWidget(part)
        return box

    def open(self) -> None:
        """Begin: the name is there already, so the password is next."""
        self.password.setFocus()

    def _submit(self) -> None:
        if not self.start_button.isEnabled():
            return
        name, typed = self.name.text(), self.password.text()
        if typed != self.again.text():
            self.notice.say(Tone.BAD, _DIFFER)
            return
        self.start_button.setEnabled(False)
        administration = self._accounts.administration
        self._runner.run(lambda: administration.set_up(name, typed), self._made, self._show_error)

    def _made(self, account: Account) -> None:
        self.password.clear()
        self.again.clear()
        if not self.with_phone.isChecked():
            self._done()
            return
        self.title.setText("Bind your phone")
        self._form.hide()
        self.phone.show()
        self.phone.begin(account.id, account.name, by=lambda: account.name)

    def _show_error(self, error: Exception) -> None:
        self.start_button.setEnabled(True)
        self.notice.say(Tone.BAD, sentence_of(error))
