"""What an admin does with the access log."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from db.errors import StoreError
from db.records import AccessEvent, LivenessRecord, Outcome, Reason
from kiosk.liveness_words import CueLine
from kiosk.ui import style
from kiosk.ui.admin.evidence_chart import EvidenceChart
from kiosk.ui.admin.log_model import COLUMNS, OUTCOME_COLUMN
from kiosk.ui.admin.log_screen import LogScreen
from kiosk.ui.tasks import InlineRunner
from tests.accounts import LoggedIn
from tests.test_ui.fakes import (
    NOON,
    MemoryGallery,
    MemoryLog,
    StillClock,
    make_event,
    make_person,
)
from tests.test_ui.review_fakes import memory_room

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
        gallery = MemoryGallery([_ADA])
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


_CUES = {"relief": (-5.1, 0.0, 0.0), "texture": (-1.5, 0.2, 0.0), "stillness": (0.0, 0.0, 4.0)}
_PICTURE = LivenessRecord(-6.2, 1000, _CUES, "turn left: failed after 4.0 s")


def _picture(number: int, **changes: object) -> AccessEvent:
    held_up = {"outcome": Outcome.DENIED, "reason": Reason.FLAT_SURFACE, "liveness": _PICTURE}
    return _granted(number, **{**held_up, **changes})


def test_an_attack_is_marked_by_word_and_icon(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [_picture(3), make_event(2), _granted(1)])
    assert desk.cells(0)[1:4] == ["Ada Lovelace", "Attack", "Flat surface"]
    model = desk.screen.model
    icons = [
        model.data(model.index(row, OUTCOME_COLUMN), Qt.ItemDataRole.DecorationRole)
        for row in range(3)
    ]
    alpha = QImage.Format.Format_Alpha8
    pictures = [icon.pixmap(22, 22).toImage().convertToFormat(alpha) for icon in icons]
    drawn = {bytes(picture.constBits()) for picture in pictures}
    assert len(drawn) == 3, "told apart by their shapes, not by colour alone"


def test_a_picture_is_explained_cue_by_cue(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [_picture(3), _granted(2), _picture(1, liveness=None)])
    pane = desk.screen.pane
    desk.screen.table.selectRow(0)
    assert pane.name.text() == "Ada Lovelace"
    assert pane.verdict.text == "Attack: flat surface"
    assert "It looked like a picture of them on something flat" in pane.why.text()
    assert "speaks strongly for a picture (-6.2); +6.9 was needed" in pane.liveness.text()
    assert pane.liveness.text().endswith("Challenge: turn left: failed after 4.0 s.")
    assert pane.chart.texts == (
        "Relief: speaks strongly for a flat surface (-5.1)",
        "Texture: speaks for a flat surface (-1.5)",
        "Stillness: says little (0.0)",
    )
    for row in (1, 2):  # nothing of it stays where liveness was not weighed
        desk.screen.table.selectRow(row)
        assert not pane.liveness.isVisible()
        assert not pane.chart.isVisible()


def test_the_chart_forgets_the_lines_of_the_visit_before(qtbot: QtBot) -> None:
    fewer = LivenessRecord(9.0, 1000, {"relief": (5.1, 0.0, 0.0)})
    desk = _Desk(qtbot, [_picture(2), _granted(1, liveness=fewer)])
    desk.screen.table.selectRow(0)
    desk.screen.table.selectRow(1)
    (line,) = desk.screen.pane.chart.texts
    assert line == "Relief: speaks strongly for a living head, not a flat surface (+5.1)"


def test_bars_go_to_the_side_that_they_speak_for(qtbot: QtBot) -> None:
    chart = EvidenceChart()
    qtbot.addWidget(chart)
    chart.resize(200, 120)
    chart.show_lines([CueLine(4.0, "relief: for a head"), CueLine(-2.0, "texture: for a picture")])
    chart.show()
    picture = chart.grab().toImage()
    head, against = (
        [x for x in range(200) if _is_near(picture.pixelColor(x, y), colour)]
        for y, colour in ((_bar_y(chart, 0), style.GREEN), (_bar_y(chart, 1), style.WARM))
    )
    assert min(head) >= 100 > max(against)
    assert len(head) == pytest.approx(2 * len(against), abs=4)


def _bar_y(chart: EvidenceChart, number: int) -> int:
    bar = chart.layout().itemAt(number).widget().bar
    return bar.mapTo(chart, bar.rect().center()).y()


def _is_near(colour: QColor, name: str) -> bool:
    return max(abs(a - b) for a, b in zip(colour.getRgb(), QColor(name).getRgb(), strict=True)) < 8


def test_visits_are_found_by_their_reason(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [_picture(3), make_event(2), _picture(1, reason=Reason.SCREEN)])
    outcome = desk.screen.filters.outcome
    for text, ids in (("Flat surface", [3]), ("Screen", [1]), ("Denied", [3, 2, 1])):
        outcome.setCurrentText(text)
        assert desk.ids() == ids
    outcome.setCurrentText("Frozen picture")
    assert "No visit matches" in desk.screen.empty.text()


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
