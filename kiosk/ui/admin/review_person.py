"""Chooses one of the people who are enrolled, by a part of their name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from kiosk.ui.admin.parts import label
from kiosk.ui.admin.words import day
from kiosk.ui.error_text import sentence_of
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from db.gallery import Gallery
    from db.records import Person

_SHOWN = 30  # people; who is not among them is found by more letters
_ROW_PX = 34
_ROWS = 4  # seen at once


class PersonChooser(QWidget):
    """A field for a part of a name, and the people it fits.

    Args:
        gallery: The people; asked off the GUI thread only.
        runner: Runs the queries.
        chosen: Called with whoever is chosen; with None while nobody is.
    """

    def __init__(
        self, gallery: Gallery, runner: TaskRunner, chosen: Callable[[Person | None], None]
    ) -> None:
        super().__init__()
        self._gallery = gallery
        self._chosen = chosen
        self._people: tuple[Person, ...] = ()
        self._found = Latest[tuple["Person", ...]](runner, self._show, self._fail)
        self.name = QLineEdit()
        self.name.setPlaceholderText("Part of their name")
        self.name.setAccessibleName("Part of their name")
        self.name.setClearButtonEnabled(True)
        self.name.textChanged.connect(lambda: self._ask())
        self.list = QListWidget()
        self.list.setAccessibleName("People who fit")
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._choose)
        self.said = label("", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.name, self.list, self.said):
            column.addWidget(part)

    def open(self) -> None:
        """Begin anew."""
        self.name.clear()
        self._ask()
        self.name.setFocus()

    def _ask(self) -> None:
        text = self.name.text().strip()
        self._chosen(None)
        self._found.ask(lambda: self._gallery.people(search=text, limit=_SHOWN + 1))

    def _show(self, people: tuple[Person, ...]) -> None:
        self._people = people[:_SHOWN]
        self.list.clear()
        for person in self._people:
            # Two people may have one name: the day of enrolment tells them apart.
            item = QListWidgetItem(person.name)
            item.setToolTip(f"{person.name}, enrolled {day(person.enrolled_at)}")
            item.setSizeHint(QSize(0, _ROW_PX))
            self.list.addItem(item)
        self.list.setFixedHeight(_ROW_PX * min(len(self._people), _ROWS))
        if len(people) > _SHOWN:
            self.said.setText(f"The first {_SHOWN}; write more of the name to see others.")
        else:
            self.said.setText("" if people else "Nobody of that name is enrolled.")

    def _choose(self, row: int) -> None:
        person = self._people[row] if 0 <= row < len(self._people) else None
        if person is not None:
            self.said.setText(f"Enrolled {day(person.enrolled_at)}.")
        self._chosen(person)

    def _fail(self, error: Exception) -> None:
        self.said.setText(sentence_of(error))
