"""The admin area: a rail to choose a screen, and the screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kiosk.entry.decision import LOOKS
from kiosk.ui import style
from kiosk.ui.admin.camera_agreement import CameraAgreementCard
from kiosk.ui.admin.enroll_screen import EnrollScreen
from kiosk.ui.admin.log_screen import LogScreen
from kiosk.ui.admin.parts import label
from kiosk.ui.admin.people_screen import PeopleScreen
from kiosk.ui.admin.settings_screen import SettingsScreen
from kiosk.ui.icons import Icon, button_icon
from models.calibration import OperatingPoint, operating_point

if TYPE_CHECKING:
    from db.records import Person
    from kiosk.app import App
    from kiosk.entry.view import EntryView
    from kiosk.ui.tasks import TaskRunner

_RAIL_PX = 240
_LEAST_SIZE = QSize(1000, 600)  # every screen shows all it has to say from here on


class AdminArea(QWidget):
    """People, enrolment, access log and settings.

    Args:
        app: The kiosk.
        runner: Runs queries and enrolments.
        leave: Goes back to the door.
    """

    def __init__(self, app: App, runner: TaskRunner, *, leave: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("paper")
        self.setMinimumSize(_LEAST_SIZE)
        self.people = PeopleScreen(
            app.gallery,
            app.clock,
            runner,
            enrol=lambda: self.show_screen(self.enroll),
            show_log=self._show_log_of,
        )
        self.enroll = EnrollScreen(
            app.enrolment, app.gallery, runner, enrolled=lambda _person: self.people.refresh()
        )
        self.log = LogScreen(app.log, app.gallery, app.clock, runner)
        self._binding = app.binding
        self.settings = SettingsScreen(
            app.config,
            runner,
            promise=lambda one_in: _promise(app, one_in),
            agreement=CameraAgreementCard(app.binding, runner),
        )
        self._first_field: dict[QWidget, QWidget] = {
            self.people: self.people.search,
            self.enroll: self.enroll.name,
            self.log: self.log.filters.name,
            self.settings: self.settings.one_in,
        }
        self._stack = QStackedWidget()
        self._buttons: dict[QWidget, QPushButton] = {}
        rail = self._make_rail(leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rail)
        row.addWidget(self._stack, 1)

    def _make_rail(self, leave: Callable[[], None]) -> QWidget:
        rail = QWidget()
        rail.setObjectName("rail")
        rail.setFixedWidth(_RAIL_PX)
        column = QVBoxLayout(rail)
        column.setContentsMargins(16, 32, 16, 24)
        column.setSpacing(6)
        heading = label("Janus", "title")
        heading.setContentsMargins(16, 0, 0, 16)
        column.addWidget(heading)
        self._group = QButtonGroup(rail)
        for screen, text, icon in (
            (self.people, "People", Icon.PEOPLE),
            (self.enroll, "Enrol", Icon.ADD_PERSON),
            (self.log, "Access log", Icon.LIST),
            (self.settings, "Settings", Icon.GEAR),
        ):
            chooser = _rail_button(text, icon)
            chooser.setCheckable(True)
            chooser.clicked.connect(lambda _checked, screen=screen: self.show_screen(screen))
            self._group.addButton(chooser)
            self._buttons[screen] = chooser
            self._stack.addWidget(screen)
            column.addWidget(chooser)
        column.addStretch(1)
        self.leave_button = _rail_button("Back to the door", Icon.BACK)
        self.leave_button.clicked.connect(lambda: leave())
        column.addWidget(self.leave_button)
        return rail

    @property
    def current(self) -> QWidget | None:
        """The screen that is shown."""
        return self._stack.currentWidget()

    def open(self) -> None:
        """Begin with the people list, or with a camera that needs to be agreed on.

        Nothing that an admin before left typed is kept.
        """
        self.enroll.start_again()
        self.show_screen(self.settings if self._binding.refusal else self.people)

    def show_screen(self, screen: QWidget) -> None:
        """Show a screen, with what is true now."""
        self._stack.setCurrentWidget(screen)
        self._buttons[screen].setChecked(True)
        self._first_field[screen].setFocus()
        if screen is self.people:
            self.people.refresh()
        elif screen is self.log:
            self.log.refresh()
        elif screen is self.settings:
            self.settings.open()

    def show_view(self, view: EntryView) -> None:
        """Hand the newest picture of the door camera to the enrolment screen.

        Without a picture the door may refuse its camera: that is shown as soon as it is so.
        """
        self.enroll.show_view(view)
        self.settings.agreement.refresh()

    def _show_log_of(self, person: Person) -> None:
        self.log.show_only(person)
        self.show_screen(self.log)


def _rail_button(text: str, icon: Icon) -> QPushButton:
    made = QPushButton(f" {text}")  # the space keeps the icon off it
    made.setAccessibleName(text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setIcon(button_icon(icon, style.RAIL_INK))
    made.setIconSize(QSize(22, 22))
    return made


def _promise(app: App, one_in: int) -> OperatingPoint:
    return operating_point(
        app.calibration, one_in=one_in, gallery_size=app.gallery.count(), looks=LOOKS
    )
