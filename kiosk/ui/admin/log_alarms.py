"""The alarms that were raised, and who acknowledged them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QWidget,
)
from typing_extensions import override

from db.records import LogFilter
from kiosk.accounts.permissions import Permission
from kiosk.review.alarms import AlarmBook, AlarmEntry
from kiosk.ui.admin.alarm_model import ALARM_COLUMN, ANSWER_COLUMN, AlarmModel
from kiosk.ui.admin.alarm_pane import AlarmPane
from kiosk.ui.admin.log_table import dress_table
from kiosk.ui.admin.parts import GAP_PX, card, empty_label, label, share_width
from kiosk.ui.error_text import sentence_of
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from kiosk.accounts.authority import Authority

_ANSWER_PX = 230
_ANSWER_FROM_PX = 1100  # of this view's width
_MOST = 500  # alarms in the list; a period of the filter finds older ones


@dataclass(frozen=True, slots=True, eq=False)
class _Book:
    where: LogFilter
    alarms: tuple[AlarmEntry, ...]
    unanswered: int


class LogAlarms(QWidget):
    """Alarms of a period, newest first.

    Args:
        book: Keeps them; asked off the GUI thread only.
        runner: Runs the queries.
        authority: Who has logged in: not everybody may acknowledge.
        wanted: Returns the filter that was chosen; only its period counts here.
        counted: Called with how many alarms nobody has acknowledged.
        failed: Called with what went wrong; with None once it is mended.
    """

    def __init__(
        self,
        book: AlarmBook,
        runner: TaskRunner,
        authority: Authority,
        *,
        wanted: Callable[[], LogFilter],
        counted: Callable[[int], None],
        failed: Callable[[Exception | None], None],
    ) -> None:
        super().__init__()
        self._book, self._runner, self._authority = book, runner, authority
        self._wanted, self._counted, self._failed = wanted, counted, failed
        self._books = Latest[_Book](runner, self._show, self._show_error)
        self.model = AlarmModel()
        self.table = QTableView()
        self.table.setModel(self.model)
        dress_table(self.table, "Alarms")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(ALARM_COLUMN, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ANSWER_COLUMN, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(ANSWER_COLUMN, _ANSWER_PX)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.empty = empty_label()
        self.empty.setMargin(GAP_PX)
        self.most = label(f"The newest {_MOST}. Choose a period to see older ones.", "caption")
        may = authority.may(Permission.ALARMS)
        self.pane = AlarmPane(may_answer=may, answer=self._answer)
        self._build()

    def _build(self) -> None:
        frame, column = card(margin_px=8, gap_px=4)
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column.addWidget(stack, 1)
        self.most.setContentsMargins(8, 0, 8, 0)
        column.addWidget(self.most)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX + 8)
        row.addWidget(share_width(frame), 5)
        row.addWidget(share_width(self.pane), 3)
        self._say_empty("Loading.")
        self.most.hide()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave to the pane who acknowledged, where the table is narrow."""
        super().resizeEvent(event)
        self.table.setColumnHidden(ANSWER_COLUMN, self.width() < _ANSWER_FROM_PX)

    def refresh(self) -> None:
        """Read the alarms anew."""
        where, book = self._wanted(), self._book

        def work() -> _Book:
            alarms = book.newest(_MOST, since=where.since, until=where.until)
            return _Book(where, alarms, book.unanswered())

        self._books.ask(work)

    def _show(self, found: _Book) -> None:
        self._failed(None)
        self._counted(found.unanswered)
        self.model.reset(found.alarms)
        self.pane.show_alarm(None)
        self.most.setVisible(len(found.alarms) == _MOST)
        if found.alarms:
            self._stack.setCurrentWidget(self.table)
        elif found.where.since is None and found.where.until is None:
            self._say_empty("There has been no alarm.")
        else:
            self._say_empty("There was no alarm in this period.")

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.pane.show_alarm(self.model.alarm_at(index.row()))

    def _answer(self, alarm: AlarmEntry, note: str) -> None:
        def work() -> None:
            actor = self._authority.require(Permission.ALARMS)
            self._book.answer(alarm.id, note, actor)

        self._runner.run(
            work,
            lambda _: self.refresh(),
            lambda error: self.pane.show_problem(sentence_of(error)),
        )

    def _show_error(self, error: Exception) -> None:
        self._failed(error)
        if not self.model.rowCount():
            self._say_empty("The alarms could not be read.")

    def _say_empty(self, sentence: str) -> None:
        self.empty.setText(sentence)
        self._stack.setCurrentWidget(self.empty)
