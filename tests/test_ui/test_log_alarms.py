"""What a guard does with alarms."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.account_records import Role
from db.errors import StoreError
from kiosk.review.alarms import AlarmEntry
from kiosk.ui.admin.alarm_model import ALARM_COLUMN
from kiosk.ui.admin.log_alarms import LogAlarms
from kiosk.ui.admin.log_screen import LogScreen
from kiosk.ui.tasks import InlineRunner
from tests.accounts import LoggedIn
from tests.test_ui.fakes import NOON, MemoryGallery, MemoryLog, StillClock
from tests.test_ui.review_fakes import MemoryAlarms, memory_room

HELD = AlarmEntry(1, NOON - timedelta(days=3), "Main entrance", "Held open for 40 s")
FORCED = AlarmEntry(2, NOON - timedelta(hours=1), "Back door", "Forced open")


class _Desk:
    def __init__(
        self,
        qtbot: QtBot,
        *alarms: AlarmEntry,
        role: Role = Role.GUARD,
        to: Path | None = None,
    ) -> None:
        self.book, log, gallery = MemoryAlarms(alarms), MemoryLog(), MemoryGallery()
        self.screen = LogScreen(
            log,  # type: ignore[arg-type]  # the contract, not the class
            gallery,  # type: ignore[arg-type]  # likewise
            memory_room(log, gallery),
            StillClock(),
            InlineRunner(),
            LoggedIn(role, "bo"),  # type: ignore[arg-type]
            alarms=self.book,
            ask_path=lambda _: to,
        )
        qtbot.addWidget(self.screen)
        self.screen.resize(1000, 700)
        self.screen.show()
        self.screen.refresh()
        assert self.screen.alarms is not None
        self.view: LogAlarms = self.screen.alarms

    def open(self) -> None:
        self.screen.show_view(self.view)

    def tab(self) -> str:
        return self.screen.tabs[self.view].text()


@pytest.fixture
def desk(qtbot: QtBot) -> _Desk:
    return _Desk(qtbot, HELD, FORCED)


def test_alarms_that_wait_are_counted_before_anybody_looks(desk: _Desk) -> None:
    assert desk.tab() == "Alarms (2)"


def test_an_alarm_is_acknowledged_with_a_note(desk: _Desk) -> None:
    desk.open()
    desk.view.table.selectRow(0)
    assert desk.view.pane.what.text() == "Forced open"
    assert desk.view.pane.state.text == "Nobody has acknowledged it."
    desk.view.pane.note.setText("  the cleaner ")
    desk.view.pane.answer_button.click()
    assert desk.book.alarms[2].note == "the cleaner"
    assert desk.book.alarms[2].answered_by == "bo"
    assert desk.tab() == "Alarms (1)"
    desk.view.table.selectRow(0)
    assert "Acknowledged by bo" in desk.view.pane.state.text
    assert "the cleaner" in desk.view.pane.state.text
    assert not desk.view.pane.answer_button.isVisible()


def test_those_that_wait_are_told_apart_without_colour(desk: _Desk) -> None:
    desk.book.answer(1, "", "bo")
    desk.open()
    model = desk.view.model
    icons = {
        model.data(model.index(row, ALARM_COLUMN), Qt.ItemDataRole.DecorationRole).cacheKey()
        for row in range(2)
    }
    assert len(icons) == 2
    assert model.data(model.index(0, 2)) == "by nobody"


def test_an_auditor_reads_alarms_and_answers_none(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, HELD, role=Role.AUDITOR)
    desk.open()
    desk.view.table.selectRow(0)
    assert not desk.view.pane.answer_button.isVisible()
    desk.view.pane.answer_button.click()
    assert "may not" in desk.view.pane.problem.text
    assert desk.book.unanswered() == 1


def test_a_note_is_not_lost_where_the_answer_is(desk: _Desk) -> None:
    desk.open()
    desk.view.table.selectRow(0)
    desk.view.pane.note.setText("the cleaner")
    desk.book.broken = StoreError("The database is full.", "Make room on the disk.")
    desk.view.pane.answer_button.click()
    assert desk.view.pane.problem.text == "The database is full. Make room on the disk."
    assert desk.view.pane.note.text() == "the cleaner"
    assert desk.view.pane.answer_button.isEnabled()


def test_the_period_counts_and_no_other_filter(desk: _Desk) -> None:
    desk.open()
    filters = desk.screen.filters
    assert filters.period.isVisible()
    assert not any(part.isVisible() for part in (filters.name, filters.outcome, filters.door))
    filters.period.setCurrentText("Today")
    assert desk.view.model.rowCount() == 1
    desk.screen.show_view(desk.screen.visits)
    assert all(part.isVisible() for part in (filters.name, filters.outcome, filters.door))


def test_no_alarm_and_none_in_a_period(qtbot: QtBot) -> None:
    desk = _Desk(qtbot)
    desk.open()
    assert desk.view.empty.text() == "There has been no alarm."
    assert desk.tab() == "Alarms"
    desk.screen.filters.period.setCurrentText("Today")
    assert desk.view.empty.text() == "There was no alarm in this period."


def test_alarms_that_cannot_be_read_say_so_while_the_log_can(desk: _Desk) -> None:
    desk.book.broken = StoreError("The alarms are gone.", "Check the disk.")
    desk.screen.refresh()
    desk.screen.visits.poll()
    assert desk.screen.notice.text == "The alarms are gone. Check the disk."
    desk.book.broken = None
    desk.screen.refresh()
    assert desk.screen.notice.text == ""


def test_a_report_lists_the_alarms(qtbot: QtBot, tmp_path: Path) -> None:
    with_alarms, without = tmp_path / "a.pdf", tmp_path / "b.pdf"
    _Desk(qtbot, HELD, role=Role.OWNER, to=with_alarms).screen.export_button.click()
    _Desk(qtbot, role=Role.OWNER, to=without).screen.export_button.click()
    assert with_alarms.stat().st_size > without.stat().st_size
