"""What an owner does with the accounts."""

import pytest
from pytestqt.qtbot import QtBot

from db.account_records import Role
from db.errors import StoreError
from kiosk.accounts.permissions import Permission
from kiosk.ui.admin.account_form import ROLES, what_it_may
from kiosk.ui.admin.accounts_screen import AccountsScreen
from kiosk.ui.tasks import InlineRunner
from tests.accounts import PASSWORD, LoggedIn
from tests.test_ui.account_fakes import CODE, MemoryAccounts, make_account
from tests.test_ui.fakes import NOON


class _Desk:
    def __init__(self, qtbot: QtBot) -> None:
        self.accounts = MemoryAccounts(
            make_account(1, "ada"), make_account(2, "Bob", Role.GUARD, disabled_at=NOON)
        )
        self.me = LoggedIn(name="ada")
        self.screen = AccountsScreen(
            self.accounts,  # type: ignore[arg-type]  # the contract, not the class
            InlineRunner(),
            self.me,  # type: ignore[arg-type]
        )
        self.pane = self.screen.pane
        qtbot.addWidget(self.screen)
        self.screen.show()
        self.screen.refresh()

    def rows(self) -> list[list[str]]:
        table = self.screen.list
        found = []
        for row in range(table.rowCount()):
            items = [table.item(row, column) for column in range(table.columnCount())]
            found.append([item.text() for item in items if item is not None])
        return found


@pytest.fixture
def desk(qtbot: QtBot) -> _Desk:
    return _Desk(qtbot)


def test_everybody_is_listed(desk: _Desk) -> None:
    assert desk.rows() == [
        ["ada", "Owner", "—", "Active"],
        ["Bob", "Guard", "—", "Disabled"],
    ]
    assert desk.pane.name.text() == "No account chosen"
    assert not desk.pane.role_button.isVisible()


def test_an_account_is_added_and_chosen(desk: _Desk) -> None:
    desk.screen.list.selectRow(0)
    desk.screen.add_button.click()
    form = desk.pane.form
    assert form.isVisible()
    assert ROLES[form.role.currentIndex()] is Role.AUDITOR  # who wants more must choose it
    form.name.setText("Grace")
    form.role.setCurrentIndex(ROLES.index(Role.ENROLLER))
    assert form.may.text() == what_it_may(Role.ENROLLER)
    form.password.setText(PASSWORD)
    form.again.setText("another")
    form.add_button.click()
    assert "differ" in desk.pane.notice.text
    assert desk.accounts.named("Grace") is None
    form.again.setText(PASSWORD)
    form.add_button.click()
    assert desk.rows()[2] == ["Grace", "Enroller", "—", "Active"]
    assert desk.pane.name.text() == "Grace"
    assert desk.accounts.acts == [("added", "ada")]
    assert desk.me.asked == [Permission.ACCOUNTS]
    assert form.password.text() == form.again.text() == ""


def test_a_short_password_is_refused_in_words(desk: _Desk) -> None:
    desk.screen.add_button.click()
    form = desk.pane.form
    form.name.setText("Grace")
    for field in (form.password, form.again):
        field.setText("short")
    form.add_button.click()
    assert "too short" in desk.pane.notice.text
    assert form.isVisible()


def test_role_password_and_state_are_changed(desk: _Desk) -> None:
    desk.screen.list.selectRow(1)
    assert desk.pane.enable_button.isVisible()
    assert not desk.pane.disable_button.isVisible()
    desk.pane.enable_button.click()
    assert desk.rows()[1][3] == "Active"
    desk.pane.role_button.click()
    desk.pane.role.setCurrentIndex(ROLES.index(Role.AUDITOR))
    desk.pane.save_role_button.click()
    assert desk.rows()[1][1] == "Auditor"
    desk.pane.password_button.click()
    for field in (desk.pane.password, desk.pane.again):
        field.setText("battery staple")
    desk.pane.save_password_button.click()
    assert desk.accounts.passwords[2] == "battery staple"
    assert desk.pane.password.text() == ""
    desk.pane.disable_button.click()
    assert "Disable Bob?" in desk.pane.question.text()
    assert desk.accounts.rows[2].is_active  # only asked so far
    desk.pane.confirm_button.click()
    assert desk.rows()[1][3] == "Disabled"
    assert {by for _, by in desk.accounts.acts} == {"ada"}
    assert set(desk.me.asked) == {Permission.ACCOUNTS}


def test_a_phone_is_bound_and_removed(desk: _Desk) -> None:
    desk.screen.list.selectRow(0)
    assert not desk.pane.unbind_button.isVisible()
    desk.pane.phone_button.click()
    desk.pane.phone.code.setText(CODE)
    desk.pane.phone.bind_button.click()
    desk.pane.phone.written_button.click()
    assert desk.rows()[0][2] == "Bound"
    assert "Recovery codes left: 2" in desk.pane.facts.text()
    desk.pane.unbind_button.click()
    assert desk.rows()[0][2] == "—"
    assert desk.accounts.acts == [("bound", "ada"), ("unbound", "ada")]


def test_what_was_typed_for_one_account_is_not_there_for_the_next(desk: _Desk) -> None:
    desk.screen.list.selectRow(0)
    desk.pane.password_button.click()
    desk.pane.password.setText("half typed")
    desk.screen.list.selectRow(1)
    desk.pane.password_button.click()
    assert desk.pane.password.text() == ""


def test_what_cannot_be_done_is_said_beside_it(
    desk: _Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(account_id: int, by: str) -> None:
        raise StoreError("“ada” is the last owner.", "Make another account an owner first.")

    monkeypatch.setattr(desk.accounts, "disable", refuse)
    desk.screen.list.selectRow(0)
    desk.pane.disable_button.click()
    desk.pane.confirm_button.click()
    assert desk.pane.notice.text.startswith("“ada” is the last owner.")


def test_every_role_says_what_it_may() -> None:
    assert len({what_it_may(role) for role in Role}) == len(Role)
    assert what_it_may(Role.AUDITOR).startswith("May see who is enrolled")
