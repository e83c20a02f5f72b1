"""Who may log in: for owners."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.account_records import Account, Role
from kiosk.accounts.permissions import Permission
from kiosk.ui.admin.account_pane import AccountActions, AccountPane
from kiosk.ui.admin.parts import (
    GAP_PX,
    MARGIN_PX,
    Notice,
    Tone,
    button,
    card,
    label,
    share_width,
)
from kiosk.ui.error_text import sentence_of
from kiosk.ui.icons import Icon
from kiosk.ui.latest import Latest

if TYPE_CHECKING:
    from kiosk.accounts.authority import Authority
    from kiosk.accounts.room import AccountRoom
    from kiosk.ui.tasks import TaskRunner

_COLUMNS = ("Name", "Role", "Phone", "State")
_ROW_PX = 46


class AccountsScreen(QWidget):
    """All accounts, and what an owner does with them.

    Args:
        accounts: Reads and changes them; asked off the GUI thread only.
        runner: Runs it.
        authority: Who has logged in, asked before each change.
    """

    def __init__(self, accounts: AccountRoom, runner: TaskRunner, authority: Authority) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._administration = accounts.administration
        self._phones = accounts.phones
        self._runner = runner
        self._authority = authority
        self._rows: tuple[Account, ...] = ()
        self._chosen_id: int | None = None
        self._lists = Latest[tuple[Account, ...]](runner, self._show_accounts, self._show_error)
        admin = self._administration
        self.pane = AccountPane(
            AccountActions(
                add=lambda name, role, text: self._add(name, role, text),
                set_role=lambda account, role: self._change(
                    lambda by: admin.set_role(account.id, role, by)
                ),
                set_password=lambda account, text: self._change(
                    lambda by: admin.set_password(account.id, text, by)
                ),
                disable=lambda account: self._change(lambda by: admin.disable(account.id, by)),
                enable=lambda account: self._change(lambda by: admin.enable(account.id, by)),
                unbind=lambda account: self._change(lambda by: self._phones.unbind(account.id, by)),
                may=self._may,
                changed=self.refresh,
            ),
            accounts.phones,
            runner,
        )
        self._build()

    def _build(self) -> None:
        self.add_button = button("Add an account", name="primary", icon=Icon.ADD_PERSON)
        self.add_button.clicked.connect(self._begin_adding)
        self.notice = Notice()
        self.list = QTableWidget(0, len(_COLUMNS))
        self.list.setObjectName("table")
        self.list.setAccessibleName("Accounts")
        self.list.setHorizontalHeaderLabels(list(_COLUMNS))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setShowGrid(False)
        self.list.setWordWrap(False)
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.list.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.itemSelectionChanged.connect(self._choose)
        top = QHBoxLayout()
        top.addWidget(label("Accounts", "title", wrap=False), 1)
        top.addWidget(self.add_button)
        frame, column = card(margin_px=8)
        column.addWidget(self.list)
        body = QHBoxLayout()
        body.setSpacing(GAP_PX + 8)
        body.addWidget(share_width(frame), 3)
        body.addWidget(share_width(self.pane), 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        outer.setSpacing(GAP_PX)
        outer.addLayout(top)
        outer.addWidget(self.notice)
        outer.addLayout(body, 1)

    def refresh(self) -> None:
        """Read the list anew."""
        self._lists.ask(self._administration.accounts)

    def _show_accounts(self, accounts: tuple[Account, ...]) -> None:
        self.notice.clear()
        self._rows = accounts
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's own name
        # Emptied first: each item put in place of another one would measure the columns anew.
        self.list.setRowCount(0)
        self.list.setRowCount(len(accounts))
        for number, account in enumerate(accounts):
            for column, text in enumerate(_cells(account)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.list.setItem(number, column, item)
        self.list.clearSelection()
        self.list.blockSignals(False)  # noqa: FBT003
        chosen = next((n for n, a in enumerate(accounts) if a.id == self._chosen_id), None)
        if chosen is None:
            self._chosen_id = None
            self.pane.show_account(None)
        else:
            self.list.selectRow(chosen)

    def _choose(self) -> None:
        rows = self.list.selectionModel().selectedRows()
        if rows:
            account = self._rows[rows[0].row()]
            self._chosen_id = account.id
            self.pane.show_account(account)

    def _begin_adding(self) -> None:
        self.list.clearSelection()
        self.pane.begin_adding()

    def _add(self, name: str, role: Role, password: str) -> None:
        self._change(lambda by: self._administration.add(name, role, password, by))

    def _may(self) -> str:
        return self._authority.require(Permission.ACCOUNTS)

    def _change(self, work: Callable[[str], Account]) -> None:
        self._runner.run(lambda: work(self._may()), self._changed, self._show_pane_error)

    def _changed(self, account: Account) -> None:
        self._chosen_id = account.id
        self.refresh()

    def _show_pane_error(self, error: Exception) -> None:
        self.pane.show_problem(sentence_of(error))

    def _show_error(self, error: Exception) -> None:
        self.notice.say(Tone.BAD, sentence_of(error))


def _cells(account: Account) -> tuple[str, ...]:
    phone = "Bound" if account.has_code else "—"
    state = "Active" if account.is_active else "Disabled"
    return account.name, account.role.capitalize(), phone, state
