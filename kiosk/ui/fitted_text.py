"""Text as large as its place allows: wraps first, then shrinks, then breaks a word, never cut."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QTextLayout, QTextOption

from kiosk.ui import style

_SMALLEST_PX = 8
_SHRINK = 0.94
_WHOLE_WORDS_SHARE = 0.6  # of the wanted size: down to here small words read better than broken
_LINE_SPACING = 1.06
_ROUNDING_PX = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class FittedText:
    """A paragraph laid out.

    Attributes:
        layout: The lines, ready to draw.
        size_px: Font size.
        height_px: Height of all lines.
        widest_px: Width of the longest line; more than the room's where a word was too long.
    """

    layout: QTextLayout
    size_px: int
    height_px: float
    widest_px: float

    def draw(self, painter: QPainter, top_left: QPointF, colour: QColor | str) -> None:
        """Draw the lines from `top_left` down."""
        painter.setPen(QColor(colour))
        self.layout.draw(painter, top_left)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, in any script: its direction is found from its letters.

    Attributes:
        text: What it says.
        bold: Whether it is drawn bold.
        align: Left, right or centred.
    """

    text: str
    bold: bool = False
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft

    def fit(self, room: QSizeF, *, largest_px: int, wanted_px: int) -> FittedText:
        """Lay it out in `room`.

        Lines end between words, from `largest_px` down to somewhat below `wanted_px`. Where a word
        is wider than the room even then, it is broken, from `wanted_px` down: better that than
        small letters.

        Args:
            room: Width and height, pixels.
            largest_px: Font size to start from.
            wanted_px: Font size of a text with a word that must be broken.
        """
        size_px = max(largest_px, _SMALLEST_PX)
        while size_px >= max(wanted_px * _WHOLE_WORDS_SHARE, _SMALLEST_PX):
            fitted = self._lay_out(room.width(), size_px, QTextOption.WrapMode.WordWrap)
            if _fits(fitted, room):
                return self._balance(fitted, room.width())
            size_px = _smaller(size_px)
        size_px = max(min(wanted_px, largest_px), _SMALLEST_PX)
        while True:
            fitted = self._lay_out(
                room.width(), size_px, QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
            )
            if _fits(fitted, room) or size_px <= _SMALLEST_PX:
                return fitted
            size_px = max(_smaller(size_px), _SMALLEST_PX)

    def _lay_out(self, width_px: float, size_px: int, mode: QTextOption.WrapMode) -> FittedText:
        option = QTextOption(self.align)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(mode)
        layout = QTextLayout(self.text, style.font(size_px, bold=self.bold))
        layout.setTextOption(option)
        layout.beginLayout()
        y = widest_px = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width_px)
            line.setPosition(QPointF(0, y))
            y += line.height() * _LINE_SPACING
            widest_px = max(widest_px, line.naturalTextWidth())
        layout.endLayout()
        return FittedText(layout, size_px, y, widest_px)

    def _balance(self, fitted: FittedText, width_px: float) -> FittedText:
        """Make the lines about equally long without adding one: no lonely last word."""
        lines = fitted.layout.lineCount()
        narrow_px, wide_px, best = width_px / max(lines, 1), width_px, fitted
        while lines > 1 and wide_px - narrow_px > width_px / 50:
            middle_px = (narrow_px + wide_px) / 2
            tried = self._lay_out(middle_px, fitted.size_px, QTextOption.WrapMode.WordWrap)
            if tried.layout.lineCount() <= lines and tried.widest_px <= middle_px + _ROUNDING_PX:
                wide_px, best = middle_px, tried
            else:
                narrow_px = middle_px
        if self.align & Qt.AlignmentFlag.AlignHCenter:
            best.layout.setPosition(QPointF((width_px - wide_px) / 2, 0))
        return best


def _fits(fitted: FittedText, room: QSizeF) -> bool:
    return (
        fitted.height_px <= room.height() + _ROUNDING_PX
        and fitted.widest_px <= room.width() + _ROUNDING_PX
    )


def _smaller(size_px: int) -> int:
    return min(size_px - 1, int(size_px * _SHRINK))


def draw_in(
    painter: QPainter,
    area: QRectF,
    paragraph: Paragraph,
    *,
    largest_px: int,
    colour: QColor | str,
) -> None:
    """Draw a paragraph in the vertical middle of `area`, shrunk as it must be."""
    fitted = paragraph.fit(area.size(), largest_px=largest_px, wanted_px=largest_px // 2)
    top = area.top() + (area.height() - fitted.height_px) / 2
    fitted.draw(painter, QPointF(area.left(), top), colour)
