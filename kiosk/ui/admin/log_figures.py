"""What the log comes to: entries by the hour, denials by reason, how often the door was wrong."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.review.bars import denial_bars
from kiosk.review.rate_words import WHAT_IS_COUNTED, WHAT_IS_NOT_KNOWN, rate_sentences
from kiosk.review.room import Figures
from kiosk.tally import counted
from kiosk.ui.admin.parts import GAP_PX, Scroller, card, label
from kiosk.ui.admin.plots import DenialPlot, HourPlot

_BESIDE_FROM_PX = 820  # both plots beside each other from this width on


class LogFigures(QWidget):
    """Two plots and the measured rates."""

    def __init__(self) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = Scroller("paper")
        outer.addWidget(area)
        self.hours, self.denials = HourPlot("Entries by the hour"), DenialPlot("Denials by reason")
        self.granted, self.denied = label("", "quiet"), label("", "quiet")
        plots = QWidget()
        plots.setObjectName("clear")
        self._plots = QBoxLayout(QBoxLayout.Direction.LeftToRight, plots)
        self._plots.setContentsMargins(0, 0, 0, 0)
        self._plots.setSpacing(GAP_PX)
        self._plots.addWidget(_titled("Entries by the hour", self.granted, self.hours), 1)
        self._plots.addWidget(_titled("Denials by reason", self.denied, self.denials), 1)
        area.column.addWidget(plots)
        frame, column = card()
        column.addWidget(label("How often the door was wrong", "heading"))
        self.rates = label("")
        column.addWidget(self.rates)
        column.addWidget(label(f"{WHAT_IS_COUNTED} {WHAT_IS_NOT_KNOWN}", "quiet"))
        area.column.addWidget(frame)
        area.column.addStretch(1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the plots below each other where they would be too narrow."""
        super().resizeEvent(event)
        is_wide = self.width() >= _BESIDE_FROM_PX
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._plots.setDirection(across if is_wide else down)

    def show_figures(self, figures: Figures) -> None:
        """Show the figures of a period."""
        self.granted.setText(f"{counted(figures.granted, 'visit')} granted, all days together.")
        bars = denial_bars(figures.denials)
        attacks = sum(count for reason, count in figures.denials.items() if reason.is_attack)
        hatched = f", {counted(attacks, 'attack')} among them (hatched)" if attacks else ""
        self.denied.setText(f"{counted(figures.denied, 'visit')} denied{hatched}.")
        self.hours.show_counts(figures.hours)
        self.hours.setVisible(figures.granted > 0)
        self.denials.show_bars(bars)
        self.rates.setText("\n".join(rate_sentences(figures.rates)))


def _titled(title: str, said: QLabel, plot: QWidget) -> QFrame:
    frame, column = card(gap_px=8)
    column.addWidget(label(title, "heading"))
    column.addWidget(said)
    column.addWidget(plot)
    column.addStretch(1)
    return frame
