"""The visits themselves: the strip of a day, the list that follows the door, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from db.errors import StoreError
from db.records import AccessEvent, LogFilter
from kiosk.accounts.permissions import Permission
from kiosk.clock import Clock
from kiosk.review.following import news
from kiosk.ui.admin.day_line import DayLine
from kiosk.ui.admin.event_pane import EventPane
from kiosk.ui.admin.log_follow import FollowLine
from kiosk.ui.admin.log_model import COLUMNS, LogModel
from kiosk.ui.admin.log_table import LogTable
from kiosk.ui.admin.parts import GAP_PX, card, empty_label, share_width, show_jpeg
from kiosk.ui.admin.review_box import ReviewBox
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from db.access_log import AccessLog
    from db.gallery import Gallery
    from db.records import Person
    from kiosk.accounts.authority import Authority
    from kiosk.review.room import ReviewRoom

_PAGE = 50
_SHOWN_FROM_PX = {"Reason": 936, "Similarity": 1186, "Door": 1336}  # of the view's width


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    where: LogFilter
    events: tuple[AccessEvent, ...]
    before_id: int | None = None
    doors: tuple[str, ...] = ()
    is_newest: bool = True


class LogVisits(QWidget):
    """Every visit, newest first.

    Args:
        log: The access log; asked off the GUI thread only.
        gallery: For the enrolled face beside the probe.
        room: For the day's strip, and what reviewers said.
        clock: Tells which day today is.
        runner: Runs the queries.
        authority: Who has logged in: not everybody sees pictures.
        wanted: Returns the filter that was chosen.
        doors: Called with the names of the doors in the log.
        failed: Called with what went wrong; with None once it is mended.
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
        wanted: Callable[[], LogFilter],
        doors: Callable[[tuple[str, ...]], None],
        failed: Callable[[Exception | None], None],
    ) -> None:
        super().__init__()
        self._log, self._gallery = log, gallery
        self._runner, self._authority = runner, authority
        self._wanted, self._doors, self._failed = wanted, doors, failed
        self._pages = Latest[_Page](runner, self._show_page, self._show_error)
        self._news = Latest[_Page](runner, self._show_news, self._show_error)
        self._where = LogFilter()  # of the visits that are listed
        self._is_newest = True  # the list begins with the newest visit that is wanted
        self._newer = 0  # visits that came while the list stood still
        self.model = LogModel(lambda before_id: self._ask(before_id))
        self.table = LogTable(self.model)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.verticalScrollBar().valueChanged.connect(lambda: self._say_follow())
        self.empty = empty_label()
        self.empty.setMargin(GAP_PX)
        self.pane = EventPane(ReviewBox(room, gallery, runner, authority, self._compare))
        self.day = DayLine(room, clock, runner, wanted, self.show_from, failed)
        self.follow = FollowLine(self.poll, self.refresh)
        self._build()

    def _build(self) -> None:
        frame, column = card(margin_px=8, gap_px=4)
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column.addWidget(stack, 1)
        self.follow.setContentsMargins(8, 0, 8, 0)
        column.addWidget(self.follow)
        body = QHBoxLayout()
        body.setSpacing(GAP_PX + 8)
        body.addWidget(share_width(frame), 5)
        body.addWidget(share_width(self.pane), 3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(GAP_PX // 2)
        outer.addWidget(self.day)
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
        self.day.refresh()

    def show_from(self, event_id: int) -> None:
        """Show a visit, chosen, and those before it."""
        # Of whatever time it is: the strip may show a day before the period that was chosen.
        where, log = replace(self._wanted(), since=None, until=None), self._log

        def work() -> _Page:
            older = log.page(where, before_id=event_id, limit=_PAGE - 1)
            events = (log.get(event_id), *older)
            return _Page(where, events, doors=log.doors(), is_newest=False)

        self._pages.ask(work)

    def poll(self) -> None:
        """Look for visits that came since the list was read."""
        where, log = self._wanted(), self._log
        self._news.ask(lambda: _Page(where, log.page(where, limit=_PAGE)))

    def _ask(self, before_id: int | None) -> None:
        where, log = self._wanted() if before_id is None else self._where, self._log

        def work() -> _Page:
            events = log.page(where, before_id=before_id, limit=_PAGE)
            return _Page(where, events, before_id, log.doors() if before_id is None else ())

        self._pages.ask(work)

    def _show_page(self, page: _Page) -> None:
        more = len(page.events) == _PAGE
        if page.before_id is not None:
            self.model.append(page.events, more=more)
            return
        self._failed(None)
        self._doors(page.doors)
        self._where, self._is_newest = page.where, page.is_newest
        self._reset(page.events)
        if self._is_newest:
            self.pane.show_event(None)
        else:
            self.table.selectRow(0)

    def _reset(self, events: tuple[AccessEvent, ...]) -> None:
        self._newer = 0
        self.model.reset(events, more=len(events) == _PAGE)
        self.table.verticalScrollBar().setValue(0)  # else it stays where it was until it is drawn
        self._say_follow()
        if events:
            self._stack.setCurrentWidget(self.table)
        elif self._wanted() != LogFilter():
            self._say_empty("No visit matches these filters.")
        else:
            self._say_empty("Nobody has come to the door yet.")

    def _show_news(self, page: _Page) -> None:
        if page.where != self._wanted():
            return  # another filter was chosen meanwhile
        self._failed(None)
        shown = self.model.numbers()
        if not self._follows:
            newest = max(shown, default=0)
            self._newer = sum(event.id > newest for event in page.events)
            self._say_follow()
            return
        came = news(shown, page.events)
        if came is None:
            self._reset(page.events)
        else:
            self.model.prepend(came)
            self._say_follow()
        if came is None or came:
            self.day.refresh()

    @property
    def _follows(self) -> bool:
        return self._is_newest and self.table.is_at_top

    def _say_follow(self) -> None:
        if self._follows:
            self.follow.say_following()
        else:
            self.follow.say_paused(self._newer)

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        event = self.model.event_at(index.row())
        self.pane.show_event(event)
        self._runner.run(
            lambda: self._read_photos(event),
            lambda photos: self.pane.show_photos(event, *photos),
            self._failed,
        )

    def _read_photos(self, event: AccessEvent) -> tuple[QImage | None, QImage | None]:
        if not self._authority.may(Permission.SEE_PICTURES):
            return None, None
        probe = show_jpeg(self._log.thumbnail(event.id)) if event.has_thumbnail else None
        return probe, None if event.person_id is None else self._face_of(event.person_id)

    def _face_of(self, person_id: UUID) -> QImage | None:
        try:
            return show_jpeg(self._gallery.thumbnail(person_id))
        except StoreError:  # the person may be gone; their row stays
            return None

    def _compare(self, person: Person | None) -> None:
        """Show the face of whoever it may have been beside the one at the door."""
        if person is None:
            self.pane.compare(None, None)
            return
        may = self._authority.may(Permission.SEE_PICTURES)
        self._runner.run(
            lambda: self._face_of(person.id) if may else None,
            lambda face: self.pane.compare(person.name, face),
            self._failed,
        )

    def _show_error(self, error: Exception) -> None:
        self._failed(error)
        self.follow.say_lost()
        if not self.model.rowCount():
            self._say_empty("The log could not be read.")

    def _say_empty(self, sentence: str) -> None:
        self.empty.setText(sentence)
        self._stack.setCurrentWidget(self.empty)
