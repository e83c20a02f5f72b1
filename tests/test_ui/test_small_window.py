"""The admin area in the smallest window that it allows: nothing is cut off, whatever it shows."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from db.account_records import Role
from db.camera_records import CameraIdentity
from db.errors import StoreError
from db.presence_records import Present
from db.records import LivenessRecord, Reason
from enroll.rules import LookAlike
from enroll.service import Draft
from kiosk.camera.binding import Refusal
from kiosk.config import Config, save_settings, with_choices
from kiosk.review.alarms import AlarmEntry
from kiosk.ui.admin.area import AdminArea
from kiosk.ui.admin.face_pair import Portrait
from kiosk.ui.admin.parts import Tone
from kiosk.ui.tasks import InlineRunner
from models.calibration import shipped_calibration
from tests.accounts import LoggedIn
from tests.test_ui.account_fakes import CODE, MemoryAccounts, make_account
from tests.test_ui.fakes import (
    GOOD_MEASURES,
    NOON,
    MemoryGallery,
    MemoryLog,
    ScriptedBinding,
    ScriptedEnrolment,
    StillClock,
    camera_image,
    face_image,
    framed,
    jpeg,
    make_draft,
    make_event,
    make_person,
    make_view,
)
from tests.test_ui.review_fakes import MemoryAlarms, memory_room
from tests.test_ui.rules_fakes import MemoryPresence, MemoryRules, long_book

_LONG = "Wilhelmina Featherstonehaugh-Cholmondeley Wolfeschlegelsteinhausenbergerdorff"
_UNBROKEN = "W" * 100
_SIZES = [(1000, 600), (1024, 600), (1280, 720)]


class _Desk:
    """An admin area over people with difficult names."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.people = [make_person(name) for name in ("Ada", _LONG, _UNBROKEN)]
        self.enrolment = ScriptedEnrolment()
        self.binding = ScriptedBinding()
        ada, long = self.people[0], self.people[1]
        events = [make_event(1, door=_UNBROKEN)]
        events += [
            make_event(n, person_id=p.id, person_name=p.name)
            for n, p in ((2, long), (3, self.people[2]), (4, ada))
        ]
        cues = {_UNBROKEN: (9.0, 0.0, 0.0), "landmark parallax": (-4.2, 1.0, 0.0)}
        liveness = LivenessRecord(-7.2, 1_000_000, cues, f"turn left, {_UNBROKEN}: failed")
        held_up = {"person_name": _LONG, "reason": Reason.FLAT_SURFACE, "liveness": liveness}
        events.append(make_event(5, **held_up))
        gallery, log = MemoryGallery(self.people), MemoryLog(events)
        self.app = SimpleNamespace(
            config=with_choices(Config(data_dir=folder), source=f"rtsp://ada:x@{_UNBROKEN}/1"),
            clock=StillClock(),
            gallery=gallery,
            log=log,
            review=memory_room(log, gallery),
            alarms=MemoryAlarms([AlarmEntry(1, NOON, _UNBROKEN, f"Door fault, {_LONG}")]),
            accounts=MemoryAccounts(
                make_account(1, "ada"),
                make_account(2, _LONG),
                make_account(3, _UNBROKEN, Role.GUARD, created_by=_UNBROKEN),
            ),
            enrolment=self.enrolment,
            binding=self.binding,
            rules=MemoryRules(),
            presence=MemoryPresence(),
            calibration=shipped_calibration("resnet29-dlib-2"),
        )
        self.area = AdminArea(
            self.app,  # type: ignore[arg-type]
            InlineRunner(),
            LoggedIn(name=_UNBROKEN),  # type: ignore[arg-type]
            leave=lambda: None,
        )
        qtbot.addWidget(self.area)
        self.area.show()
        self.area.open()

    def choose_person(self, name: str) -> None:
        people = self.area.people
        for number in range(people.model.rowCount()):
            if people.model.row(number).person.name == name:
                people.list.setCurrentIndex(people.model.index(number))

    def draft(self, name: str, make: Callable[[str], Draft]) -> None:
        self.enrolment.make = make
        enroll = self.area.enroll
        self.area.show_screen(enroll)
        enroll.start_again()
        enroll.show_view(make_view(frame=camera_image(), faces=[framed()]))
        enroll.name.setText(name)
        enroll.camera_button.click()


def _people(desk: _Desk) -> Iterator[str]:
    area = desk.area
    area.show_screen(area.people)
    yield "nobody chosen"
    for name in (_LONG, _UNBROKEN):
        desk.choose_person(name)
        yield f"{name[:5]} chosen"
    area.people.pane.revoke_button.click()
    yield "asked whether to revoke"
    area.people.pane.rename_button.click()
    yield "to be renamed"
    area.people.pane.show_problem("The database failed: the disk is full. Make room on the disk.")
    yield "a problem"


def _enroll(desk: _Desk) -> Iterator[str]:
    area = desk.area
    area.show_screen(area.enroll)
    yield "no picture"
    poor = tuple(
        replace(m, ok=False, sentence="The face is too small. Take the photo from nearer.")
        for m in GOOD_MEASURES
    )
    twin = LookAlike(desk.people[1], 0.983, jpeg(face_image()))
    for name, make in (
        ("good", lambda name: make_draft(name)),
        ("poor", lambda name: make_draft(name, measures=poor)),
        ("already", lambda name: make_draft(name, already=desk.people[2])),
        ("look-alike", lambda name: make_draft(name, look_alikes=(twin,))),
    ):
        for who in ("Ada", _LONG, _UNBROKEN):
            desk.draft(who, make)
            yield f"{name} {who[:5]}"
    area.enroll.draft_view.accept_box.setChecked(True)
    area.enroll.draft_view.commit_button.click()
    yield "enrolled"


def _log(desk: _Desk) -> Iterator[str]:
    area = desk.area
    area.show_screen(area.log)
    yield "no row chosen"
    for row in range(area.log.model.rowCount()):
        area.log.table.selectRow(row)
        yield f"row {row}"
    for reason in ("Not shown to be live", "Frozen picture", "Any outcome"):
        area.log.filters.outcome.setCurrentText(reason)
        yield f"only {reason}"
    area.log.filters.period.setCurrentText("Between …")
    yield "between two days"
    area.log.show_only(desk.people[2])
    yield "one person"
    area.log.notice.say(Tone.GOOD, f"4 visits exported to /home/{_UNBROKEN}/log.csv.")
    yield "exported"
    desk.app.alarms.alarms = {n: AlarmEntry(n, NOON, _LONG, "Held open") for n in range(250)}
    area.log.refresh_button.click()
    yield "more alarms than the tab counts"


def _settings(desk: _Desk) -> Iterator[str]:
    area, folder = desk.area, desk.app.config.data_dir
    area.show_screen(area.settings)
    yield "another source in this run"
    save_settings(folder, {"camera.source": f"rtsp://{_UNBROKEN}/2", "door.name": _LONG})
    area.show_screen(area.settings)
    area.settings.one_in.setCurrentIndex(area.settings.one_in.count() - 1)
    area.settings.door_kind.setCurrentIndex(1)
    yield "a promise that cannot be kept"
    opening = area.settings.opening
    for way in range(opening.opens_by.count()):
        opening.opens_by.setCurrentIndex(way)
        opening.step_up.setCurrentIndex(way % opening.step_up.count())
        yield f"{opening.opens_by.currentText()}, PIN: {opening.step_up.currentText()}"
    opening.opens_by.setCurrentIndex(0)
    opening.step_up.setCurrentIndex(0)
    area.settings.save_button.click()
    yield "refused"
    camera = CameraIdentity(f"/dev/v4l/by-id/usb-{_UNBROKEN}", card=_LONG)
    for may_be_agreed in (True, False):
        reasons = (f"name: {_LONG}, now {_UNBROKEN}", f"serial number: {_UNBROKEN}, now none")
        desk.binding.refusal = Refusal(camera, reasons, may_be_agreed=may_be_agreed)
        area.show_view(make_view())
        yield f"a camera refused, to be agreed on: {may_be_agreed}"
        area.settings.agreement.agree_button.click()
        yield "agreed on"


def _accounts(desk: _Desk) -> Iterator[str]:
    area = desk.area
    area.show_screen(area.accounts)
    yield "no account chosen"
    pane = area.accounts.pane
    for row, who in enumerate(desk.app.accounts.accounts()):
        area.accounts.list.selectRow(row)
        yield f"{who.name[:5]} chosen"
        for ask in (pane.role_button, pane.password_button, pane.phone_button, pane.disable_button):
            ask.click()
            yield f"{who.name[:5]}: {ask.text()}"
            pane.show_problem("The database failed: the disk is full. Make room on the disk.")
            yield f"{who.name[:5]}: {ask.text()}, a problem"
    pane.phone_button.click()
    pane.phone.code.setText(CODE)
    pane.phone.bind_button.click()
    yield "recovery codes"
    area.accounts.add_button.click()
    yield "a new account"
    area.warn(30)
    yield "soon logged out"


def _rules(desk: _Desk) -> Iterator[str]:
    area = desk.area
    area.show_screen(area.rules)
    yield "no rules"
    names = (_LONG, _UNBROKEN, "Ada")
    desk.app.rules.kept = long_book(*names)
    desk.app.rules.names = dict.fromkeys(names, names)
    desk.app.presence.people = tuple(Present(UUID(int=1), n, n, NOON) for n in names)
    area.show_screen(area.rules)
    yield "long names"
    mode = area.rules.mode
    for asks in (mode.lockdown_button, mode.normal_button, mode.evacuation_button):
        asks.click()
        yield f"asked: {asks.text()}"
        mode.yes_button.click()
        yield f"done: {asks.text()}"
    desk.app.rules.fails = StoreError("The database failed: the disk is full.", "Make room on it.")
    area.rules.refresh_button.click()
    yield "a problem"
    area.warn(30)
    yield "soon logged out"


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("walk", [_people, _enroll, _log, _rules, _settings, _accounts])
def test_nothing_is_cut_off_in_a_small_window(
    qtbot: QtBot, tmp_path: Path, walk: Callable[[_Desk], Iterator[str]], size: tuple[int, int]
) -> None:
    desk = _Desk(qtbot, tmp_path)
    desk.area.resize(*size)
    for state in walk(desk):
        _settle()
        assert (desk.area.width(), desk.area.height()) == size
        least = desk.area.layout().totalMinimumSize()
        assert least.width() <= size[0], f"{state}: the window would have to be {least} large"
        assert least.height() <= size[1], f"{state}: the window would have to be {least} large"
        wrong = [
            f"{type(part).__name__} “{_says(part)[:40]}”: {why}"
            for kind in (QLabel, QAbstractButton, Portrait)
            for part in desk.area.findChildren(kind)
            if part.isVisible() and (why := _cut(part, desk.area))
        ]
        assert not wrong, f"{state}: {wrong}"


def test_it_allows_no_smaller_window(qtbot: QtBot, tmp_path: Path) -> None:
    area = _Desk(qtbot, tmp_path).area
    assert (area.minimumWidth(), area.minimumHeight()) == _SIZES[0]


def _settle() -> None:
    for _ in range(8):  # a height that follows a width is asked for in the pass after it
        QApplication.processEvents()


def _says(part: QWidget) -> str:
    return part.text() if isinstance(part, QLabel | QAbstractButton) else part.accessibleName()


def _cut(part: QWidget, area: AdminArea) -> str:
    """Return in which way a widget is cut off; "" where it is whole."""
    room = _viewport_of(part, area)
    left = part.mapTo(room, QPoint(0, 0)).x()
    if left < 0 or left + part.width() > room.width():
        return f"reaches from {left} to {left + part.width()} of {room.width()}"
    if isinstance(part, Portrait):
        return "" if part.width() >= 60 and part.height() >= 75 else f"only {part.size()}"
    if not _says(part):
        return ""
    if isinstance(part, QLabel) and part.wordWrap():
        needs = part.heightForWidth(part.width())
        if part.minimumSizeHint().width() > part.width():
            return f"a word is wider than {part.width()}"
    else:
        needs = part.sizeHint().height()
        if part.sizeHint().width() > part.width():
            return f"{part.width()} wide, needs {part.sizeHint().width()}"
    return "" if part.height() >= needs else f"{part.height()} high, needs {needs}"


def _viewport_of(part: QWidget, area: AdminArea) -> QWidget:
    above = part.parentWidget()
    while above is not None and above is not area:
        if isinstance(above, QScrollArea):
            return above.viewport()
        above = above.parentWidget()
    return area
