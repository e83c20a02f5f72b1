"""The form for a new account."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.account_records import Role
from kiosk.accounts.permissions import MAY, Permission
from kiosk.ui.admin.fields import Choice
from kiosk.ui.admin.parts import GAP_PX, button, label
from kiosk.ui.login_fields import name_field, secret_field

ROLES = tuple(Role)


def role_choice() -> Choice:
    """Return a field to choose a role from."""
    return Choice("Role", [role.capitalize() for role in ROLES])


def what_it_may(role: Role) -> str:
    """Return what a role may do, in a sentence."""
    if role is Role.OWNER:
        return "May do everything."
    # That everybody may change their own password goes without saying.
    told = [each for each in Permission if each in MAY[role] and each is not Permission.MYSELF]
    return f"May {', '.join(told)}."


class AccountForm(QWidget):
    """Asks for name, role and password of a new account.

    Args:
        add: Called with what was typed, the password twice.
        cancel: Called when no account is to be made.
    """

    def __init__(
        self, add: Callable[[str, Role, str, str], None], cancel: Callable[[], None]
    ) -> None:
        super().__init__()
        self._add = add
        self.name = name_field("Name of the account")
        self.role = role_choice()
        self.role.currentIndexChanged.connect(lambda: self._explain())
        self.may = label("", "caption")
        self.password = secret_field("Password of the account")
        self.again = secret_field("The same password again")
        self.add_button = button("Add this account", name="primary")
        self.cancel_button = button("Cancel")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(label("New account", "heading"))
        for part in (
            self.name,
            self.role,
            self.may,
            self.password,
            self.again,
            self.add_button,
            self.cancel_button,
        ):
            column.addWidget(part)
        self.add_button.clicked.connect(self._submit)
        self.again.returnPressed.connect(self._submit)
        self.cancel_button.clicked.connect(lambda: cancel())
        self.begin()

    def begin(self) -> None:
        """Empty it. The role that may least comes first: more must be chosen."""
        self.forget()
        self.name.clear()
        self.role.setCurrentIndex(ROLES.index(Role.AUDITOR))
        self._explain()
        self.name.setFocus()

    def forget(self) -> None:
        """Keep no password."""
        self.password.clear()
        self.again.clear()

    def _explain(self) -> None:
        self.may.setText(what_it_may(ROLES[self.role.currentIndex()]))

    def _submit(self) -> None:
        role = ROLES[self.role.currentIndex()]
        self._add(self.name.text(), role, self.password.text(), self.again.text())
