"""Entries by the hour and denials by their reason, drawn on screen and into reports.

Each bar carries its number and its name, and attacks are hatched: no colour is needed to read them.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from kiosk.review.bars import Bar, axis
from kiosk.ui import style

HOURS_PX = 200
ROW_PX = 26
_TEXT_PX = 12
_BAR_SHARE = 0.66  # of the room for one hour
_LABEL_SHARE = 0.5  # of the width, for the names of reasons
_MOST_LABEL_PX = 200.0
_HATCH_PX = 6.0
_FOOT_PX = 20.0  # below the bars, for the hours
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter


def paint_hours(painter: QPainter, area: QRectF, counts: Sequence[int]) -> None:
    """Draw how many were let in within each hour of the day.

    Args:
        painter: Draws in logical pixels.
        area: Where.
        counts: 24 numbers.
    """
    font = style.font(_TEXT_PX)
    metrics = QFontMetricsF(font, painter.device())
    painter.setFont(font)
    ticks = axis(max(counts))
    left = max(metrics.horizontalAdvance(f"{tick}") for tick in ticks) + 8
    room = area.adjusted(left, metrics.height(), 0, -_FOOT_PX)
    for tick in ticks:
        y = room.bottom() - room.height() * tick / ticks[-1]
        painter.setPen(QPen(QColor(style.LINE), 1))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        _write(painter, QRectF(area.left(), y - 10, left - 8, 20), _RIGHT, tick, style.QUIET_INK)
    step = room.width() / len(counts)
    for hour, count in enumerate(counts):
        height = room.height() * count / ticks[-1]
        column = QRectF(room.left() + hour * step, room.bottom() - height, step, height)
        spare = step * (1 - _BAR_SHARE) / 2
        painter.fillRect(column.adjusted(spare, 0, -spare, 0), QColor(style.BLUE))
        if count and metrics.horizontalAdvance(f"{count}") <= step:
            above = QRectF(column.left(), column.top() - metrics.height(), step, metrics.height())
            _write(painter, above, _MIDDLE, count, style.INK)
        if hour % 3 == 0:
            below = QRectF(column.left() - step, room.bottom() + 2, 3 * step, _FOOT_PX - 2)
            _write(painter, below, _MIDDLE, f"{hour:02d}", style.QUIET_INK)


def paint_denials(painter: QPainter, area: QRectF, bars: Sequence[Bar]) -> None:
    """Draw how many were denied for each reason.

    Args:
        painter: Draws in logical pixels.
        area: Where; each bar takes `ROW_PX` of its height.
        bars: In the order wanted.
    """
    font = style.font(_TEXT_PX)
    metrics = QFontMetricsF(font, painter.device())
    painter.setFont(font)
    most = max(bar.count for bar in bars)
    label = min(_MOST_LABEL_PX, area.width() * _LABEL_SHARE)
    room = area.width() - label - metrics.horizontalAdvance(f"{most}") - 16
    for number, bar in enumerate(bars):
        row = QRectF(area.left(), area.top() + number * ROW_PX, area.width(), ROW_PX)
        name = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, label - 8)
        _write(painter, row, _LEFT, name, style.INK)
        length = max(2.0, room * bar.count / most)
        drawn = QRectF(row.left() + label, row.top() + 5, length, ROW_PX - 10)
        if bar.is_attack:
            _hatch(painter, drawn)
        else:
            painter.fillRect(drawn, QColor(style.WARM))
        beside = row.adjusted(label + length + 6, 0, 0, 0)
        _write(painter, beside, _LEFT, bar.count, style.INK)


def _write(
    painter: QPainter, place: QRectF, how: Qt.AlignmentFlag, what: object, colour: str
) -> None:
    painter.setPen(QColor(colour))
    painter.drawText(place, how, f"{what}")


def _hatch(painter: QPainter, area: QRectF) -> None:
    """Fill an area with strokes; those of a brush would be finer the finer the paper is."""
    painter.save()
    painter.setPen(QPen(QColor(style.WARM), 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    x = area.left() - area.height()
    while x < area.right():
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()))
        x += _HATCH_PX
    painter.restore()


class _Plot(QWidget):
    """A drawing as wide as there is room.

    Args:
        name: What it shows, for screen readers.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._draw: Callable[[QPainter, QRectF], None] | None = None
        self._height_px = HOURS_PX
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _show(
        self, words: str, height_px: int, draw: Callable[[QPainter, QRectF], None] | None
    ) -> None:
        self.setAccessibleDescription(words)
        self._draw, self._height_px = draw, height_px
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Return the height that its bars take."""
        return QSize(120, self._height_px)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if self._draw is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, QRectF(self.rect()))
        painter.end()


class HourPlot(_Plot):
    """How many were let in within each hour of the day."""

    def show_counts(self, counts: Sequence[int]) -> None:
        """Show these 24 numbers."""
        words = ", ".join(f"{hour} h: {count}" for hour, count in enumerate(counts) if count)
        self._show(words, HOURS_PX, lambda painter, area: paint_hours(painter, area, counts))


class DenialPlot(_Plot):
    """How many were denied for each reason."""

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        words = ", ".join(f"{bar.label}: {bar.count}" for bar in bars)
        draw = (lambda painter, area: paint_denials(painter, area, bars)) if bars else None
        self._show(words, ROW_PX * len(bars), draw)
