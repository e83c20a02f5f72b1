"""The list follows the door, stands still where somebody reads, and the strip jumps into it."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from db.errors import StoreError
from db.records import AccessEvent, Outcome, Reason
from kiosk.review.following import news
from kiosk.review.timeline import Lane
from kiosk.ui.admin.log_screen import LogScreen
from kiosk.ui.tasks import InlineRunner
from tests.accounts import LoggedIn
from tests.test_ui.fakes import NOON, MemoryGallery, MemoryLog, StillClock, make_event
from tests.test_ui.review_fakes import memory_room


def _at(number: int, minutes_ago: int, **changes: object) -> AccessEvent:
    return make_event(number, at=NOON - timedelta(minutes=minutes_ago), **changes)


class _Desk:
    def __init__(self, qtbot: QtBot, events: list[AccessEvent], to: Path | None = None) -> None:
        self.log, gallery = MemoryLog(events), MemoryGallery()
        self.screen = LogScreen(
            self.log,  # type: ignore[arg-type]  # the contract, not the class
            gallery,  # type: ignore[arg-type]  # likewise
            memory_room(self.log, gallery),
            StillClock(),
            InlineRunner(),
            LoggedIn(),  # type: ignore[arg-type]
            ask_path=lambda _: to,
        )
        qtbot.addWidget(self.screen)
        self.screen.resize(1100, 700)
        self.screen.show()
        self.screen.refresh()
        self.visits = self.screen.visits

    def come(self, *events: AccessEvent) -> None:
        self.log.rows[:0] = events
        self.visits.poll()

    def ids(self) -> list[int]:
        return list(self.screen.model.numbers())

    def said(self) -> str:
        return self.visits.follow.said.text()


@pytest.fixture
def desk(qtbot: QtBot) -> _Desk:
    return _Desk(qtbot, [_at(number, 200 - number) for number in range(1, 101)])


def test_new_visits_appear_at_the_top(desk: _Desk) -> None:
    desk.screen.table.selectRow(0)
    desk.come(_at(101, 1))
    assert desk.ids()[:3] == [101, 100, 99]
    assert desk.said().startswith("Live")
    chosen = desk.screen.table.selectionModel().selectedRows()[0].row()
    assert desk.ids()[chosen] == 100, "what was chosen stays chosen"


def test_the_list_stands_still_while_somebody_reads_older_visits(desk: _Desk) -> None:
    bar = desk.screen.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    assert desk.said().startswith("Paused")
    before = desk.ids()
    desk.come(_at(102, 1), _at(101, 2))
    assert desk.ids() == before
    assert "2 newer visits came since" in desk.said()
    desk.visits.follow.newest_button.click()
    assert desk.ids()[0] == 102
    assert desk.said().startswith("Live")


def test_a_rush_is_read_anew(desk: _Desk) -> None:
    desk.come(*(_at(number, 0) for number in range(200, 140, -1)))
    assert desk.ids() == list(range(200, 150, -1))


def test_the_first_visit_of_all_appears(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [])
    assert desk.screen.empty.isVisible()
    desk.come(_at(1, 1))
    assert desk.ids() == [1]
    assert desk.screen.table.isVisible()


def test_a_log_that_cannot_be_read_says_so_until_it_can(desk: _Desk) -> None:
    desk.log.broken = StoreError("The log cannot be read.", "Check the disk.")
    desk.visits.poll()
    assert desk.screen.notice.text == "The log cannot be read. Check the disk."
    assert "tried again" in desk.said()
    desk.log.broken = None
    desk.visits.poll()
    assert desk.screen.notice.text == ""
    assert desk.said().startswith("Live")


def test_nothing_is_asked_while_nobody_looks(desk: _Desk) -> None:
    timer = desk.visits.follow._timer
    assert timer.isActive()
    desk.screen.show_view(desk.screen.figures)
    assert not timer.isActive()
    desk.screen.show_view(desk.visits)
    assert timer.isActive()


def test_news_of_another_filter_are_dropped(desk: _Desk) -> None:
    held: list[object] = []
    desk.visits._news._runner = _Held(held)  # type: ignore[assignment]
    desk.visits.poll()
    desk.screen.filters.outcome.setCurrentText("Granted")
    held[0]()  # type: ignore[operator]
    assert desk.ids() == []


class _Held:
    def __init__(self, held: list[object]) -> None:
        self._held = held

    def run(self, work: object, done: object, failed: object) -> None:
        result = work()  # type: ignore[operator]
        self._held.append(lambda: done(result))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("shown", "newest", "came"),
    [
        ([], [], []),
        ([], [1], None),
        ([3, 2, 1], [3, 2, 1], []),
        ([3, 2, 1], [5, 4, 3], [5, 4]),
        ([3, 2, 1], [9, 8, 7], None),  # more came than a page holds
        ([3, 2, 1], [3, 4, 2], None),  # one belongs between: the clock was set back
        ([3, 2, 1], [], []),
    ],
)
def test_what_is_new(shown: list[int], newest: list[int], came: list[int] | None) -> None:
    found = news(shown, [make_event(number) for number in newest])
    assert (None if found is None else [event.id for event in found]) == came


def test_the_strip_jumps_to_a_visit(qtbot: QtBot) -> None:
    attack = _at(5, 300, reason=Reason.SCREEN)
    rest = [_at(number, 400 - 5 * number) for number in range(10, 70)]
    desk = _Desk(qtbot, [attack, *rest])
    strip = desk.visits.day.strip
    (mark,) = (mark for mark in strip.marks if mark.lane is Lane.ATTACK)
    spot = strip.middle_of(mark).toPoint()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=spot)
    assert desk.ids()[0] == 5
    assert desk.screen.pane.verdict.text == "Attack: screen"
    assert desk.said().startswith("Paused")
    desk.come(_at(100, 0))
    assert desk.ids()[0] == 5, "it does not run away"


def test_the_strip_goes_by_keys(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [_at(1, 200), _at(2, 100, outcome=Outcome.GRANTED)])
    strip = desk.visits.day.strip
    strip.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(strip, key)
    assert "1 denied" in strip.accessibleDescription()
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert desk.screen.pane.verdict.text == "Denied: not recognised"


def test_a_touch_beside_every_mark_does_nothing(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [_at(1, 1)])
    qtbot.mouseClick(desk.visits.day.strip, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert desk.said().startswith("Live")


def test_another_day_can_be_seen_and_jumped_to(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [_at(1, 24 * 60), _at(2, 1)])
    desk.screen.filters.period.setCurrentText("Today")
    day = desk.visits.day
    assert not day.later.isEnabled()
    day.earlier.click()
    assert "23 Nov 2026: 1 visit" in day.date.text()
    strip = day.strip
    spot = strip.middle_of(strip.marks[0]).toPoint()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=spot)
    assert desk.ids() == [1]
    day.today.click()
    assert "24 Nov 2026: 1 visit" in day.date.text()
    assert not day.today.isVisible()


def test_each_kind_of_export_is_what_its_name_says(qtbot: QtBot, tmp_path: Path) -> None:
    for ending, begin in (
        (".jsonl", b'{"id": 1,'),
        (".pdf", b"%PDF-"),
        (".CSV", b"\xef\xbb\xbfid"),
    ):
        file = tmp_path / f"log{ending}"
        desk = _Desk(qtbot, [_at(1, 1)], file)
        desk.screen.export_button.click()
        assert file.read_bytes().startswith(begin)
        assert f"exported to {file}" in desk.screen.notice.text
    desk = _Desk(qtbot, [], tmp_path / "log.txt")
    desk.screen.export_button.click()
    assert "Let its name end in" in desk.screen.notice.text
