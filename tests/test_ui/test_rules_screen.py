"""The screen of the rules: what holds is shown, and the house is locked down after asking once."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from db.account_records import Role
from db.errors import StoreError
from db.presence_records import Present
from db.rule_records import DoorRules, Group, Mode, Permit, RuleBook, Schedule
from kiosk.rules.week_words import spans_of
from kiosk.ui.admin.rules_screen import RulesScreen
from kiosk.ui.admin.rules_view import NAMES_SHOWN
from kiosk.ui.admin.week_picture import WeekPicture
from kiosk.ui.tasks import InlineRunner
from tests.accounts import LoggedIn
from tests.test_ui.fakes import NOON, StillClock
from tests.test_ui.rules_fakes import MemoryPresence, MemoryRules

PEOPLE = frozenset(UUID(int=n + 1) for n in range(40))
BOOK = RuleBook(
    revision=7,
    groups={"staff": Group("staff", PEOPLE, in_lockdown=True), "guests": Group("guests")},
    schedules={"office": Schedule("office", "Europe/Berlin", spans_of("mon-fri 08:00-18:00"))},
    doors={"Main": DoorRules("Main", is_restricted=True, permits=frozenset({Permit("staff")}))},
)
NAMES = {"staff": ("Ada Lovelace", *(f"Person {n}" for n in range(39)))}
ADA_INSIDE = Present(UUID(int=1), "Ada Lovelace", "Lab", NOON)


class Desk:
    def __init__(
        self, qtbot: QtBot, rules: MemoryRules, *inside: Present, role: Role = Role.GUARD
    ) -> None:
        self.rules = rules
        self.screen = RulesScreen(
            rules,
            MemoryPresence(*inside),
            StillClock(),
            InlineRunner(),
            LoggedIn(role),  # type: ignore[arg-type]  # the contract
        )
        qtbot.addWidget(self.screen)
        self.screen.resize(1000, 700)
        self.screen.show()
        self.screen.refresh()

    @property
    def texts(self) -> list[str]:
        QApplication.processEvents()  # what was put into a layout is shown by the next event
        labels = self.screen.findChildren(QLabel)
        return [one.text().replace("\u200b", "") for one in labels if one.isVisible()]

    def press(self, button: str) -> None:
        getattr(self.screen.mode, f"{button}_button").click()


def test_what_holds_is_shown(qtbot: QtBot) -> None:
    desk = Desk(qtbot, MemoryRules(BOOK, NAMES), ADA_INSIDE)
    texts = desk.texts
    assert "staff (always)" in texts
    assert "1 person" in texts
    assert any(text.startswith("Lab, since ") for text in texts)
    (picture,) = desk.screen.findChildren(WeekPicture)
    assert picture.accessibleName() == "mon-fri 08:00-18:00"
    members = next(text for text in texts if text.startswith("Ada Lovelace, "))
    assert members.endswith("Person 28 and 10 more; also in a lockdown")
    assert members.count(",") == NAMES_SHOWN - 1


def test_a_fresh_house_says_so(qtbot: QtBot) -> None:
    texts = Desk(qtbot, MemoryRules()).texts
    assert "No door has rules" in texts
    assert "Nobody" in texts


def test_the_house_is_locked_down_after_asking_once(qtbot: QtBot) -> None:
    desk = Desk(qtbot, MemoryRules(BOOK))
    mode = desk.screen.mode
    desk.press("lockdown")
    assert desk.rules.acts == []
    assert mode.words.text().startswith("Only staff will be let in, at every door")
    assert desk.screen.focusWidget() is mode.no_button  # a hasty Enter locks nobody out
    desk.press("yes")
    assert desk.rules.acts == [(Mode.LOCKDOWN, StillClock().now(), "ada")]
    assert mode.state.text == "Locked down. Only staff may enter, at every door."
    assert mode.normal_button.isVisible()
    assert not mode.lockdown_button.isVisible()


def test_asking_can_be_taken_back(qtbot: QtBot) -> None:
    desk = Desk(qtbot, MemoryRules(BOOK))
    desk.press("evacuation")
    desk.press("no")
    desk.press("yes")  # hidden, but a test can press it
    assert desk.rules.acts == []
    assert desk.screen.mode.lockdown_button.isVisible()


def test_a_lockdown_that_names_nobody_says_nobody(qtbot: QtBot) -> None:
    desk = Desk(qtbot, MemoryRules())
    desk.press("lockdown")
    assert desk.screen.mode.words.text().startswith("Nobody will be let in")


def test_who_may_not_set_the_mode_is_refused(qtbot: QtBot) -> None:
    desk = Desk(qtbot, MemoryRules(BOOK), role=Role.AUDITOR)
    desk.press("lockdown")
    desk.press("yes")
    assert desk.rules.acts == []
    assert "may not" in desk.screen.notice.text


def test_what_cannot_be_read_is_said_and_goes_again(qtbot: QtBot) -> None:
    desk = Desk(qtbot, MemoryRules(BOOK))
    desk.rules.fails = StoreError("The disk is gone.", "Look for it.")
    desk.screen.refresh_button.click()
    assert desk.screen.notice.text == "The disk is gone. Look for it."
    desk.rules.fails = None
    desk.screen.refresh_button.click()
    assert not desk.screen.notice.isVisible()


def test_a_second_look_shows_nothing_twice(qtbot: QtBot) -> None:
    desk = Desk(qtbot, MemoryRules(BOOK, NAMES), ADA_INSIDE)
    before = sorted(desk.texts)
    desk.screen.refresh()
    assert sorted(desk.texts) == before


@pytest.mark.parametrize("holidays", [True, False])
def test_a_week_draws_its_hours_and_nothing_else(qtbot: QtBot, holidays: bool) -> None:
    from kiosk.ui import style

    picture = WeekPicture()
    qtbot.addWidget(picture)
    picture.resize(600, 300)
    picture.show_spans(spans_of("mon 00:00-24:00; holiday 00:00-24:00"), with_holidays=holidays)
    picture.show()
    image = picture.grab().toImage()
    at = round(picture._x(200))  # between two lines
    blue = [
        y for y in range(image.height()) if image.pixelColor(at, y).name().upper() == style.BLUE
    ]
    rows = {y // 26 for y in blue}
    assert rows == ({0, 7} if holidays else {0})


def test_names_are_never_markup(qtbot: QtBot) -> None:
    inside = Present(UUID(int=1), "<b>Ada</b>", "Lab", NOON)
    desk = Desk(qtbot, MemoryRules(BOOK), inside)
    shown = next(one for one in desk.screen.findChildren(QLabel) if "<b>" in one.text())
    assert shown.textFormat() == Qt.TextFormat.PlainText
