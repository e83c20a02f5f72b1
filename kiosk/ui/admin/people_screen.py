"""The people list: find somebody, rename, revoke, restore."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from db.errors import StoreError
from db.records import Person, PersonStatus
from enroll.rules import clean_name
from kiosk.accounts.permissions import Permission
from kiosk.clock import Clock
from kiosk.ui.admin.fields import Choice
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
from kiosk.ui.admin.people_model import PeopleModel, PersonDelegate, PersonRow
from kiosk.ui.admin.person_pane import PersonActions, PersonPane
from kiosk.ui.admin.words import day, status_of
from kiosk.ui.error_text import sentence_of
from kiosk.ui.icons import Icon
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from db.gallery import Gallery
    from kiosk.accounts.authority import Authority

_log = logging.getLogger(__name__)

_PAGE = 50
_STATUSES: tuple[tuple[str, PersonStatus | None], ...] = (
    ("Everybody", None),
    ("Active", PersonStatus.ACTIVE),
    ("Revoked", PersonStatus.REVOKED),
)


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    rows: tuple[PersonRow, ...]
    total: int
    first: int


class PeopleScreen(QWidget):
    """Everybody who is enrolled.

    Args:
        gallery: The patrons; asked off the GUI thread only.
        clock: Tells whether somebody's access has begun or ended.
        runner: Runs the queries.
        authority: Who has logged in, asked before each change.
        enrol: Opens the enrolment screen.
        show_log: Opens the access log of one person.
    """

    def __init__(
        self,
        gallery: Gallery,
        clock: Clock,
        runner: TaskRunner,
        authority: Authority,
        *,
        enrol: Callable[[], None],
        show_log: Callable[[Person], None],
    ) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._gallery = gallery
        self._clock = clock
        self._runner = runner
        self._authority = authority
        self._pages = Latest[_Page](runner, self._show_page, self._show_error)
        self.model = PeopleModel(self._load_more)
        self.pane = PersonPane(
            PersonActions(self._rename, self._revoke, self._restore, show_log), authority.may
        )
        self._chosen: Person | None = None
        self._build(enrol)

    def _build(self, enrol: Callable[[], None]) -> None:
        self.title = label("People", "title", wrap=False)
        self.enrol_button = button("Enrol a person", name="primary", icon=Icon.ADD_PERSON)
        self.enrol_button.clicked.connect(lambda: enrol())
        self.enrol_button.setVisible(self._authority.may(Permission.ENROL))
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search by name")
        self.search.setAccessibleName("Search by name")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda: self.refresh())
        self.status = Choice("Status", [text for text, _ in _STATUSES])
        self.status.currentIndexChanged.connect(lambda: self.refresh())
        self.notice = Notice()

        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(PersonDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName("People")
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.empty = empty_label()

        header = QHBoxLayout()
        header.addWidget(self.title, 1)
        header.addWidget(self.enrol_button)
        filters = QHBoxLayout()
        filters.setSpacing(GAP_PX)
        filters.addWidget(self.search, 1)
        filters.addWidget(self.status)
        frame, column = card(margin_px=8)
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        column.addWidget(stack)
        body = QHBoxLayout()
        body.setSpacing(GAP_PX + 8)
        body.addWidget(share_width(frame), 3)
        body.addWidget(share_width(self.pane), 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        outer.setSpacing(GAP_PX)
        outer.addLayout(header)
        outer.addLayout(filters)
        outer.addWidget(self.notice)
        outer.addLayout(body, 1)
        self._say_empty("Loading.")

    def refresh(self) -> None:
        """Read the list anew, from its beginning."""
        self._ask(0)

    def _load_more(self) -> None:
        self._ask(self.model.rowCount())

    def _ask(self, first: int) -> None:
        search = self.search.text().strip()
        status = _STATUSES[self.status.currentIndex()][1]
        now = self._clock.now()
        gallery = self._gallery
        pictures = self._authority.may(Permission.SEE_PICTURES)

        def work() -> _Page:
            people = gallery.people(search=search, status=status, offset=first, limit=_PAGE)
            rows = tuple(_row(gallery, person, now, pictures=pictures) for person in people)
            return _Page(rows, gallery.count(search=search, status=status), first)

        self._pages.ask(work)

    def _show_page(self, page: _Page) -> None:
        self.notice.clear()
        if page.first:
            self.model.append(page.rows)
            return
        self.model.reset(page.rows, page.total)
        self.title.setText(f"People ({page.total})")
        if page.total:
            self._stack.setCurrentWidget(self.list)
        elif self.search.text().strip() or self.status.currentIndex():
            self._say_empty("Nobody matches. Try another name or status.")
        else:
            self._say_empty(
                "Nobody is enrolled yet.\nOne photo is enough: choose “Enrol a person”."
            )
        self._choose_again()

    def _choose_again(self) -> None:
        """Keep the same person chosen over a new reading of the list."""
        chosen = self._chosen
        for number in range(self.model.rowCount()):
            if chosen is not None and self.model.row(number).person.id == chosen.id:
                self.list.setCurrentIndex(self.model.index(number))
                return
        self._chosen = None
        self.pane.show_person(None, "")

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        row = self.model.row(index.row())
        person = row.person
        self._chosen = person
        self.pane.show_person(person, row.status)
        if not self._authority.may(Permission.SEE_PICTURES):
            return
        self._runner.run(
            lambda: show_jpeg(self._gallery.photo(person.id)),
            lambda photo: self._show_photo(person, photo),
            self._show_pane_error,
        )

    def _show_photo(self, person: Person, photo: QImage | None) -> None:
        self.pane.show_photo(person, photo)

    def _rename(self, person: Person, name: str) -> None:
        self._change(
            Permission.EDIT_PEOPLE,
            lambda at, by: self._gallery.rename(person.id, clean_name(name), at, by=by),
        )

    def _revoke(self, person: Person) -> None:
        self._change(Permission.REVOKE, lambda at, by: self._gallery.revoke(person.id, at, by=by))

    def _restore(self, person: Person) -> None:
        self._change(Permission.RESTORE, lambda at, by: self._gallery.restore(person.id, at, by=by))

    def _change(self, needed: Permission, work: Callable[[datetime, str], object]) -> None:
        now = self._clock.now()
        self._runner.run(
            lambda: work(now, self._authority.require(needed)),
            lambda _: self.refresh(),
            self._show_pane_error,
        )

    def _show_pane_error(self, error: Exception) -> None:
        self.pane.show_problem(sentence_of(error))

    def _show_error(self, error: Exception) -> None:
        self.notice.say(Tone.BAD, sentence_of(error))
        self._say_empty("The list could not be read.")

    def _say_empty(self, sentence: str) -> None:
        self.empty.setText(sentence)
        self._stack.setCurrentWidget(self.empty)


def _row(gallery: Gallery, person: Person, now: datetime, *, pictures: bool) -> PersonRow:
    status, lets_in = status_of(person, now)
    thumbnail = _face(gallery, person) if pictures else None
    return PersonRow(person, thumbnail, status, lets_in, f"Enrolled {day(person.enrolled_at)}")


def _face(gallery: Gallery, person: Person) -> QImage | None:
    """Return a face; None where it cannot be read: one that is damaged must not hide the others."""
    try:
        return show_jpeg(gallery.thumbnail(person.id))
    except StoreError as error:
        _log.warning("A picture in the list of people cannot be read: %s", error.user_message())
        return None
