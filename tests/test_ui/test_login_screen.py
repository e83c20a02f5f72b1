"""Who gets into the admin area."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.account_records import Role
from kiosk.accounts.session import AdminSession
from kiosk.ui.login_screen import LoginScreen
from kiosk.ui.tasks import InlineRunner
from tests.accounts import PASSWORD
from tests.test_ui.account_fakes import CODE, MemoryAccounts, make_account


class _Door:
    def __init__(self, qtbot: QtBot, accounts: MemoryAccounts) -> None:
        self.accounts = accounts
        self.opened: list[str] = []
        self.left = 0
        self.screen = LoginScreen(
            accounts,  # type: ignore[arg-type]  # the contract, not the class
            InlineRunner(),
            opened=self._open,
            leave=self._leave,
        )
        qtbot.addWidget(self.screen)
        self.screen.show()
        self.screen.open()

    def _open(self, session: AdminSession) -> None:
        self.opened.append(session.actor)

    def _leave(self) -> None:
        self.left += 1

    def say(self, password: str, name: str = "ada") -> None:
        self.screen.name.setText(name)
        self.screen.password.setText(password)
        self.screen.open_button.click()


def two(**changes: object) -> MemoryAccounts:
    return MemoryAccounts(make_account(1, "ada", **changes), make_account(2, "Bob", Role.GUARD))


def test_the_right_password_opens_and_is_forgotten(qtbot: QtBot) -> None:
    door = _Door(qtbot, two())
    qtbot.keyClicks(door.screen.name, "ADA")
    qtbot.keyClick(door.screen.name, Qt.Key.Key_Return)
    qtbot.keyClicks(door.screen.password, PASSWORD)
    qtbot.keyClick(door.screen.password, Qt.Key.Key_Return)
    assert door.opened == ["ada"]
    assert door.screen.password.text() == door.screen.name.text() == ""


def test_whoever_is_alone_need_not_type_a_name(qtbot: QtBot) -> None:
    door = _Door(qtbot, MemoryAccounts(make_account(1, "ada")))
    assert door.screen.name.text() == "ada"
    assert _Door(qtbot, two()).screen.name.text() == ""


def test_a_wrong_password_is_refused_in_words(qtbot: QtBot) -> None:
    door = _Door(qtbot, two())
    door.say("battery staple")
    assert door.opened == []
    assert door.screen.notice.text == "That is not right."
    assert door.screen.password.text() == ""
    assert door.screen.name.text() == "ada"
    assert door.screen.open_button.isEnabled()


def test_what_is_typed_cannot_be_read(qtbot: QtBot) -> None:
    door = _Door(qtbot, two())
    door.screen.password.setText("secret")
    assert door.screen.password.displayText() != "secret"


def test_a_bound_phone_is_asked_for_after_the_password(qtbot: QtBot) -> None:
    door = _Door(qtbot, two(has_code=True))
    assert not door.screen.code.isVisible()
    door.say(PASSWORD)
    assert door.opened == []
    assert door.screen.code.isVisible()
    assert not door.screen.password.isVisible()
    door.screen.code.setText("000000")
    door.screen.open_button.click()
    assert door.opened == []
    assert door.screen.notice.text
    assert door.screen.code.text() == ""
    qtbot.keyClicks(door.screen.code, CODE)
    qtbot.keyClick(door.screen.code, Qt.Key.Key_Return)
    assert door.opened == ["ada"]


def test_leaving_forgets_a_password_that_waits_for_its_code(qtbot: QtBot) -> None:
    door = _Door(qtbot, two(has_code=True))
    door.say(PASSWORD)
    door.screen.forget()
    door.screen.open()
    assert door.screen.password.isVisible()
    assert door.screen.password.text() == ""
    assert not door.screen.code.isVisible()


def test_a_role_that_needs_a_phone_binds_one_before_it_is_let_in(qtbot: QtBot) -> None:
    accounts = MemoryAccounts(make_account(1, "ada"), code_required_for=[Role.OWNER])
    door = _Door(qtbot, accounts)
    door.say(PASSWORD)
    assert door.opened == []
    assert door.screen.phone.isVisible()
    assert not door.screen.open_button.isVisible()
    door.screen.phone.code.setText(CODE)
    door.screen.phone.bind_button.click()
    assert door.opened == []  # the recovery codes are still to be written down
    door.screen.phone.written_button.click()
    assert door.opened == ["ada"]
    assert accounts.acts == [("logged in", "ada"), ("bound", "ada")]


def test_who_leaves_without_the_phone_is_logged_out(qtbot: QtBot) -> None:
    accounts = MemoryAccounts(make_account(1, "ada"), code_required_for=[Role.OWNER])
    door = _Door(qtbot, accounts)
    door.say(PASSWORD)
    door.screen.forget()
    assert accounts.acts == [("logged in", "ada"), ("logged out", "ada")]
    assert not door.opened


def test_too_many_failures_lock_it_and_count_down(qtbot: QtBot) -> None:
    accounts = two()
    accounts.tries_left = 2
    door = _Door(qtbot, accounts)
    door.say("wrong")
    door.say("wrong")
    # One number only, the one that counts down.
    assert door.screen.notice.text == "Too many wrong logins. Next try in 2 seconds."
    assert not door.screen.open_button.isEnabled()
    door.screen.password.setText(PASSWORD)
    qtbot.keyClick(door.screen.password, Qt.Key.Key_Return)
    assert door.opened == []  # not even asked
    door.screen.open()  # leaving and coming back does not hide the countdown
    assert "Next try" in door.screen.notice.text
    assert not door.screen.open_button.isEnabled()
    door.screen._countdown.timeout.emit()
    assert "Next try in 1 second." in door.screen.notice.text
    door.screen._countdown.timeout.emit()
    assert not door.screen._countdown.isActive()
    assert door.screen.open_button.isEnabled()
    accounts.tries_left = 2  # the lock is over
    door.say(PASSWORD)
    assert door.opened == ["ada"]


def test_codes_lock_too_and_lead_back_to_the_password(qtbot: QtBot) -> None:
    accounts = two(has_code=True)
    accounts.tries_left = 1
    door = _Door(qtbot, accounts)
    door.say(PASSWORD)
    door.screen.code.setText("000000")
    door.screen.open_button.click()
    assert "Next try" in door.screen.notice.text
    assert door.screen.password.isVisible()
    assert door.screen.password.text() == ""
    door.screen.close_timers()


def test_an_answer_to_somebody_who_left_opens_nothing_for_the_next(qtbot: QtBot) -> None:
    door = _Door(qtbot, two())
    asked = door.screen._round
    late = door.accounts.check("ada", PASSWORD)
    door.screen.forget()
    door.screen.open()  # the next one stands there now
    door.screen._was_checked(late, asked)
    assert door.opened == []
    assert door.accounts.acts == [("logged in", "ada"), ("logged out", "ada")]


def test_the_way_back(qtbot: QtBot) -> None:
    door = _Door(qtbot, two())
    door.screen.leave_button.click()
    assert door.left == 1
