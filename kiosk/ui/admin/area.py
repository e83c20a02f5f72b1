"""The admin area: a rail to choose a screen, and the screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kiosk.accounts import actions
from kiosk.accounts.permissions import Permission
from kiosk.entry.decision import LOOKS
from kiosk.ui import style
from kiosk.ui.admin.accounts_screen import AccountsScreen
from kiosk.ui.admin.camera_agreement import CameraAgreementCard
from kiosk.ui.admin.enroll_screen import EnrollScreen
from kiosk.ui.admin.log_screen import LogScreen
from kiosk.ui.admin.parts import MARGIN_PX, Notice, Tone, label
from kiosk.ui.admin.people_screen import PeopleScreen
from kiosk.ui.admin.rules_screen import RulesScreen
from kiosk.ui.admin.settings_screen import SettingsScreen
from kiosk.ui.admin.words import breakable, short
from kiosk.ui.icons import Icon, button_icon
from models.calibration import OperatingPoint, operating_point

if TYPE_CHECKING:
    from db.records import Person
    from kiosk.accounts.authority import Authority
    from kiosk.app import App
    from kiosk.entry.view import EntryView
    from kiosk.ui.tasks import TaskRunner

_SETTINGS = Permission.SETTINGS
_RAIL_PX = 240
_NAME_SHOWN = 36  # characters; whole, as a tool tip
_LEAST_SIZE = QSize(1000, 600)  # every screen shows all it has to say from here on


class AdminArea(QWidget):
    """People, enrolment, log, rules, settings and accounts: what one login may see of them.

    Made anew for each login, so that nothing of one admin is left for the next.

    Args:
        app: The kiosk.
        runner: Runs queries and enrolments.
        authority: Who has logged in, and what they may do.
        leave: Logs out, and goes back to the door.
    """

    def __init__(
        self, app: App, runner: TaskRunner, authority: Authority, *, leave: Callable[[], None]
    ) -> None:
        super().__init__()
        self.setObjectName("paper")
        self.setMinimumSize(_LEAST_SIZE)
        self._authority = authority
        self.people = PeopleScreen(
            app.gallery,
            app.clock,
            runner,
            authority,
            enrol=lambda: self.show_screen(self.enroll),
            show_log=self._show_log_of,
        )
        self.enroll = EnrollScreen(
            app.enrolment,
            app.gallery,
            runner,
            authority,
            enrolled=lambda _person: self.people.refresh(),
        )
        self.log = LogScreen(app.log, app.gallery, app.review, app.clock, runner, authority)
        self.rules = RulesScreen(app.rules, app.presence, app.clock, runner, authority)
        self._binding = app.binding
        self.settings = SettingsScreen(
            app.config,
            runner,
            promise=lambda one_in: _promise(app, one_in),
            agreement=CameraAgreementCard(app.binding, runner, authority),
            save=lambda changes: app.settings.save(changes, authority.require(_SETTINGS)),
        )
        self.accounts = AccountsScreen(app.accounts, runner, authority)
        self._first_field: dict[QWidget, QWidget] = {
            self.people: self.people.search,
            self.enroll: self.enroll.name,
            self.log: self.log.filters.name,
            self.rules: self.rules.refresh_button,
            self.settings: self.settings.one_in,
            self.accounts: self.accounts.list,
        }
        self._stack = QStackedWidget()
        self._buttons: dict[QWidget, QPushButton] = {}
        rail = self._make_rail(leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rail)
        row.addWidget(self._stack, 1)
        self.warning = Notice()  # over the screens, so that nothing moves under somebody's finger
        self.warning.setParent(self)

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
            (self.people, actions.PEOPLE, Icon.PEOPLE),
            (self.enroll, actions.ENROL, Icon.ADD_PERSON),
            (self.log, actions.LOG, Icon.LIST),
            (self.rules, actions.RULES, Icon.CALENDAR),
            (self.settings, actions.SETTINGS, Icon.GEAR),
            (self.accounts, actions.ACCOUNTS, Icon.LOCK),
        ):
            self._stack.addWidget(screen)
            if not self._authority.may(actions.SCREENS[text]):
                continue
            chooser = _rail_button(text, icon)
            chooser.setCheckable(True)
            chooser.clicked.connect(lambda _checked, screen=screen: self.show_screen(screen))
            self._group.addButton(chooser)
            self._buttons[screen] = chooser
            column.addWidget(chooser)
        column.addStretch(1)
        for part in self._make_who():
            part.setContentsMargins(16, 0, 8, 0)
            column.addWidget(part)
        self.leave_button = _rail_button("Log out", Icon.BACK)
        self.leave_button.clicked.connect(lambda: leave())
        column.addWidget(self.leave_button)
        return rail

    def _make_who(self) -> tuple[QLabel, QLabel]:
        """Return who is logged in: their name, and below it their role."""
        self.who = label(breakable(short(self._authority.actor, _NAME_SHOWN)))
        self.who.setToolTip(self._authority.actor)
        self.who.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self.role = label(self._authority.session.role.capitalize(), "caption")
        return self.who, self.role

    @property
    def current(self) -> QWidget | None:
        """The screen that is shown."""
        return self._stack.currentWidget()

    def open(self) -> None:
        """Begin with the first screen there is, or with a camera that needs to be agreed on."""
        first = next(iter(self._buttons))
        may_agree = self.settings in self._buttons
        self.show_screen(self.settings if self._binding.refusal and may_agree else first)

    def warn(self, left_s: int) -> None:
        """Say that whoever is logged in will be logged out, as they do nothing."""
        seconds = "1 second" if left_s == 1 else f"{left_s} seconds"
        stay = "Touch the screen or press a key to stay."
        self.warning.say(Tone.CARE, f"You will be logged out in {seconds}. {stay}")
        self._place_warning()
        self.warning.raise_()

    def _place_warning(self) -> None:
        width_px = self.width() - _RAIL_PX - 2 * MARGIN_PX
        height_px = self.warning.heightForWidth(width_px)
        top_px = self.height() - height_px - MARGIN_PX // 2
        self.warning.setGeometry(_RAIL_PX + MARGIN_PX, top_px, width_px, height_px)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the warning at the lower edge."""
        super().resizeEvent(event)
        self._place_warning()

    def calm(self) -> None:
        """Take the warning back."""
        self.warning.clear()

    def show_screen(self, screen: QWidget) -> None:
        """Show a screen, with what is true now; not one that the role may not see."""
        if screen not in self._buttons:
            return
        self._stack.setCurrentWidget(screen)
        self._buttons[screen].setChecked(True)
        self._first_field[screen].setFocus()
        if screen is self.people:
            self.people.refresh()
        elif screen is self.log:
            self.log.refresh()
        elif screen is self.rules:
            self.rules.refresh()
        elif screen is self.settings:
            self.settings.open()
        elif screen is self.accounts:
            self.accounts.refresh()

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
