"""The strip of a day with its date, and the buttons to another day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db.records import LogFilter
from kiosk.review.room import DayStrip
from kiosk.tally import counted
from kiosk.ui.admin.parts import button, label
from kiosk.ui.admin.timeline_strip import TimelineStrip
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from kiosk.clock import Clock
    from kiosk.review.room import ReviewRoom


class DayLine(QWidget):
    """One day of visits.

    Args:
        room: Asked for a day, off the GUI thread only.
        clock: Tells which day today is.
        runner: Runs the queries.
        wanted: Returns the filter that was chosen; its period is passed over.
        jump: Called with the number of a visit that was chosen.
        failed: Called with what went wrong.
    """

    def __init__(
        self,
        room: ReviewRoom,
        clock: Clock,
        runner: TaskRunner,
        wanted: Callable[[], LogFilter],
        jump: Callable[[int], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self._room, self._clock, self._wanted = room, clock, wanted
        self._days = Latest[DayStrip](runner, self._show, failed)
        self._chosen: date | None = None  # None follows today
        self._shown: date | None = None
        self.date = label("", "caption", wrap=False)
        self.strip = TimelineStrip(jump)
        self.earlier, self.later = button("←", name="small"), button("→", name="small")
        self.today = button("Today", name="small")
        self.earlier.setAccessibleName("The day before")
        self.later.setAccessibleName("The day after")
        self.earlier.clicked.connect(lambda: self._go(-1))
        self.later.clicked.connect(lambda: self._go(1))
        self.today.clicked.connect(lambda: self._go(None))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.date, 1)
        for made in (self.today, self.earlier, self.later):
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.strip)

    @property
    def day(self) -> date:
        """The day that is shown."""
        return self._chosen or self._clock.now().astimezone().date()

    def refresh(self) -> None:
        """Read the day anew."""
        day, where = self.day, self._wanted()
        if self._shown != day:
            self.date.setText(_words(day))
            self.strip.show_day(None)
        self.later.setEnabled(self._chosen is not None)
        self.today.setVisible(self._chosen is not None)
        self._days.ask(lambda: self._room.day(day, where))

    def show_day(self, day: date) -> None:
        """Show another day; today goes on by itself at midnight."""
        today = self._clock.now().astimezone().date()
        self._chosen = None if day >= today else day
        self.refresh()

    def _go(self, days: int | None) -> None:
        today = self._clock.now().astimezone().date()
        self.show_day(today if days is None else self.day + timedelta(days=days))

    def _show(self, strip: DayStrip) -> None:
        came = sum(span.count for span in strip.spans)
        self.date.setText(f"{_words(strip.day)}: {counted(came, 'visit')}")
        self._shown = strip.day
        self.strip.show_day(strip)


def _words(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%b %Y}"
