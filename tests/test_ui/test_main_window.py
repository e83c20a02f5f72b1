"""The window's pages: the door, the login, the admin area."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.camera_records import CameraIdentity
from kiosk.camera.binding import Refusal
from kiosk.config import Config
from kiosk.entry.view import EntryState
from kiosk.ui.admin.area import AdminArea
from kiosk.ui.main_window import MainWindow
from kiosk.ui.sounds import DecisionSound
from kiosk.ui.tasks import InlineRunner
from models.calibration import shipped_calibration
from tests.test_ui.fakes import (
    MemoryGallery,
    MemoryLog,
    ScriptedAuth,
    ScriptedBinding,
    ScriptedEnrolment,
    StillClock,
    camera_image,
    make_event,
    make_person,
    make_view,
)


class _Kiosk:
    def __init__(self, qtbot: QtBot, qapp: QApplication, folder: Path) -> None:
        self.closed = 0
        self.beeps = 0
        sound = DecisionSound(enabled=True, beep=self._beep)
        self.window = MainWindow(qapp, sound, closed=self._close)
        qtbot.addWidget(self.window)
        self.window.show()
        self.gallery = MemoryGallery([make_person("Ada Lovelace")])
        self.app = SimpleNamespace(
            config=Config(data_dir=folder),
            clock=StillClock(),
            gallery=self.gallery,
            log=MemoryLog([make_event(1)]),
            auth=ScriptedAuth("correct horse"),
            enrolment=ScriptedEnrolment(),
            binding=ScriptedBinding(),
            calibration=shipped_calibration("resnet29-dlib-2"),
        )

    def _beep(self) -> None:
        self.beeps += 1

    def _close(self) -> None:
        self.closed += 1

    def attach(self) -> None:
        self.window.attach(self.app, InlineRunner())  # type: ignore[arg-type]  # stands for an App

    def log_in(self) -> AdminArea:
        assert self.window.login is not None
        assert self.window.admin is not None
        self.window.admin_button.click()
        self.window.login.password.setText("correct horse")
        self.window.login.open_button.click()
        return self.window.admin


@pytest.fixture
def kiosk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> _Kiosk:
    return _Kiosk(qtbot, qapp, tmp_path)


def test_it_begins_with_starting_and_no_way_in(kiosk: _Kiosk, qtbot: QtBot) -> None:
    assert kiosk.window.entry.state is EntryState.STARTING
    assert not kiosk.window.admin_button.isVisible()
    kiosk.window.open_login()
    assert kiosk.window.currentWidget() is kiosk.window.entry


def test_the_admin_area_lies_behind_the_password(kiosk: _Kiosk) -> None:
    kiosk.attach()
    assert kiosk.window.login is not None
    kiosk.window.admin_button.click()
    assert kiosk.window.currentWidget() is kiosk.window.login
    kiosk.window.login.password.setText("wrong")
    kiosk.window.login.open_button.click()
    assert kiosk.window.currentWidget() is kiosk.window.login
    kiosk.window.show_door()
    admin = kiosk.log_in()
    assert kiosk.window.currentWidget() is admin
    assert admin.people.model.rowCount() == 1
    admin.leave_button.click()
    assert kiosk.window.currentWidget() is kiosk.window.entry


def test_a_password_found_right_after_leaving_opens_nothing(kiosk: _Kiosk) -> None:
    kiosk.attach()
    kiosk.window.open_login()
    kiosk.window.show_door()
    kiosk.window._open_admin()
    assert kiosk.window.currentWidget() is kiosk.window.entry


def test_the_shortcut_and_escape(kiosk: _Kiosk, qtbot: QtBot) -> None:
    kiosk.attach()
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    kiosk.window.activateWindow()
    qtbot.waitUntil(kiosk.window.isActiveWindow)
    qtbot.keyClick(kiosk.window, Qt.Key.Key_A, keys)
    assert kiosk.window.currentWidget() is kiosk.window.login
    qtbot.keyClick(kiosk.window, Qt.Key.Key_Escape)
    assert kiosk.window.currentWidget() is kiosk.window.entry


def test_an_admin_who_walked_away_is_logged_out(kiosk: _Kiosk) -> None:
    kiosk.attach()
    admin = kiosk.log_in()
    admin.show_screen(admin.enroll)
    admin.enroll.name.setText("half typed")
    assert kiosk.window.idle.isActive()
    kiosk.window.idle.timeout.emit()
    assert kiosk.window.currentWidget() is kiosk.window.entry
    admin = kiosk.log_in()
    assert admin.current is admin.people
    assert admin.enroll.name.text() == ""
    kiosk.window.show_door()
    assert not kiosk.window.idle.isActive()


def test_somebody_who_types_is_not_logged_out(kiosk: _Kiosk, qapp: QApplication) -> None:
    kiosk.attach()
    admin = kiosk.log_in()
    kiosk.window.idle.stop()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(admin.people.search, key)
    assert kiosk.window.idle.isActive()
    kiosk.window.show_door()


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
        admin._buttons[screen].click()
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
    assert not kiosk.window.idle.isActive()


def test_an_admin_finds_a_refused_camera_first(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    kiosk = _Kiosk(qtbot, qapp, tmp_path)
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
