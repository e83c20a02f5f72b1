"""The window's pages: the door, the login, the admin area."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from db.account_records import Account, Role
from db.camera_records import CameraIdentity
from kiosk.camera.binding import Refusal
from kiosk.config import Config
from kiosk.entry.view import EntryState
from kiosk.factors.keypad import Key
from kiosk.factors.keys import KeyChannel
from kiosk.ui.admin.area import AdminArea
from kiosk.ui.admin_access import AdminAccess
from kiosk.ui.main_window import MainWindow
from kiosk.ui.sounds import DecisionSound
from kiosk.ui.tasks import InlineRunner
from models.calibration import shipped_calibration
from tests.accounts import PASSWORD
from tests.test_ui.account_fakes import MemoryAccounts, make_account
from tests.test_ui.fakes import (
    MemoryGallery,
    MemoryLog,
    ScriptedBinding,
    ScriptedEnrolment,
    StillClock,
    camera_image,
    make_event,
    make_person,
    make_view,
)
from tests.test_ui.review_fakes import MemoryAlarms, memory_room
from tests.test_ui.rules_fakes import MemoryPresence, MemoryRules


class _Patient:
    """Runs nothing before it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(
        self,
        work: Callable[[], object],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.waiting.append(lambda: done(work()))

    def run_all(self) -> None:
        waiting, self.waiting = self.waiting, []
        for task in waiting:
            task()


class _Kiosk:
    def __init__(self, qtbot: QtBot, qapp: QApplication, folder: Path, *accounts: Account) -> None:
        self.closed = 0
        self.beeps = 0
        sound = DecisionSound(enabled=True, beep=self._beep)
        self.window = MainWindow(qapp, sound, closed=self._close)
        qtbot.addWidget(self.window)
        self.window.show()
        self.gallery = MemoryGallery([make_person("Ada Lovelace")])
        self.accounts = MemoryAccounts(*accounts)
        self.app = SimpleNamespace(
            config=Config(data_dir=folder),
            clock=StillClock(),
            gallery=self.gallery,
            log=MemoryLog([make_event(1)]),
            review=memory_room(),
            alarms=MemoryAlarms(),
            accounts=self.accounts,
            settings=None,
            keys=KeyChannel(),
            enrolment=ScriptedEnrolment(),
            binding=ScriptedBinding(),
            rules=MemoryRules(),
            presence=MemoryPresence(),
            calibration=shipped_calibration("resnet29-dlib-2"),
        )

    def _beep(self) -> None:
        self.beeps += 1

    def _close(self) -> None:
        self.closed += 1

    def attach(self) -> None:
        self.window.attach(self.app, InlineRunner())  # type: ignore[arg-type]  # stands for an App

    @property
    def access(self) -> AdminAccess:
        assert self.window.access is not None
        return self.window.access

    def log_in(self, name: str = "ada") -> AdminArea:
        self.window.admin_button.click()
        self.access.login.name.setText(name)
        self.access.login.password.setText(PASSWORD)
        self.access.login.open_button.click()
        assert self.access.area is not None
        return self.access.area


@pytest.fixture
def kiosk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> _Kiosk:
    return _Kiosk(qtbot, qapp, tmp_path, make_account(1, "ada"))


def test_it_begins_with_starting_and_no_way_in(kiosk: _Kiosk, qtbot: QtBot) -> None:
    assert kiosk.window.entry.state is EntryState.STARTING
    assert not kiosk.window.admin_button.isVisible()
    kiosk.window.open_login()
    assert kiosk.window.currentWidget() is kiosk.window.entry


def test_keys_at_the_door_are_handed_on_and_those_of_a_login_are_not(kiosk: _Kiosk) -> None:
    kiosk.attach()
    QTest.keyClick(kiosk.window.entry, "4")
    assert kiosk.app.keys.take() == (Key.D4,)
    kiosk.window.open_login()
    QTest.keyClicks(kiosk.window, "4071")
    assert kiosk.app.keys.take() == ()


def test_the_admin_area_lies_behind_a_login(kiosk: _Kiosk) -> None:
    kiosk.attach()
    kiosk.window.admin_button.click()
    login = kiosk.access.login
    assert kiosk.window.currentWidget() is login
    login.password.setText("wrong")
    login.open_button.click()
    assert kiosk.window.currentWidget() is login
    kiosk.window.show_door()
    admin = kiosk.log_in()
    assert kiosk.window.currentWidget() is admin
    assert admin.people.model.rowCount() == 1
    assert (admin.who.text(), admin.role.text()) == ("ada", "Owner")
    admin.leave_button.click()
    assert kiosk.window.currentWidget() is kiosk.window.entry
    assert kiosk.access.area is None
    assert kiosk.accounts.acts == [("logged in", "ada"), ("logged out", "ada")]


def test_nothing_of_one_admin_is_left_for_the_next(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    guard = make_account(2, "bob", Role.GUARD)
    kiosk = _Kiosk(qtbot, qapp, tmp_path, make_account(1, "ada"), guard)
    kiosk.attach()
    first = kiosk.log_in("ada")
    first.show_screen(first.enroll)
    first.enroll.name.setText("half typed")
    kiosk.window.show_door()
    second = kiosk.log_in("bob")
    assert second is not first
    assert (second.who.text(), second.role.text()) == ("bob", "Guard")
    assert second.enroll.name.text() == ""
    second.show_screen(second.enroll)  # not a guard's: nothing happens
    assert second.current is second.people
    kiosk.window.show_door()


def test_what_ends_after_the_log_out_goes_nowhere(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    kiosk = _Kiosk(qtbot, qapp, tmp_path, make_account(1, "ada"))
    runner = _Patient()
    kiosk.window.attach(kiosk.app, runner)  # type: ignore[arg-type]  # stands for an App
    kiosk.window.admin_button.click()
    kiosk.access.login.name.setText("ada")
    kiosk.access.login.password.setText(PASSWORD)
    kiosk.access.login.open_button.click()
    runner.run_all()
    assert kiosk.access.area is not None  # its people list is still being read
    assert runner.waiting
    kiosk.window.show_door()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    runner.run_all()  # would raise if it reached the screens, which are gone


def test_the_shortcut_and_escape(kiosk: _Kiosk, qtbot: QtBot) -> None:
    kiosk.attach()
    login = kiosk.access.login
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    kiosk.window.activateWindow()
    qtbot.waitUntil(kiosk.window.isActiveWindow)
    qtbot.keyClick(kiosk.window, Qt.Key.Key_A, keys)
    assert kiosk.window.currentWidget() is login
    qtbot.keyClick(kiosk.window, Qt.Key.Key_Escape)
    assert kiosk.window.currentWidget() is kiosk.window.entry


def test_an_admin_who_walked_away_is_warned_and_logged_out(kiosk: _Kiosk) -> None:
    kiosk.attach()
    admin = kiosk.log_in()
    idle = kiosk.access.idle
    assert not admin.warning.isVisible()
    idle.quiet.timeout.emit()
    assert "logged out in 30 seconds" in admin.warning.text
    assert admin.warning.isVisible()
    for _ in range(29):
        idle.second.timeout.emit()
    assert "logged out in 1 second." in admin.warning.text
    idle.second.timeout.emit()
    assert kiosk.window.currentWidget() is kiosk.window.entry
    assert kiosk.accounts.acts[-1] == ("timed out", "ada")
    assert not idle.is_on


def test_a_login_that_nobody_finishes_goes_back_to_the_door(kiosk: _Kiosk) -> None:
    kiosk.attach()
    kiosk.window.admin_button.click()
    kiosk.access.login.password.setText("half typed")
    kiosk.access.idle.quiet.timeout.emit()
    for _ in range(30):
        kiosk.access.idle.second.timeout.emit()
    assert kiosk.window.currentWidget() is kiosk.window.entry
    assert kiosk.access.login.password.text() == ""
    assert kiosk.accounts.acts == []


def test_somebody_who_types_is_not_logged_out(kiosk: _Kiosk) -> None:
    kiosk.attach()
    admin = kiosk.log_in()
    kiosk.access.idle.quiet.timeout.emit()
    assert admin.warning.isVisible()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(admin.people.search, key)
    assert not admin.warning.isVisible()
    assert kiosk.access.idle.quiet.isActive()
    assert not kiosk.access.idle.second.isActive()
    kiosk.window.show_door()


def test_a_file_chooser_left_open_is_closed_with_the_log_out(
    kiosk: _Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.attach()
    admin = kiosk.log_in()
    admin.show_screen(admin.enroll)
    seen: list[bool] = []

    def time_out() -> None:
        seen.append(isinstance(QApplication.activeModalWidget(), QFileDialog))
        kiosk.access.idle.quiet.timeout.emit()
        for _ in range(30):
            kiosk.access.idle.second.timeout.emit()

    def choose(parent: QWidget) -> Path | None:
        chooser = QFileDialog(parent)
        chooser.setOption(QFileDialog.Option.DontUseNativeDialog)
        QTimer.singleShot(0, time_out)
        return None if chooser.exec() == 0 else Path("chosen")

    monkeypatch.setattr(admin.enroll, "_ask_path", choose)
    admin.enroll.file_button.click()
    assert seen == [True]
    assert kiosk.window.currentWidget() is kiosk.window.entry
    assert QApplication.activeModalWidget() is None


def test_the_door_goes_on_while_an_admin_works(kiosk: _Kiosk) -> None:
    kiosk.attach()
    admin = kiosk.log_in()
    decided = make_view(
        EntryState.WELCOME, "Welcome, Ada", frame=camera_image(), event=make_event(1)
    )
    kiosk.window.show_view(decided)
    assert kiosk.beeps == 1
    assert kiosk.window.entry.state is EntryState.WELCOME
    assert admin.enroll.picture.picture is not None
    kiosk.window.show_door()


def test_the_rail_leads_to_each_screen(kiosk: _Kiosk) -> None:
    kiosk.attach()
    admin = kiosk.log_in()
    for screen in (admin.enroll, admin.log, admin.settings, admin.people):
        admin._buttons[admin._names[screen]].click()
        assert admin.current is screen
    assert admin.log.model.rowCount() == 1
    assert "At most one stranger in 1,000 is let in with 1 person" in admin.settings.promise.text
    kiosk.window.show_door()


def test_from_a_person_to_their_visits_and_to_enrolment(kiosk: _Kiosk) -> None:
    kiosk.attach()
    admin = kiosk.log_in()
    admin.people.list.setCurrentIndex(admin.people.model.index(0))
    admin.people.pane.log_button.click()
    assert admin.current is admin.log
    assert admin.log.filters.only_person.text().startswith("Only Ada Lovelace")
    admin.people.enrol_button.click()
    assert admin.current is admin.enroll
    kiosk.window.show_door()


def test_closing_tells_once_and_stops_its_timers(kiosk: _Kiosk) -> None:
    kiosk.attach()
    kiosk.log_in()
    kiosk.window.close()
    assert kiosk.closed == 1
    assert not kiosk.access.idle.is_on
    assert kiosk.accounts.acts[-1] == ("logged out", "ada")


def test_an_admin_finds_a_refused_camera_first(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    kiosk = _Kiosk(qtbot, qapp, tmp_path, make_account(1, "ada"))
    kiosk.attach()
    camera = CameraIdentity("/dev/video0", card="OBS Virtual Camera")
    kiosk.app.binding.refusal = Refusal(camera, ("name: C920, now OBS Virtual Camera",))
    area = kiosk.log_in()
    assert area.current is area.settings
    assert area.settings.agreement.isVisible()
    area.settings.agreement.agree_button.click()
    assert kiosk.app.binding.agreed == [camera]
    kiosk.app.binding.refusal = None
    kiosk.window.show_view(make_view())
    assert not area.settings.agreement.isVisible()
