"""The strip of one day: each row has its own shape, and a touch jumps to the visit.

Attacks are triangles in the first row, denials crosses in the second, grants strokes in the third.
"""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from kiosk.review.hours import hours_of_day
from kiosk.review.room import DayStrip
from kiosk.review.timeline import Lane, Mark, lay_out, mark_words, nearest
from kiosk.ui import style
from kiosk.ui.icons import Icon, paint_icon

_MARK_PX = 10  # so wide is a mark, and the room it takes
_LANE_PX = 13
_FOOT_PX = 16
_HEIGHT_PX = _LANE_PX * len(Lane) + _FOOT_PX
_REACH_PX = 12
_LABEL_EVERY_PX = 40
_STROKE_LEAST = 0.35  # of its row: the stroke of a single grant
_COLOURS = {Lane.ATTACK: style.WARM, Lane.DENIED: style.WARM, Lane.GRANTED: style.GREEN}


class TimelineStrip(QWidget):
    """One day from left to right.

    Args:
        jump: Called with the number of the visit that was chosen.
    """

    def __init__(self, jump: Callable[[int], None]) -> None:
        super().__init__()
        self._jump = jump
        self._day: DayStrip | None = None
        self._marks: tuple[Mark, ...] = ()
        self._chosen: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The day's visits")

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is drawn."""
        return self._marks

    def show_day(self, day: DayStrip | None) -> None:
        """Show a day; None while it is not known."""
        self._day, self._chosen = day, None
        self._lay_out()

    def _lay_out(self) -> None:
        day = self._day
        places = max(1, self.width() // _MARK_PX)
        marks = () if day is None else lay_out(day.spans, day.begin, day.end, places)
        self._marks = tuple(sorted(marks, key=lambda mark: (mark.middle, mark.lane)))
        self._say()

    def _say(self) -> None:
        """Tell a screen reader which mark the keys have come to."""
        words = f"{len(self._marks)} marks; go along them with the left and right keys."
        if self._chosen is not None:
            words = mark_words(self._marks[self._chosen])
        self.setAccessibleDescription(words)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Return the height of the rows."""
        return QSize(200, _HEIGHT_PX)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put together what falls on one place now."""
        self._chosen = None
        self._lay_out()

    def middle_of(self, mark: Mark) -> QPointF:
        """Return where a mark is drawn."""
        return QPointF(mark.middle * self.width(), (mark.lane + 0.5) * _LANE_PX)

    def _at(self, point: QPointF) -> Mark | None:
        row = min(max(int(point.y() // _LANE_PX), 0), len(Lane) - 1)
        width = max(1, self.width())
        return nearest(self._marks, Lane(row), point.x() / width, _REACH_PX / width)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what stands under the pointer."""
        mark = self._at(event.position())
        shape = Qt.CursorShape.ArrowCursor if mark is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        words = "" if mark is None else mark_words(mark)
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the visit that was touched."""
        mark = self._at(event.position())
        if mark is not None:
            self._choose(self._marks.index(mark))
            self._jump(mark.newest_id)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the marks, and jump to one."""
        last = len(self._marks) - 1
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._marks:
            begin = (last + 1 if step < 0 else -1) if self._chosen is None else self._chosen
            self._choose(min(max(begin + step, 0), last))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Space} and self._chosen is not None:
            self._jump(self._marks[self._chosen].newest_id)
        else:
            super().keyPressEvent(event)

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._say()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hours, the marks and which is chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows = QRectF(0, 0, self.width(), _LANE_PX * len(Lane))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.CARD))
        painter.drawRoundedRect(rows, 6, 6)
        if self._day is not None:
            self._paint_hours(painter, self._day)
        most = max((m.count for m in self._marks if m.lane is Lane.GRANTED), default=1)
        for mark in self._marks:
            self._paint_mark(painter, mark, most)
        if self._chosen is not None:
            middle = self.middle_of(self._marks[self._chosen])
            painter.setPen(QPen(QColor(style.INK), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, _LANE_PX * 0.62, _LANE_PX * 0.62)
        if self.hasFocus():
            painter.setPen(QPen(QColor(style.BLUE), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rows.adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _paint_hours(self, painter: QPainter, day: DayStrip) -> None:
        font = style.font(11)
        painter.setFont(font)
        room_px = QFontMetricsF(font).horizontalAdvance("00") / 2
        hours = hours_of_day(day.day)
        hour_px = self.width() / len(hours)
        every = next((n for n in (1, 2, 3, 6) if n * hour_px >= _LABEL_EVERY_PX), 12)
        bottom = float(_LANE_PX * len(Lane))
        for number, hour in enumerate(hours):
            x = (hour - day.begin) / (day.end - day.begin) * self.width()
            painter.setPen(QPen(QColor(style.LINE), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
            if number % every == 0:
                left = min(max(x - 20, room_px - 20), self.width() - 20 - room_px)
                place = QRectF(left, bottom + 1, 40, _FOOT_PX - 1)
                painter.setPen(QColor(style.QUIET_INK))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{hour.astimezone():%H}")

    def _paint_mark(self, painter: QPainter, mark: Mark, most: int) -> None:
        middle, colour = self.middle_of(mark), _COLOURS[mark.lane]
        if mark.lane is Lane.GRANTED:
            share = _STROKE_LEAST + (1 - _STROKE_LEAST) * mark.count / most
            height = (_LANE_PX - 2) * share
            bottom = middle.y() + _LANE_PX / 2 - 1
            painter.fillRect(QRectF(middle.x() - 2, bottom - height, 4, height), QColor(colour))
            return
        icon = Icon.WARNING if mark.lane is Lane.ATTACK else Icon.CROSS
        spot = QRectF(0, 0, _LANE_PX + 1, _LANE_PX + 1)
        spot.moveCenter(middle)
        paint_icon(painter, icon, spot, colour)
