"""Changing one's own password."""

import pytest
from pytestqt.qtbot import QtBot

from kiosk.ui.admin.password_screen import PasswordScreen
from kiosk.ui.tasks import InlineRunner
from tests.accounts import PASSWORD, LoggedIn
from tests.test_ui.account_fakes import MemoryAccounts, make_account

NEW = "battery staple"


@pytest.fixture
def accounts() -> MemoryAccounts:
    return MemoryAccounts(make_account(1, "ada"))


@pytest.fixture
def screen(qtbot: QtBot, accounts: MemoryAccounts) -> PasswordScreen:
    made = PasswordScreen(accounts, InlineRunner(), LoggedIn())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    made.begin()
    return made


def say(screen: PasswordScreen, present: str, new: str, again: str) -> None:
    for field, text in ((screen.present, present), (screen.new, new), (screen.again, again)):
        field.setText(text)
    screen.change_button.click()


def test_it_is_changed_by_whoever_knows_the_present_one(
    screen: PasswordScreen, accounts: MemoryAccounts
) -> None:
    say(screen, "wrong", NEW, NEW)
    assert "not your present password" in screen.notice.text
    assert accounts.passwords[1] == PASSWORD
    assert screen.present.text() == ""
    assert screen.new.text() == NEW  # need not be typed again
    say(screen, PASSWORD, NEW, "another")
    assert "differ" in screen.notice.text
    say(screen, PASSWORD, NEW, NEW)
    assert accounts.passwords[1] == NEW
    assert accounts.acts == [("password", "ada")]
    assert screen.present.text() == screen.new.text() == screen.again.text() == ""


def test_coming_back_finds_nothing_that_was_typed(screen: PasswordScreen) -> None:
    screen.new.setText("half typed")
    screen.begin()
    assert screen.new.text() == ""
