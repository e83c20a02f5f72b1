"""What each role finds in the admin area: all that it may use, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db.account_records import Role
from db.camera_records import CameraIdentity
from db.records import Outcome, PersonStatus, Reason
from kiosk.accounts import actions
from kiosk.accounts.permissions import Permission, may
from kiosk.camera.binding import Refusal
from kiosk.cli.main import app
from kiosk.config import Config
from kiosk.review.alarms import AlarmEntry
from kiosk.ui.admin.area import AdminArea
from kiosk.ui.tasks import InlineRunner
from models.calibration import shipped_calibration
from tests.accounts import LoggedIn
from tests.test_ui.account_fakes import MemoryAccounts, make_account
from tests.test_ui.fakes import (
    NOON,
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

_ADA_CAME: dict[str, object] = {
    "outcome": Outcome.GRANTED,
    "reason": Reason.MATCHED,
    "person_id": make_person("Ada").id,
    "person_name": "Ada",
}


@pytest.fixture
def area(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> AdminArea:
    people = [
        make_person("Ada"),
        make_person("Bob", status=PersonStatus.REVOKED, revoked_at=NOON),
    ]
    camera = Refusal(CameraIdentity("/dev/video0"), ("name: another",))
    kiosk = SimpleNamespace(
        config=Config(data_dir=tmp_path),
        clock=StillClock(),
        gallery=MemoryGallery(people),
        log=MemoryLog([make_event(1), make_event(2, **_ADA_CAME)]),
        review=memory_room(),
        alarms=MemoryAlarms([AlarmEntry(1, NOON, "Side door", "Forced open")]),
        accounts=MemoryAccounts(make_account(1, "ada"), make_account(2, "bob", has_code=True)),
        settings=None,
        enrolment=ScriptedEnrolment(),
        binding=ScriptedBinding(camera),
        rules=MemoryRules(),
        presence=MemoryPresence(),
        calibration=shipped_calibration("resnet29-dlib-2"),
    )
    made = AdminArea(
        kiosk,  # type: ignore[arg-type]  # stands for an App
        InlineRunner(),
        LoggedIn(request.param),  # type: ignore[arg-type]  # the contract
        leave=lambda: None,
    )
    qtbot.addWidget(made)
    made.show()
    made.open()
    return made


def screens(area: AdminArea) -> dict[str, QWidget]:
    return {
        actions.PEOPLE: area.people,
        actions.ENROL: area.enroll,
        actions.LOG: area.log,
        actions.RULES: area.rules,
        actions.SETTINGS: area.settings,
        actions.ACCOUNTS: area.accounts,
        actions.MYSELF: area.password,
    }


def named_buttons(screen: QWidget) -> Iterator[tuple[str, QWidget]]:
    for kind in (QPushButton, QCheckBox):
        for found in screen.findChildren(kind):
            text = found.accessibleName() or found.text()
            yield text.partition(" (")[0], found  # without how many


def states(area: AdminArea) -> Iterator[None]:
    """Every state in which another button is there."""
    area.show_view(make_view(frame=camera_image()))
    area.show_screen(area.people)
    yield
    for row in range(area.people.model.rowCount()):
        area.people.list.setCurrentIndex(area.people.model.index(row))
        yield
        pane = area.people.pane
        for ask in (pane.rename_button, pane.revoke_button):
            if ask.isVisible():
                ask.click()
                yield
                pane._open(pane._buttons)
    area.show_screen(area.enroll)
    yield
    area.show_screen(area.log)
    yield
    for row in range(area.log.model.rowCount()):
        area.log.table.selectRow(row)
        yield
        review = area.log.pane.review
        for said in review.buttons.values():
            if said.isVisible():
                said.click()
                yield
        if review.chooser.isVisible():
            review.chooser.list.setCurrentRow(0)
            yield
    assert area.log.alarms is not None
    area.log.show_view(area.log.alarms)
    area.log.alarms.table.selectRow(0)
    yield
    area.show_screen(area.rules)
    yield
    for ask in (area.rules.mode.lockdown_button, area.rules.mode.evacuation_button):
        ask.click()
        yield
        area.rules.mode.no_button.click()
    area.show_screen(area.settings)
    yield
    area.show_screen(area.accounts)
    yield
    area.show_screen(area.password)
    yield


def usable(area: AdminArea) -> Iterator[tuple[str, str]]:
    for _ in states(area):
        QApplication.processEvents()
        for name, screen in screens(area).items():
            for text, button in named_buttons(screen):
                if button.isVisible() and button.isEnabled():
                    yield name, text


@pytest.mark.parametrize("area", [Role.OWNER], indirect=True)
def test_every_button_has_one_permission(area: AdminArea) -> None:
    narrows = area.log.filters.only_person  # its text is a person's name
    missing = [
        (name, text)
        for name, screen in screens(area).items()
        for text, button in named_buttons(screen)
        if button is not narrows and actions.permission_of(name, text) is None
    ]
    assert not missing, "add them to kiosk/accounts/actions.py"


@pytest.mark.parametrize("area", list(Role), indirect=True)
def test_a_role_finds_what_it_may_use_and_nothing_else(
    area: AdminArea, request: pytest.FixtureRequest
) -> None:
    role = request.node.callspec.params["area"]
    rail = {button.accessibleName() for button in area._buttons.values()}
    assert rail == {name for name, needed in actions.SCREENS.items() if may(role, needed)}
    found = set(usable(area))
    needed = {each: actions.permission_of(*each) for each in found}
    assert {each for each, one in needed.items() if one is None or not may(role, one)} == set()
    for each, one in actions.OTHER_BUTTONS.items():
        allowed = may(role, one) and may(role, actions.SCREENS[each[0]])
        assert (each in found) == allowed, each


@pytest.mark.parametrize("area", [Role.AUDITOR, Role.GUARD], indirect=True)
def test_faces_are_shown_only_to_whom_may_see_them(
    area: AdminArea, request: pytest.FixtureRequest
) -> None:
    sees = may(request.node.callspec.params["area"], Permission.SEE_PICTURES)
    area.people.list.setCurrentIndex(area.people.model.index(0))
    assert (area.people.model.row(0).thumbnail is not None) == sees
    assert (area.people.pane.photo.image is not None) == sees
    area.show_screen(area.log)
    area.log.table.selectRow(0)
    assert (area.log.pane.pair.left.image is not None) == sees


@pytest.mark.parametrize("area", [Role.GUARD, Role.AUDITOR, Role.ENROLLER], indirect=True)
def test_what_is_hidden_is_refused_as_well(area: AdminArea) -> None:
    """A screen that forgot to hide a button changes nothing all the same."""
    area.accounts._add("eve", Role.OWNER, "correct horse")
    assert "may not" in area.accounts.pane.notice.text
    area.settings.agreement.open()
    area.settings.agreement.agree_button.click()
    assert not area._app.binding.agreed  # type: ignore[attr-defined]  # the scripted one
    assert "may not" in area.settings.agreement.notice.text


def test_every_command_has_one_permission() -> None:
    def walk(command: object, path: list[str]) -> Iterator[str]:
        below = getattr(command, "commands", {})
        if not below:
            yield " ".join(path)
        for name, sub in below.items():
            yield from walk(sub, [*path, name])

    missing = set(walk(typer.main.get_command(app), [])) - set(actions.COMMANDS)
    assert not missing, "add them to kiosk/accounts/actions.py"
