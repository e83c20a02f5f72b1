"""The access log: who came, when, and what the door did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import StoreError
from db.records import AccessEvent, LogFilter, Person
from kiosk.accounts.permissions import Permission
from kiosk.clock import Clock
from kiosk.log_export import export_log
from kiosk.ui.admin.event_pane import EventPane
from kiosk.ui.admin.log_filters import LogFilters
from kiosk.ui.admin.log_model import COLUMNS, LogModel
from kiosk.ui.admin.parts import (
    GAP_PX,
    MARGIN_PX,
    Notice,
    Tone,
    button,
    card,
    empty_label,
    label,
    share_width,
    show_jpeg,
)
from kiosk.ui.error_text import sentence_of
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from db.access_log import AccessLog
    from db.gallery import Gallery
    from kiosk.accounts.authority import Authority

_PAGE = 50
_SHOWN_FROM_PX = {"Reason": 1000, "Similarity": 1250, "Door": 1400}  # of the screen's width


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    events: tuple[AccessEvent, ...]
    before_id: int | None
    doors: tuple[str, ...]


def ask_export_path(parent: QWidget) -> Path | None:
    """Let the admin choose a file to export to; None when they think better of it."""
    name, _ = QFileDialog.getSaveFileName(
        parent, "Export the access log", "access-log.csv", "CSV (*.csv)"
    )
    return Path(name) if name else None


class LogScreen(QWidget):
    """Every visit, newest first.

    Args:
        log: The access log; asked off the GUI thread only.
        gallery: For the enrolled face beside the probe.
        clock: Tells which day today is.
        runner: Runs the queries.
        authority: Who has logged in: not everybody sees pictures, or takes the log along.
        ask_path: Lets the admin choose the file to export to.
    """

    def __init__(
        self,
        log: AccessLog,
        gallery: Gallery,
        clock: Clock,
        runner: TaskRunner,
        authority: Authority,
        *,
        ask_path: Callable[[QWidget], Path | None] = ask_export_path,
    ) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._log = log
        self._gallery = gallery
        self._runner = runner
        self._authority = authority
        self._ask_path = ask_path
        self._pages = Latest[_Page](runner, self._show_page, self._show_error)
        self.model = LogModel(self._ask)
        self.filters = LogFilters(clock, self.refresh)
        self.pane = EventPane()
        self._build()

    def _build(self) -> None:
        self.export_button = button("Export as CSV")
        self.export_button.clicked.connect(self._export)
        self.export_button.setVisible(self._authority.may(Permission.EXPORT_LOG))
        self.refresh_button = button("Refresh")
        self.refresh_button.clicked.connect(self.refresh)
        self.notice = Notice()
        self.table = QTableView()
        self.table.setObjectName("table")
        self.table.setModel(self.model)
        self.table.setAccessibleName("Access log")
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setIconSize(QSize(18, 18))
        self.table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(46)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(100)
        header.setSectionResizeMode(COLUMNS.index("Person"), QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.empty = empty_label()

        top = QHBoxLayout()
        top.setSpacing(GAP_PX)
        top.addWidget(label("Access log", "title", wrap=False), 1)
        top.addWidget(self.refresh_button)
        top.addWidget(self.export_button)
        frame, column = card(margin_px=8)
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column.addWidget(stack)
        body = QHBoxLayout()
        body.setSpacing(GAP_PX + 8)
        body.addWidget(share_width(frame), 5)
        body.addWidget(share_width(self.pane), 3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        outer.setSpacing(GAP_PX)
        outer.addLayout(top)
        outer.addWidget(self.filters)
        outer.addWidget(self.notice)
        outer.addLayout(body, 1)
        self._say_empty("Loading.")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what the pane beside the table says too, where the table is narrow."""
        super().resizeEvent(event)
        for name, least_px in _SHOWN_FROM_PX.items():
            self.table.setColumnHidden(COLUMNS.index(name), self.width() < least_px)

    def refresh(self) -> None:
        """Read the log anew, from its newest row."""
        self._ask(None)

    def show_only(self, person: Person) -> None:
        """Show the rows of one person."""
        self.filters.show_only(person)

    def _ask(self, before_id: int | None) -> None:
        where = self.filters.wanted()
        log = self._log

        def work() -> _Page:
            events = log.page(where, before_id=before_id, limit=_PAGE)
            return _Page(events, before_id, log.doors() if before_id is None else ())

        self._pages.ask(work)

    def _show_page(self, page: _Page) -> None:
        more = len(page.events) == _PAGE
        if page.before_id is not None:
            self.model.append(page.events, more=more)
            return
        self.notice.clear()
        self.filters.set_doors(page.doors)
        self.model.reset(page.events, more=more)
        self.pane.show_event(None)
        if page.events:
            self._stack.setCurrentWidget(self.table)
        elif self.filters.is_narrow():
            self._say_empty("No visit matches these filters.")
        else:
            self._say_empty("Nobody has come to the door yet.")

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        event = self.model.event_at(index.row())
        self.pane.show_event(event)
        self._runner.run(
            lambda: self._read_photos(event),
            lambda photos: self.pane.show_photos(event, *photos),
            lambda error: self.notice.say(Tone.BAD, sentence_of(error)),
        )

    def _read_photos(self, event: AccessEvent) -> tuple[QImage | None, QImage | None]:
        if not self._authority.may(Permission.SEE_PICTURES):
            return None, None
        probe = show_jpeg(self._log.thumbnail(event.id)) if event.has_thumbnail else None
        if event.person_id is None:
            return probe, None
        try:
            return probe, show_jpeg(self._gallery.thumbnail(event.person_id))
        except StoreError:  # the person may be gone; their row stays
            return probe, None

    def _export(self) -> None:
        path = self._ask_path(self)
        if path is None:
            return
        where = self.filters.wanted()
        self.export_button.setEnabled(False)
        self.notice.say(Tone.INFO, f"Exporting to {path.name} …")
        self._runner.run(
            lambda: self._exported_to(where, path),
            lambda count: self._exported(f"{_visits(count)} exported to {path}."),
            self._export_failed,
        )

    def _exported_to(self, where: LogFilter, path: Path) -> int:
        self._authority.require(Permission.EXPORT_LOG)
        return export_log(self._log.export(where), path)

    def _exported(self, sentence: str) -> None:
        self.export_button.setEnabled(True)
        self.notice.say(Tone.GOOD, sentence)

    def _export_failed(self, error: Exception) -> None:
        self.export_button.setEnabled(True)
        self.notice.say(Tone.BAD, sentence_of(error))

    def _show_error(self, error: Exception) -> None:
        self.notice.say(Tone.BAD, sentence_of(error))
        if not self.model.rowCount():
            self._say_empty("The log could not be read.")

    def _say_empty(self, sentence: str) -> None:
        self.empty.setText(sentence)
        self._stack.setCurrentWidget(self.empty)


def _visits(count: int) -> str:
    return "1 visit" if count == 1 else f"{count} visits"
