"""One account beside the list: what it may do, and what an owner can change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.account_records import Account, Role
from kiosk.ui.admin.account_form import ROLES, AccountForm, role_choice, what_it_may
from kiosk.ui.admin.parts import GAP_PX, Notice, Tone, button, label, scrolling_card
from kiosk.ui.admin.words import breakable, day
from kiosk.ui.login_fields import secret_field
from kiosk.ui.phone_panel import PhonePanel

if TYPE_CHECKING:
    from kiosk.accounts.phones import Phones
    from kiosk.ui.tasks import TaskRunner

_LEAST_PX = 300
_DIFFER = "The two passwords differ. Type the same one twice."


@dataclass(frozen=True, slots=True)
class AccountActions:
    """What the pane asks for.

    Attributes:
        add: Make an account of this name and role, with this password.
        set_role: Give it another role.
        set_password: Give it another password.
        disable: Let nobody use it any more.
        enable: Let it be used again.
        unbind: Ask it for no phone any more.
        may: Says who acts, or raises where they may not; called off the GUI thread.
        changed: Called when a phone was bound.
    """

    add: Callable[[str, Role, str], None]
    set_role: Callable[[Account, Role], None]
    set_password: Callable[[Account, str], None]
    disable: Callable[[Account], None]
    enable: Callable[[Account], None]
    unbind: Callable[[Account], None]
    may: Callable[[], str]
    changed: Callable[[], None]


class AccountPane(QWidget):
    """Shows one account; asks before it disables one."""

    def __init__(self, actions: AccountActions, phones: Phones, runner: TaskRunner) -> None:
        super().__init__()
        self._actions = actions
        self._account: Account | None = None
        self.setMinimumWidth(_LEAST_PX)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame, column = scrolling_card()
        outer.addWidget(frame)
        self.name = label("", "heading")
        self.facts = label("", "quiet")
        self.may = label("", "caption")
        self.notice = Notice()
        self._buttons = self._make_buttons()
        self._role_box = self._make_role()
        self._password_box = self._make_password()
        self._question = self._make_question()
        self.form = AccountForm(self._add, lambda: self._open(self._buttons))
        self.phone = PhonePanel(
            phones, runner, done=self._phone_bound, cancel=lambda: self._open(self._buttons)
        )
        self._boxes = (
            self._buttons,
            self._role_box,
            self._password_box,
            self._question,
            self.form,
            self.phone,
        )
        for part in (self.name, self.facts, self.may, self.notice, *self._boxes):
            column.addWidget(part)
        column.addStretch(1)
        self.show_account(None)

    def _make_buttons(self) -> QWidget:
        self.role_button = button("Change the role")
        self.password_button = button("Set a password")
        self.phone_button = button("Bind a phone")
        self.unbind_button = button("Remove the phone")
        self.disable_button = button("Disable", name="danger")
        self.enable_button = button("Enable")
        self.role_button.clicked.connect(lambda: self._open(self._role_box))
        self.password_button.clicked.connect(lambda: self._open(self._password_box))
        self.phone_button.clicked.connect(self._begin_phone)
        self.unbind_button.clicked.connect(lambda: self._do(self._actions.unbind))
        self.disable_button.clicked.connect(lambda: self._open(self._question))
        self.enable_button.clicked.connect(lambda: self._do(self._actions.enable))
        return _column(
            self.role_button,
            self.password_button,
            self.phone_button,
            self.unbind_button,
            self.disable_button,
            self.enable_button,
        )

    def _make_role(self) -> QWidget:
        self.role = role_choice()
        self.role_may = label("", "caption")
        self.role.currentIndexChanged.connect(
            lambda index: self.role_may.setText(what_it_may(ROLES[index]))
        )
        self.save_role_button = button("Save the role", name="primary")
        self.save_role_button.clicked.connect(
            lambda: self._do(
                lambda account: self._actions.set_role(account, ROLES[self.role.currentIndex()])
            )
        )
        return _column(self.role, self.role_may, self.save_role_button, self._cancel())

    def _make_password(self) -> QWidget:
        self.password = secret_field("New password")
        self.again = secret_field("The same password again")
        self.save_password_button = button("Save the password", name="primary")
        self.save_password_button.clicked.connect(self._set_password)
        self.again.returnPressed.connect(self._set_password)
        return _column(self.password, self.again, self.save_password_button, self._cancel())

    def _make_question(self) -> QWidget:
        self.question = label("")
        self.confirm_button = button("Disable this account", name="danger")
        self.confirm_button.clicked.connect(lambda: self._do(self._actions.disable))
        return _column(self.question, self.confirm_button, self._cancel())

    def _cancel(self) -> QWidget:
        made = button("Cancel")
        made.clicked.connect(lambda: self._open(self._buttons))
        return made

    def show_account(self, account: Account | None) -> None:
        """Show an account, or an invitation to choose one."""
        self._account = account
        self.notice.clear()
        self._open(self._buttons)
        if account is None:
            return
        self.question.setText(
            f"Disable {breakable(account.name)}? Whoever uses it can do nothing more from now on. "
            "It can be enabled again."
        )
        self.role.setCurrentIndex(ROLES.index(account.role))
        self.role_may.setText(what_it_may(account.role))
        self.phone_button.setHidden(account.has_code)
        self.unbind_button.setVisible(account.has_code)
        self.disable_button.setVisible(account.is_active)
        self.enable_button.setHidden(account.is_active)

    def begin_adding(self) -> None:
        """Ask for a new account."""
        self.form.begin()
        self._open(self.form)

    def show_problem(self, sentence: str) -> None:
        """Say what could not be done."""
        self.notice.say(Tone.BAD, sentence)

    def _open(self, box: QWidget) -> None:
        """Show one box; what was typed into another is forgotten."""
        for each in self._boxes:
            each.setVisible(each is box)
        self.phone.forget()
        self.form.forget()
        self.password.clear()
        self.again.clear()
        self.notice.clear()
        self._show_head(adding=box is self.form)
        if box is self._password_box:
            self.password.setFocus()

    def _show_head(self, *, adding: bool) -> None:
        account = self._account
        self.name.setHidden(adding)
        self.facts.setHidden(adding)
        self.may.setHidden(adding or account is None)
        if account is None:
            self._buttons.hide()
            self.name.setText("No account chosen")
            self.facts.setText("Choose one in the list to see what it may do, and to change it.")
        else:
            self.name.setText(breakable(account.name))
            self.facts.setText(_facts(account))
            self.may.setText(what_it_may(account.role))

    def _add(self, name: str, role: Role, password: str, again: str) -> None:
        if password != again:
            self.show_problem(_DIFFER)
            return
        self._actions.add(name, role, password)

    def _set_password(self) -> None:
        typed = self.password.text()
        if typed != self.again.text():
            self.show_problem(_DIFFER)
            return
        self._do(lambda account: self._actions.set_password(account, typed))

    def _begin_phone(self) -> None:
        if self._account is not None:
            self._open(self.phone)
            self.phone.begin(self._account.id, self._account.name, by=self._actions.may)

    def _phone_bound(self) -> None:
        self._open(self._buttons)
        self._actions.changed()

    def _do(self, action: Callable[[Account], None]) -> None:
        if self._account is not None:
            action(self._account)


def _facts(account: Account) -> str:
    lines = [
        f"{account.role.capitalize()} · {'active' if account.is_active else 'disabled'}",
        f"Made {day(account.created_at)} by {breakable(account.created_by)}",
        "Asks for the code of a phone" if account.has_code else "Asks for the password only",
    ]
    if account.has_code:
        lines.append(f"Recovery codes left: {account.recovery_codes_left}")
    if account.disabled_at is not None:
        lines.append(f"Disabled {day(account.disabled_at)}")
    return "\n".join(lines)


def _column(*widgets: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_PX // 2)
    for widget in widgets:
        column.addWidget(widget)
    return box
