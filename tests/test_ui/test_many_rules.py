"""A house of 10,000 people, 200 groups, schedules and doors: no screen draws them all at once."""

from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import insert
from typing_extensions import override

from db.engine import Database
from db.presence import PresenceStore
from db.presence_tables import StayRow
from db.rule_records import Day, Passback
from db.rule_tables import AreaRow, DoorRow, GroupRow, MemberRow, PermitRow, ScheduleRow, SpanRow
from db.rules import RuleStore
from kiosk.ui.admin.accounts_screen import AccountsScreen
from kiosk.ui.admin.rules_screen import ROWS_SHOWN, SCHEDULES_SHOWN, RulesScreen
from kiosk.ui.admin.week_picture import WeekPicture
from kiosk.ui.tasks import InlineRunner
from tests.accounts import LoggedIn
from tests.test_ui.account_fakes import MemoryAccounts, make_account
from tests.test_ui.fakes import NOON, StillClock
from tests.test_ui.test_ten_thousand import MANY, fill

_MANY_RULES, _MEMBERS, _INSIDE = 200, 3000, 5000
_MOST_LABELS = 400


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with closing(Database.open(tmp_path_factory.mktemp("rules") / "janus.sqlite3")) as made:
        fill(made)
        _fill_rules(made)
        yield made


def _fill_rules(database: Database) -> None:
    numbers = range(_MANY_RULES)
    people = [UUID(int=number + 1) for number in range(MANY)]
    rows: dict[type, list[dict[str, object]]] = {
        GroupRow: [
            {"name": f"group {n:03}", "in_lockdown": n < 100, "escorts": None} for n in numbers
        ],
        MemberRow: [
            {"group": f"group {n:03}", "person_id": person}
            for n in range(3)
            for person in people[n * _MEMBERS : (n + 1) * _MEMBERS]
        ],
        ScheduleRow: [
            {"name": f"hours {n:03}", "zone": "Europe/Berlin", "calendar": None} for n in numbers
        ],
        SpanRow: [
            {
                "schedule": f"hours {n:03}",
                "position": 0,
                "days": str(Day.MONDAY),
                "start_min": 480,
                "end_min": 1080,
            }
            for n in numbers
        ],
        AreaRow: [{"name": "Lab", "passback": Passback.OFF, "passback_s": 0.0}],
        DoorRow: [
            {
                "name": f"door {n:03}",
                "is_restricted": True,
                "into": "Lab",
                "out_of": None,
                "people": 1,
                "people_within_s": 10.0,
                "opened_by": None,
            }
            for n in numbers
        ],
        PermitRow: [
            {"door": f"door {n:03}", "group": f"group {n:03}", "schedule": f"hours {n:03}"}
            for n in numbers
        ],
        StayRow: [
            {"person_id": person, "area": "Lab", "entered_at": NOON, "left_at": None}
            for person in people[:_INSIDE]
        ],
    }
    with database.writing() as session:
        for table, some in rows.items():
            session.execute(insert(table), some)


@pytest.fixture
def rules(database: Database, qtbot: QtBot) -> RulesScreen:
    screen = RulesScreen(
        RuleStore(database),
        PresenceStore(database),
        StillClock(),
        InlineRunner(),
        LoggedIn(),  # type: ignore[arg-type]  # the contract
    )
    qtbot.addWidget(screen)
    screen.resize(1000, 600)
    screen.show()
    screen.refresh()
    QApplication.processEvents()
    return screen


def _said(screen: QWidget) -> list[str]:
    return [one.text() for one in screen.findChildren(QLabel) if one.isVisibleTo(screen)]


def test_what_the_gui_thread_draws_is_bounded(rules: RulesScreen) -> None:
    for _ in range(2):
        rules.refresh()
        QApplication.processEvents()
    shown = [one for one in rules.findChildren(QLabel) if one.isVisibleTo(rules)]
    assert len(shown) <= _MOST_LABELS
    pictures = [one for one in rules.findChildren(WeekPicture) if one.isVisibleTo(rules)]
    assert len(pictures) == SCHEDULES_SHOWN
    assert not rules.notice.isVisible()


def test_how_many_are_not_shown_is_said_with_what_lists_them(rules: RulesScreen) -> None:
    said = _said(rules)
    assert f"and {_MANY_RULES - SCHEDULES_SHOWN} schedules more" in said
    assert said.count(f"and {_MANY_RULES - ROWS_SHOWN} more") == 2, "of the doors, and the groups"
    assert f"and {_INSIDE - ROWS_SHOWN} more" in said
    assert any(text.replace(",", "") == f"{_INSIDE} people" for text in said)
    assert any(text.endswith("and 2970 more; also in a lockdown") for text in said)


def test_groups_of_a_lockdown_leave_room_for_its_buttons(rules: RulesScreen) -> None:
    rules.mode.lockdown_button.click()
    assert "and 92 more will be let in" in rules.mode.words.text()
    assert rules.mode.height() < 2 * rules.height()


class _Measurer(QStyledItemDelegate):
    """Counts how often a cell is measured."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        self.times += 1
        return super().sizeHint(option, index)


def test_a_second_look_at_the_accounts_measures_each_only_a_few_times(qtbot: QtBot) -> None:
    many = 100
    accounts = MemoryAccounts(*(make_account(n, f"account {n:03}") for n in range(many)))
    screen = AccountsScreen(accounts, InlineRunner(), LoggedIn())  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    screen.resize(1000, 600)
    screen.show()
    screen.refresh()
    QApplication.processEvents()
    measurer = _Measurer()
    screen.list.setItemDelegate(measurer)
    screen.list.selectRow(70)
    measurer.times = 0
    screen.refresh()
    QApplication.processEvents()
    assert measurer.times <= 10 * many
    assert [row.row() for row in screen.list.selectionModel().selectedRows()] == [70]
    assert screen.list.rowViewportPosition(70) < screen.list.viewport().height()
