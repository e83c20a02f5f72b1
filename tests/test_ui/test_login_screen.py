"""Who gets into the admin area."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kiosk.errors import KioskError
from kiosk.ui.login_screen import LoginScreen
from kiosk.ui.tasks import InlineRunner
from tests.test_ui.fakes import ScriptedAuth


class _Door:
    def __init__(self, qtbot: QtBot, auth: ScriptedAuth) -> None:
        self.auth = auth
        self.opened = self.left = 0
        self.screen = LoginScreen(
            auth,  # type: ignore[arg-type]  # the contract, not the class
            InlineRunner(),
            opened=self._open,
            leave=self._leave,
        )
        qtbot.addWidget(self.screen)
        self.screen.show()
        self.screen.open()

    def _open(self) -> None:
        self.opened += 1

    def _leave(self) -> None:
        self.left += 1

    def say(self, password: str) -> None:
        self.screen.password.setText(password)
        self.screen.open_button.click()


def test_the_right_password_opens_and_is_forgotten(qtbot: QtBot) -> None:
    door = _Door(qtbot, ScriptedAuth("correct horse"))
    assert not door.screen.again.isVisible()
    qtbot.keyClicks(door.screen.password, "correct horse")
    qtbot.keyClick(door.screen.password, Qt.Key.Key_Return)
    assert door.opened == 1
    assert door.screen.password.text() == ""


def test_a_wrong_password_is_refused_in_words(qtbot: QtBot) -> None:
    door = _Door(qtbot, ScriptedAuth("correct horse"))
    door.say("battery staple")
    assert door.opened == 0
    assert door.screen.notice.text == "That is not the admin password."
    assert door.screen.password.text() == ""
    assert door.screen.open_button.isEnabled()


def test_what_is_typed_cannot_be_read(qtbot: QtBot) -> None:
    door = _Door(qtbot, ScriptedAuth(None))
    for field in (door.screen.password, door.screen.again):
        field.setText("secret")
        assert field.displayText() != "secret"


def test_the_first_start_sets_the_password(qtbot: QtBot) -> None:
    door = _Door(qtbot, ScriptedAuth(None))
    assert door.screen.again.isVisible()
    door.screen.again.setText("correct hoarse")
    door.say("correct horse")
    assert door.screen.notice.text == "The two passwords differ. Type the same one twice."
    assert door.auth.password is None
    door.screen.again.setText("correct horse")
    door.say("correct horse")
    assert door.auth.password == "correct horse"
    assert door.opened == 1


def test_a_password_set_meanwhile_is_not_replaced(qtbot: QtBot) -> None:
    door = _Door(qtbot, ScriptedAuth(None))
    door.auth.password = "set elsewhere"
    door.screen.again.setText("mine instead")
    door.say("mine instead")
    assert door.auth.password == "set elsewhere"
    assert door.opened == 0
    assert "set already" in door.screen.notice.text


def test_a_password_too_short_is_refused_in_words(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _Door(qtbot, ScriptedAuth(None))

    def refuse(text: str) -> None:
        raise KioskError("The password is too short.", "Choose at least 8 characters.")

    monkeypatch.setattr(door.auth, "set_password", refuse)
    door.screen.again.setText("short")
    door.say("short")
    assert "at least 8" in door.screen.notice.text
    assert door.opened == 0


def test_too_many_failures_lock_it_and_count_down(qtbot: QtBot) -> None:
    auth = ScriptedAuth("correct horse", failures=2)
    door = _Door(qtbot, auth)
    door.say("wrong")
    door.say("wrong")
    # One number only, the one that counts down.
    assert door.screen.notice.text == "Too many wrong passwords. Next try in 2 seconds."
    assert not door.screen.open_button.isEnabled()
    door.screen.password.setText("correct horse")
    qtbot.keyClick(door.screen.password, Qt.Key.Key_Return)
    assert door.opened == 0  # not even asked
    door.screen.open()  # leaving and coming back does not hide the countdown
    assert "Next try" in door.screen.notice.text
    door.screen._countdown.timeout.emit()
    assert "Next try in 1 second." in door.screen.notice.text
    door.screen._countdown.timeout.emit()
    assert not door.screen._countdown.isActive()
    assert door.screen.open_button.isEnabled()
    auth.left = 2  # the lock is over
    door.say("correct horse")
    assert door.opened == 1


def test_the_way_back(qtbot: QtBot) -> None:
    door = _Door(qtbot, ScriptedAuth("correct horse"))
    door.screen.leave_button.click()
    assert door.left == 1


def test_before_the_first_start_there_is_no_way_back(qtbot: QtBot) -> None:
    auth, opened = ScriptedAuth(None), list[None]()
    screen = LoginScreen(
        auth,  # type: ignore[arg-type]  # the contract, not the class
        InlineRunner(),
        opened=lambda: opened.append(None),
        leave=None,
    )
    qtbot.addWidget(screen)
    screen.show()
    screen.open()
    assert screen.again.isVisible()
    assert not screen.leave_button.isVisible()
    assert "This door starts once it has one" in screen.rule.text()
    auth.password = "set elsewhere"
    for field in (screen.password, screen.again):
        field.setText("mine instead")
    screen.open_button.click()
    assert "Start the kiosk again" in screen.notice.text
    assert not opened
    auth.password = None
    screen.open_button.click()
    assert auth.password == "mine instead"
    assert len(opened) == 1
