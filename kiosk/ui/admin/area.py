"""The admin area: a rail to choose a screen, and the screens."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

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
from kiosk.ui.admin.password_screen import PasswordScreen
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

_Screen = TypeVar("_Screen", bound=QWidget)

_SETTINGS = Permission.SETTINGS
_ICONS = {
    actions.PEOPLE: Icon.PEOPLE,
    actions.ENROL: Icon.ADD_PERSON,
    actions.LOG: Icon.LIST,
    actions.RULES: Icon.CALENDAR,
    actions.SETTINGS: Icon.GEAR,
    actions.ACCOUNTS: Icon.LOCK,
    actions.MYSELF: Icon.PERSON,
}
_RAIL_PX = 240
_NAME_SHOWN = 24  # characters; whole, as a tool tip
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
        self._app = app
        self._runner = runner
        self._authority = authority
        self._view: EntryView | None = None
        self._names: dict[QWidget, str] = {}
        self._screens: dict[str, Callable[[], QWidget]] = {
            actions.PEOPLE: lambda: self.people,
            actions.ENROL: lambda: self.enroll,
            actions.LOG: lambda: self.log,
            actions.RULES: lambda: self.rules,
            actions.SETTINGS: lambda: self.settings,
            actions.ACCOUNTS: lambda: self.accounts,
            actions.MYSELF: lambda: self.password,
        }
        self._stack = QStackedWidget()
        self._buttons: dict[str, QPushButton] = {}
        rail = self._make_rail(leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rail)
        row.addWidget(self._stack, 1)
        self.warning = Notice()  # over the screens, so that nothing moves under somebody's finger
        self.warning.setParent(self)

    # Each screen is made when it is first shown: making all of them keeps the window waiting.

    @cached_property
    def people(self) -> PeopleScreen:
        """The people list."""
        app = self._app
        screen = PeopleScreen(
            app.gallery,
            app.clock,
            self._runner,
            self._authority,
            enrol=lambda: self.show_screen(self.enroll),
            show_log=self._show_log_of,
        )
        return self._added(actions.PEOPLE, screen)

    @cached_property
    def enroll(self) -> EnrollScreen:
        """The enrolment."""
        screen = EnrollScreen(
            self._app.enrolment,
            self._app.gallery,
            self._runner,
            self._authority,
            enrolled=lambda _person: self.people.refresh(),
        )
        if self._view is not None:
            screen.show_view(self._view)
        return self._added(actions.ENROL, screen)

    @cached_property
    def log(self) -> LogScreen:
        """The access log."""
        app = self._app
        screen = LogScreen(
            app.log,
            app.gallery,
            app.review,
            app.clock,
            self._runner,
            self._authority,
            alarms=app.alarms,
        )
        return self._added(actions.LOG, screen)

    @cached_property
    def rules(self) -> RulesScreen:
        """Who may enter where and when."""
        app = self._app
        screen = RulesScreen(app.rules, app.presence, app.clock, self._runner, self._authority)
        return self._added(actions.RULES, screen)

    @cached_property
    def settings(self) -> SettingsScreen:
        """The settings."""
        app, authority = self._app, self._authority
        screen = SettingsScreen(
            app.config,
            self._runner,
            promise=lambda one_in: _promise(app, one_in),
            agreement=CameraAgreementCard(app.binding, self._runner, authority),
            save=lambda changes: app.settings.save(changes, authority.require(_SETTINGS)),
        )
        return self._added(actions.SETTINGS, screen)

    @cached_property
    def accounts(self) -> AccountsScreen:
        """Who may log in."""
        screen = AccountsScreen(self._app.accounts, self._runner, self._authority)
        return self._added(actions.ACCOUNTS, screen)

    @cached_property
    def password(self) -> PasswordScreen:
        """One's own password."""
        screen = PasswordScreen(self._app.accounts, self._runner, self._authority)
        return self._added(actions.MYSELF, screen)

    def _added(self, name: str, screen: _Screen) -> _Screen:
        self._names[screen] = name
        self._stack.addWidget(screen)
        return screen

    def _make_rail(self, leave: Callable[[], None]) -> QWidget:
        rail = QWidget()
        rail.setObjectName("rail")
        rail.setFixedWidth(_RAIL_PX)
        column = QVBoxLayout(rail)
        column.setContentsMargins(16, 24, 16, 16)
        column.setSpacing(4)
        heading = label("Janus", "title")
        heading.setContentsMargins(16, 0, 0, 16)
        column.addWidget(heading)
        self._group = QButtonGroup(rail)
        for name, icon in _ICONS.items():
            if not self._authority.may(actions.SCREENS[name]):
                continue
            chooser = _rail_button(name, icon)
            chooser.setCheckable(True)
            chooser.clicked.connect(lambda _checked, name=name: self._show(name))
            self._group.addButton(chooser)
            self._buttons[name] = chooser
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
        may_agree = actions.SETTINGS in self._buttons
        self._show(actions.SETTINGS if self._app.binding.refusal and may_agree else first)

    def _show(self, name: str) -> None:
        self.show_screen(self._screens[name]())

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
        name = self._names[screen]
        if name not in self._buttons:
            return
        self._stack.setCurrentWidget(screen)
        self._buttons[name].setChecked(True)
        match name:
            case actions.PEOPLE:
                self.people.search.setFocus()
                self.people.refresh()
            case actions.ENROL:
                self.enroll.name.setFocus()
            case actions.LOG:
                self.log.filters.name.setFocus()
                self.log.refresh()
            case actions.RULES:
                self.rules.refresh_button.setFocus()
                self.rules.refresh()
            case actions.SETTINGS:
                self.settings.one_in.setFocus()
                self.settings.open()
            case actions.ACCOUNTS:
                self.accounts.list.setFocus()
                self.accounts.refresh()
            case actions.MYSELF:
                self.password.begin()

    def show_view(self, view: EntryView) -> None:
        """Hand the newest picture of the door camera to the enrolment screen.

        Without a picture the door may refuse its camera: that is shown as soon as it is so.
        """
        self._view = view
        if actions.ENROL in self._names.values():
            self.enroll.show_view(view)
        if actions.SETTINGS in self._names.values():
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
