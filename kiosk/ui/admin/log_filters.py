"""The row of filters above the access log."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, QSignalBlocker
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from db.records import LogFilter, Outcome, Person, Reason
from kiosk.clock import Clock
from kiosk.review.reason_words import headed
from kiosk.ui import style
from kiosk.ui.admin.fields import Choice, DateField
from kiosk.ui.admin.parts import GAP_PX, button, elided, label
from kiosk.ui.admin.words import start_of
from kiosk.ui.icons import Icon, button_icon

_OUTCOMES: tuple[tuple[str, Outcome | Reason | None], ...] = (
    ("Any outcome", None),
    ("Granted", Outcome.GRANTED),
    ("Denied", Outcome.DENIED),
    # Everybody who is let in was let in for one reason; why not tells more.
    *((headed(reason), reason) for reason in Reason if reason is not Reason.MATCHED),
)
_PERIODS: tuple[tuple[str, int | None], ...] = (
    ("Any time", None),
    ("Today", 1),
    ("Last 7 days", 7),
    ("Last 30 days", 30),
)
_BETWEEN = "Between …"
_ANY_DOOR = "Any door"
_DOOR_PX = 100  # of a door's name in the choice: it may have 200 letters
_OUTCOME_LETTERS = 8  # wide ones: as many as an outcome takes
_BESIDE_NAME_PX = 160  # of the button that takes the filter away: its other words, and gaps
_BUTTON_LEAST_PX = 120


class LogFilters(QWidget):
    """Which rows are wanted.

    Args:
        clock: Tells which day today is.
        changed: Called whenever another choice was made.
    """

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        super().__init__()
        self._clock = clock
        self._changed = changed
        self._person: Person | None = None
        self._asks_who = True
        self.name = QLineEdit()
        self.name.setPlaceholderText("Name contains")
        self.name.setAccessibleName("Name contains")
        self.name.setClearButtonEnabled(True)
        self.only_person = button("")
        self.only_person.setMinimumWidth(_BUTTON_LEAST_PX)  # its words never widen the window
        self.outcome = Choice("Outcome or reason")
        for text, wanted in _OUTCOMES:
            is_attack = isinstance(wanted, Reason) and wanted.is_attack
            icon = button_icon(Icon.WARNING, style.WARM) if is_attack else QIcon()
            self.outcome.addItem(icon, text)
        self.outcome.setMaxVisibleItems(len(_OUTCOMES))
        # In a narrow window a long reason is cut in the field, and whole in the list.
        self.outcome.setMinimumContentsLength(_OUTCOME_LETTERS)
        self.outcome.view().setMinimumWidth(self.outcome.view().sizeHintForColumn(0) + 2 * GAP_PX)
        self.door = Choice("Door", [_ANY_DOOR])
        self.period = Choice("Period", [*(text for text, _ in _PERIODS), _BETWEEN])
        self.since, self.until = DateField("From"), DateField("To")
        today = _today(clock)
        for field in (self.since, self.until):
            field.setDate(QDate(today.year, today.month, today.day))

        row = QHBoxLayout()
        row.setSpacing(GAP_PX // 2 + 4)
        row.addWidget(self.name, 1)
        row.addWidget(self.only_person)
        row.addStretch(0)
        for choice in (self.outcome, self.door, self.period):
            row.addWidget(choice)
        self._dates = QWidget()
        dates = QHBoxLayout(self._dates)
        dates.setContentsMargins(0, 0, 0, 0)
        dates.setSpacing(GAP_PX // 2 + 4)
        dates.addStretch(1)
        for part in (self.since, label("to", "quiet", wrap=False), self.until):
            dates.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX // 2 + 4)
        column.addLayout(row)
        column.addWidget(self._dates)
        self.name.textChanged.connect(lambda: changed())
        self.only_person.clicked.connect(lambda: self.show_only(None))
        self.outcome.currentIndexChanged.connect(lambda: changed())
        self.door.currentIndexChanged.connect(lambda: changed())
        self.period.currentIndexChanged.connect(self._choose_period)
        self.since.dateChanged.connect(lambda: changed())
        self.until.dateChanged.connect(lambda: changed())
        self._show_dates()
        self.only_person.hide()

    def show_only(self, person: Person | None) -> None:
        """Want the rows of one person, or of everybody again."""
        self._person = person
        self._show_who()
        self._name_button()
        self.only_person.setToolTip("Show everybody again")
        self._changed()

    def offer(self, *, who: bool, outcome: bool) -> None:
        """Offer only the filters that count for what is shown; those of the others are kept.

        Args:
            who: Those of person and door.
            outcome: That of outcome and reason.
        """
        self._asks_who = who
        self._show_who()
        self.door.setVisible(who)
        self.outcome.setVisible(outcome)

    def _show_who(self) -> None:
        self.only_person.setVisible(self._asks_who and self._person is not None)
        self.name.setVisible(self._asks_who and self._person is None)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of a reason and of a person's name as there is room for."""
        super().resizeEvent(event)
        least_px, share_px = self.outcome.minimumSizeHint().width(), self.width() // 4
        self.outcome.setMaximumWidth(max(least_px, share_px))
        self._name_button()

    def _name_button(self) -> None:
        choices = (self.outcome, self.door, self.period)
        taken_px = sum(min(c.sizeHint().width(), c.maximumWidth()) for c in choices)
        room_px = self.width() - taken_px - _BESIDE_NAME_PX
        name = "" if self._person is None else elided(self._person.name, room_px)
        self.only_person.setText(f"Only {name}  ✕")

    def set_doors(self, doors: Sequence[str]) -> None:
        """Offer these doors, and keep the choice."""
        chosen = self.door.currentData()
        with QSignalBlocker(self.door):
            self.door.clear()
            self.door.addItem(_ANY_DOOR)
            for name in doors:
                self.door.addItem(elided(name, _DOOR_PX), name)
            self.door.setCurrentIndex(max(0, self.door.findData(chosen)))
        self._name_button()

    def wanted(self) -> LogFilter:
        """Return the filter that was chosen."""
        since, until = self._span()
        wanted = _OUTCOMES[self.outcome.currentIndex()][1]
        return LogFilter(
            person_id=None if self._person is None else self._person.id,
            name_contains="" if self._person is not None else self.name.text().strip(),
            outcome=wanted if isinstance(wanted, Outcome) else None,
            reason=wanted if isinstance(wanted, Reason) else None,
            door=self.door.currentData() or "",
            since=since,
            until=until,
        )

    @property
    def person_name(self) -> str:
        """The name of the one person whose rows are wanted; "" where anybody's are."""
        return "" if self._person is None else self._person.name

    def _span(self) -> tuple[datetime | None, datetime | None]:
        if self.period.currentText() == _BETWEEN:
            first, last = _day_of(self.since), _day_of(self.until)
            return start_of(first), start_of(max(first, last) + timedelta(days=1))
        days = _PERIODS[self.period.currentIndex()][1]
        if days is None:
            return None, None
        return start_of(_today(self._clock) - timedelta(days=days - 1)), None

    def _choose_period(self) -> None:
        self._show_dates()
        self._changed()

    def _show_dates(self) -> None:
        self._dates.setVisible(self.period.currentText() == _BETWEEN)


def _day_of(field: DateField) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())


def _today(clock: Clock) -> date:
    return clock.now().astimezone().date()
