"""What an admin does with the access log."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from db.errors import StoreError
from db.records import AccessEvent, Outcome, Reason
from kiosk.ui.admin.log_model import COLUMNS
from kiosk.ui.admin.log_screen import LogScreen
from kiosk.ui.tasks import InlineRunner
from tests.test_ui.fakes import (
    NOON,
    MemoryGallery,
    MemoryLog,
    StillClock,
    make_event,
    make_person,
)

_ADA = make_person("Ada Lovelace")


def _granted(number: int, **changes: object) -> AccessEvent:
    granted = {
        "outcome": Outcome.GRANTED,
        "reason": Reason.MATCHED,
        "person_id": _ADA.id,
        "person_name": _ADA.name,
        "best_similarity": 0.971,
    }
    return make_event(number, **{**granted, **changes})


class _Desk:
    def __init__(self, qtbot: QtBot, events: list[AccessEvent], to: Path | None = None) -> None:
        self.log = MemoryLog(events)
        self.screen = LogScreen(
            self.log,  # type: ignore[arg-type]  # the contract, not the class
            MemoryGallery([_ADA]),  # type: ignore[arg-type]  # likewise
            StillClock(),
            InlineRunner(),
            ask_path=lambda _: to,
        )
        qtbot.addWidget(self.screen)
        self.screen.resize(1500, 800)
        self.screen.show()
        self.screen.refresh()

    def ids(self) -> list[int]:
        model = self.screen.model
        return [model.event_at(row).id for row in range(model.rowCount())]

    def cells(self, row: int) -> list[object]:
        model = self.screen.model
        return [model.data(model.index(row, column)) for column in range(len(COLUMNS))]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> _Desk:
    events = [
        make_event(1, at=NOON - timedelta(days=40)),
        _granted(2, at=NOON - timedelta(days=3)),
        make_event(3, at=NOON - timedelta(hours=1), door="Back door"),
        _granted(4, at=NOON - timedelta(minutes=5)),
    ]
    return _Desk(qtbot, events, tmp_path / "log.csv")


def test_the_newest_visit_comes_first(desk: _Desk) -> None:
    assert desk.ids() == [4, 3, 2, 1]
    assert desk.cells(0)[1:] == ["Ada Lovelace", "Granted", "Matched", "Main entrance", "0.971"]
    assert desk.cells(1)[1:4] == ["Stranger", "Denied", "Not recognised"]


def test_filters_narrow_the_list(desk: _Desk, qtbot: QtBot) -> None:
    filters = desk.screen.filters
    filters.outcome.setCurrentText("Denied")
    assert desk.ids() == [3, 1]
    filters.door.setCurrentText("Back door")
    assert desk.ids() == [3]
    filters.outcome.setCurrentIndex(0)
    filters.door.setCurrentIndex(0)
    qtbot.keyClicks(filters.name, "ada")
    assert desk.ids() == [4, 2]
    filters.name.setText("zz")
    assert desk.screen.empty.isVisible()
    assert "No visit matches" in desk.screen.empty.text()


def test_the_period_filters(desk: _Desk) -> None:
    filters = desk.screen.filters
    filters.period.setCurrentText("Today")
    assert desk.ids() == [4, 3]
    filters.period.setCurrentText("Last 7 days")
    assert desk.ids() == [4, 3, 2]
    assert not filters.since.isVisible()
    filters.period.setCurrentText("Between …")
    assert filters.since.isVisible()
    day = (NOON - timedelta(days=3)).astimezone().date()
    filters.since.setDate(QDate(day.year, day.month, day.day))
    filters.until.setDate(QDate(day.year, day.month, day.day))
    assert desk.ids() == [2]  # the last day counts as a whole


def test_the_rows_of_one_person(desk: _Desk) -> None:
    desk.screen.show_only(_ADA)
    assert desk.ids() == [4, 2]
    assert desk.log.asked[-1].person_id == _ADA.id
    desk.screen.filters.only_person.click()
    assert desk.ids() == [4, 3, 2, 1]


def test_a_chosen_visit_shows_both_faces_and_the_reason(desk: _Desk) -> None:
    desk.screen.table.selectRow(0)
    pane = desk.screen.pane
    assert pane.name.text() == "Ada Lovelace"
    assert pane.pair.left.image is not None
    assert pane.pair.right.image is not None
    assert "0.971; 0.941 was needed" in pane.why.text()
    desk.screen.table.selectRow(1)
    assert pane.name.text() == "Stranger"
    assert pane.pair.right.image is None
    assert pane.verdict.text == "Denied: not recognised"


def test_a_person_who_is_gone_leaves_their_rows_readable(qtbot: QtBot) -> None:
    gone = _granted(1, person_id=make_person("Somebody else").id, person_name="Somebody else")
    desk = _Desk(qtbot, [gone])
    desk.screen.table.selectRow(0)
    assert desk.screen.pane.pair.left.image is not None
    assert desk.screen.pane.pair.right.image is None
    assert desk.screen.notice.text == ""


def test_a_long_log_is_read_page_by_page(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [make_event(number) for number in range(1, 131)])
    assert desk.ids() == list(range(130, 80, -1))
    root = desk.screen.table.rootIndex()
    while desk.screen.model.canFetchMore(root):
        desk.screen.model.fetchMore(root)
    assert desk.ids() == list(range(130, 0, -1))


def test_an_empty_log_and_a_broken_one(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [])
    assert desk.screen.empty.text() == "Nobody has come to the door yet."
    desk.log.broken = StoreError("The log cannot be read.", "Check the disk.")
    desk.screen.refresh()
    assert desk.screen.notice.text == "The log cannot be read. Check the disk."


def test_what_is_shown_is_what_is_exported(desk: _Desk, tmp_path: Path, qtbot: QtBot) -> None:
    desk.screen.filters.outcome.setCurrentText("Granted")
    qtbot.mouseClick(desk.screen.export_button, Qt.MouseButton.LeftButton)
    with (tmp_path / "log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["person_name"] for row in rows] == ["Ada Lovelace", "Ada Lovelace"]
    assert {row["outcome"] for row in rows} == {"granted"}
    assert desk.screen.notice.text.startswith("2 visits exported to ")
    assert desk.screen.export_button.isEnabled()


def test_an_export_that_fails_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    desk = _Desk(qtbot, [make_event(1)], tmp_path / "no such folder" / "log.csv")
    desk.screen.export_button.click()
    assert "cannot be written" in desk.screen.notice.text
    assert desk.screen.export_button.isEnabled()


def test_an_export_that_was_called_off_does_nothing(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [make_event(1)], None)
    desk.screen.export_button.click()
    assert desk.screen.notice.text == ""


def test_a_usual_window_shows_who_when_what_and_why(desk: _Desk, qtbot: QtBot) -> None:
    desk.screen.resize(1280 - 240, 720)  # beside the rail
    table = desk.screen.table
    qtbot.waitUntil(lambda: table.columnWidth(0) > 0)
    for name in ("Time", "Person", "Outcome", "Reason"):
        column = COLUMNS.index(name)
        assert not table.isColumnHidden(column)
        assert table.columnViewportPosition(column) >= 0
        right = table.columnViewportPosition(column) + table.columnWidth(column)
        assert right <= table.viewport().width()
    assert table.columnWidth(COLUMNS.index("Person")) >= 120


def test_a_narrow_window_leaves_columns_to_the_pane(desk: _Desk) -> None:
    door = COLUMNS.index("Door")
    assert not desk.screen.table.isColumnHidden(door)
    desk.screen.resize(1000, 700)
    assert desk.screen.table.isColumnHidden(door)
    assert not desk.screen.table.isColumnHidden(COLUMNS.index("Outcome"))
