"""The first start makes an owner, and nothing goes around it."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.account_records import Role
from kiosk.ui.setup_screen import SetupScreen
from kiosk.ui.tasks import InlineRunner
from tests.accounts import PASSWORD
from tests.test_ui.account_fakes import CODE, OFFER, MemoryAccounts, make_account


class _First:
    def __init__(self, qtbot: QtBot, accounts: MemoryAccounts) -> None:
        self.accounts = accounts
        self.done = 0
        self.screen = SetupScreen(
            accounts,  # type: ignore[arg-type]  # the contract, not the class
            InlineRunner(),
            done=self._done,
        )
        qtbot.addWidget(self.screen)
        self.screen.show()
        self.screen.open()

    def _done(self) -> None:
        self.done += 1

    def say(self, password: str, again: str | None = None) -> None:
        self.screen.password.setText(password)
        self.screen.again.setText(password if again is None else again)
        self.screen.start_button.click()


def test_a_password_typed_twice_is_all_that_is_needed(qtbot: QtBot) -> None:
    first = _First(qtbot, MemoryAccounts())
    assert "first passer-by" in first.screen.rule.text()
    first.say(PASSWORD, "correct hoarse")
    assert first.screen.notice.text == "The two passwords differ. Type the same one twice."
    assert not first.accounts.rows
    first.say(PASSWORD)
    assert first.done == 1
    (owner,) = first.accounts.accounts()
    assert (owner.name, owner.role) == ("owner", Role.OWNER)
    assert first.screen.password.text() == first.screen.again.text() == ""


def test_the_owner_may_go_by_another_name(qtbot: QtBot) -> None:
    first = _First(qtbot, MemoryAccounts())
    first.screen.name.setText("Ada")
    first.say(PASSWORD)
    assert first.accounts.named("ada") is not None


def test_a_password_too_short_is_refused_in_words(qtbot: QtBot) -> None:
    first = _First(qtbot, MemoryAccounts())
    first.say("short")
    assert "at least 8" in first.screen.notice.text
    assert first.screen.start_button.isEnabled()
    assert first.done == 0


def test_an_account_made_meanwhile_is_not_joined(qtbot: QtBot) -> None:
    first = _First(qtbot, MemoryAccounts())
    first.accounts.rows[1] = make_account(1, "elsewhere")
    first.say(PASSWORD)
    assert "already" in first.screen.notice.text
    assert first.done == 0


def test_a_phone_can_be_bound_at_once(qtbot: QtBot) -> None:
    first = _First(qtbot, MemoryAccounts())
    first.screen.with_phone.setChecked(True)
    first.say(PASSWORD)
    phone = first.screen.phone
    assert phone.isVisible()
    assert first.done == 0
    assert "GEZD GNBV GY3T QOJQ" in phone.secret.text()
    phone.code.setText("000000")
    phone.bind_button.click()
    assert "not right" in phone.notice.text
    phone.code.setText(CODE)
    phone.bind_button.click()
    assert phone.codes.isVisible()
    assert phone.codes.text().split() == list(OFFER.recovery_codes)
    phone.written_button.click()
    assert first.done == 1
    assert first.accounts.accounts()[0].has_code
    left = " ".join(label.text() for label in phone.findChildren(QLabel))
    assert "GEZD" not in left


def test_a_phone_may_be_left_for_later_unless_the_role_needs_it(qtbot: QtBot) -> None:
    free = _First(qtbot, MemoryAccounts())
    free.screen.with_phone.setChecked(True)
    free.say(PASSWORD)
    free.screen.phone.cancel_button.click()
    assert free.done == 1
    bound = _First(qtbot, MemoryAccounts(code_required_for=[Role.OWNER]))
    assert bound.screen.with_phone.isChecked()
    assert not bound.screen.with_phone.isEnabled()
    bound.say(PASSWORD)
    assert bound.screen.phone.isVisible()
    assert not bound.screen.phone.cancel_button.isVisible()
    assert bound.done == 0
