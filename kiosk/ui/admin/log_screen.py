"""The access log: who came, when, what the door did, and whether it was right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.records import Person
from kiosk.accounts.permissions import Permission
from kiosk.clock import Clock
from kiosk.review.alarms import AlarmBook
from kiosk.review.room import Figures
from kiosk.ui.admin.log_alarms import LogAlarms
from kiosk.ui.admin.log_exports import LogExporter
from kiosk.ui.admin.log_figures import LogFigures
from kiosk.ui.admin.log_filters import LogFilters
from kiosk.ui.admin.log_visits import LogVisits
from kiosk.ui.admin.parts import GAP_PX, MARGIN_PX, Notice, Tone, button, label
from kiosk.ui.error_text import sentence_of
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from db.access_log import AccessLog
    from db.gallery import Gallery
    from kiosk.accounts.authority import Authority
    from kiosk.review.room import ReviewRoom

_MOST_COUNTED = 99  # on the tab, which stands in a small window, too
_KINDS = {
    "Table for a spreadsheet (*.csv)": ".csv",
    "JSON Lines (*.jsonl)": ".jsonl",
    "Report (*.pdf)": ".pdf",
}


def ask_export_path(parent: QWidget) -> Path | None:
    """Let the admin choose a file to export to; None when they think better of it."""
    name, kind = QFileDialog.getSaveFileName(
        parent, "Export the access log", "access-log.csv", ";;".join(_KINDS)
    )
    if not name:
        return None
    file = Path(name)
    # The name stays as it was proposed where only the kind was chosen.
    return file if file.suffix.lower() != ".csv" else file.with_suffix(_KINDS.get(kind, ".csv"))


class LogScreen(QWidget):
    """Visits, and what they come to.

    Args:
        log: The access log; asked off the GUI thread only.
        gallery: For the enrolled face beside the probe.
        room: Counts the log, and keeps what reviewers say.
        clock: Tells which day today is.
        runner: Runs the queries.
        authority: Who has logged in: not everybody sees pictures, or takes the log along.
        alarms: The book of alarms; None where none is kept.
        ask_path: Lets the admin choose the file to export to; its ending says as what.
    """

    def __init__(
        self,
        log: AccessLog,
        gallery: Gallery,
        room: ReviewRoom,
        clock: Clock,
        runner: TaskRunner,
        authority: Authority,
        *,
        alarms: AlarmBook | None = None,
        ask_path: Callable[[QWidget], Path | None] = ask_export_path,
    ) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._room = room
        self._runner = runner
        self._authority = authority
        self._ask_path = ask_path
        self._problems: dict[str, str] = {}
        self._exporter = LogExporter(log, room, clock, alarms)
        self._counted = Latest[Figures](runner, self._show_figures, self._show_error)
        self.filters = LogFilters(clock, self.refresh)
        self.visits = LogVisits(
            log,
            gallery,
            room,
            clock,
            runner,
            authority,
            wanted=self.filters.wanted,
            doors=self.filters.set_doors,
            failed=self._show_error,
        )
        self.figures = LogFigures()
        self.alarms: LogAlarms | None = None
        if alarms is not None:
            self.alarms = LogAlarms(
                alarms,
                runner,
                authority,
                wanted=self.filters.wanted,
                counted=self._show_unanswered,
                failed=lambda error: self._show_error(error, "alarms"),
            )
        self.table, self.model = self.visits.table, self.visits.model
        self.pane, self.empty = self.visits.pane, self.visits.empty
        self._build()

    def _build(self) -> None:
        self.export_button = button("Export")
        self.export_button.clicked.connect(self._export)
        self.export_button.setVisible(self._authority.may(Permission.EXPORT_LOG))
        self.refresh_button = button("Refresh")
        self.refresh_button.clicked.connect(self.refresh)
        self.notice = Notice()
        top = QHBoxLayout()
        top.setSpacing(GAP_PX // 2)
        top.addWidget(label("Access log", "title", wrap=False))
        self._stack = QStackedWidget()
        self._tabs = QButtonGroup(self)
        self.tabs = {view: self._tab(view, text) for view, text in self._views().items()}
        for tab in self.tabs.values():
            top.addWidget(tab)
        top.addStretch(1)
        top.addWidget(self.refresh_button)
        top.addWidget(self.export_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX // 2)
        outer.setSpacing(GAP_PX)
        outer.addLayout(top)
        outer.addWidget(self.filters)
        outer.addWidget(self.notice)
        outer.addWidget(self._stack, 1)
        self.tabs[self.visits].setChecked(True)

    def _views(self) -> dict[QWidget, str]:
        views: dict[QWidget, str] = {self.visits: "Visits", self.figures: "Figures"}
        return views if self.alarms is None else {**views, self.alarms: "Alarms"}

    def _tab(self, view: QWidget, text: str) -> QPushButton:
        made = button(text, name="tab")
        made.setCheckable(True)
        made.clicked.connect(lambda: self.show_view(view))
        self._tabs.addButton(made)
        self._stack.addWidget(view)
        return made

    def show_view(self, view: QWidget) -> None:
        """Show the visits, what they come to, or the alarms."""
        self._turn_to(view)
        self.refresh()

    def _turn_to(self, view: QWidget) -> None:
        self.tabs[view].setChecked(True)
        self._stack.setCurrentWidget(view)
        self.filters.offer(who=view is not self.alarms, outcome=view is self.visits)

    def refresh(self) -> None:
        """Read anew what is shown, and whether an alarm waits."""
        if self.alarms is not None:
            self.alarms.refresh()
        if self._stack.currentWidget() is self.figures:
            where = self.filters.wanted()
            self._counted.ask(lambda: self._room.figures(where))
        elif self._stack.currentWidget() is self.visits:
            self.visits.refresh()

    def show_only(self, person: Person) -> None:
        """Show the rows of one person."""
        self._turn_to(self.visits)
        self.filters.show_only(person)

    def _show_unanswered(self, count: int) -> None:
        if self.alarms is not None:
            shown = str(count) if count <= _MOST_COUNTED else f"{_MOST_COUNTED}+"
            self.tabs[self.alarms].setText(f"Alarms ({shown})" if count else "Alarms")

    def _show_figures(self, figures: Figures) -> None:
        self._show_error(None)
        self.figures.show_figures(figures)

    def _export(self) -> None:
        path = self._ask_path(self)
        if path is None:
            return
        where = self.filters.wanted()
        person = self.filters.person_name
        self.export_button.setEnabled(False)
        self.notice.say(Tone.INFO, f"Exporting to {path.name} …")

        def work() -> str:
            actor = self._authority.tell(
                Permission.EXPORT_LOG, "log exported", "log", {"as": path.suffix}
            )
            return self._exporter.export(path, where, person, actor)

        self._runner.run(
            work,
            lambda what: self._exported(f"{what} exported to {path}."),
            self._export_failed,
        )

    def _exported(self, sentence: str) -> None:
        self.export_button.setEnabled(True)
        self.notice.say(Tone.GOOD, sentence)

    def _export_failed(self, error: Exception) -> None:
        self.export_button.setEnabled(True)
        self.notice.say(Tone.BAD, sentence_of(error))

    def _show_error(self, error: Exception | None, what: str = "log") -> None:
        """Say what went wrong while reading; None takes it back, and leaves other news alone."""
        if error is not None:
            self._problems[what] = sentence_of(error)
            self.notice.say(Tone.BAD, self._problems[what])
        elif self.notice.text == self._problems.pop(what, None):
            self.notice.clear()
