"""Draws the hours of a schedule as a week: a row for each day, a bar for each opening."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from db.rule_records import Day, Span
from kiosk.rules.week_picture import DAYS, Block, blocks
from kiosk.rules.week_words import week_words
from kiosk.ui import style

_ROW_PX = 22
_GAP_PX = 4
_NAMES_PX = 76
_HOURS_PX = 22
_EDGE_PX = 22  # half of "24:00" stands out to the right
_DAY_MIN = 1440
_WIDE_PX = 240  # of a day, from which on there is room to name each quarter of it


class WeekPicture(QWidget):
    """See the module. A screen reader reads the hours as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: tuple[Block, ...] = ()
        self._rows = DAYS[:7]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_spans((), with_holidays=False)

    def show_spans(self, spans: Sequence[Span], *, with_holidays: bool) -> None:
        """Show these hours, and a row for holidays where the schedule knows any."""
        self._blocks = blocks(spans)
        self._rows = DAYS if with_holidays else DAYS[:7]
        self.setAccessibleName(week_words(spans))
        self.setFixedHeight(len(self._rows) * (_ROW_PX + _GAP_PX) + _HOURS_PX)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the week."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(style.font(13))
        for row, day in enumerate(self._rows):
            self._draw_row(painter, row, day)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.BLUE))
        for block in self._blocks:
            if block.row < len(self._rows):
                painter.drawRoundedRect(self._place(block), 4, 4)
        self._draw_hours(painter)
        painter.end()

    def _draw_row(self, painter: QPainter, row: int, day: Day) -> None:
        whole = self._place(Block(row, 0, _DAY_MIN))
        painter.setPen(QColor(style.INK))
        name = QRectF(0, whole.top(), _NAMES_PX - 12, _ROW_PX)
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, day.capitalize())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.PAPER))
        painter.drawRoundedRect(whole, 4, 4)

    def _draw_hours(self, painter: QPainter) -> None:
        top = len(self._rows) * (_ROW_PX + _GAP_PX)
        every = 6 if self._x(_DAY_MIN) - self._x(0) >= _WIDE_PX else 12
        for hour in range(0, 25, every):
            x = self._x(hour * 60)
            painter.fillRect(QRectF(x, 0, 1, top), QColor(style.LINE))
            painter.setPen(QColor(style.QUIET_INK))
            middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            painter.drawText(QRectF(x - 30, top, 60, _HOURS_PX - 2), middle, f"{hour:02}:00")

    def _place(self, block: Block) -> QRectF:
        left, right = self._x(block.start_min), self._x(block.end_min)
        return QRectF(left, block.row * (_ROW_PX + _GAP_PX), max(right - left, 2.0), _ROW_PX)

    def _x(self, minute: int) -> float:
        return _NAMES_PX + (self.width() - _NAMES_PX - _EDGE_PX) * minute / _DAY_MIN
