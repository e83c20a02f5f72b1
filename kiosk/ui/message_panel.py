"""The icon, the one big sentence and the second line of the door-entry screen."""

from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kiosk.entry.view import EntryState
from kiosk.ui.fitted_text import FittedText, Paragraph
from kiosk.ui.icons import Icon, paint_icon
from kiosk.ui.style import STATE_STYLES
from models.liveness.step import Step

SENTENCE_LARGEST_PX = 92  # all three at 1080 lines
SENTENCE_WANTED_PX = 64
_DETAIL_PX = 38
_DISC_PX = 176
_ASKING_DISC_PX = 320  # an arrow is the message itself, and read before the sentence
RIM_PX = 11  # the ring's room around the disc; at the left of the text too, so that they line up

# The person faces the screen, so their own left is the screen's; the live picture is a mirror.
_ARROWS = MappingProxyType(
    {
        Step.LEFT: Icon.TURN_LEFT,
        Step.RIGHT: Icon.TURN_RIGHT,
        Step.UP: Icon.LOOK_UP,
        Step.CLOSER: Icon.NEARER,
    }
)


class MessagePanel(QWidget):
    """Tells the visitor one thing, in words, colour and picture together."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = EntryState.STARTING
        self._sentence = ""
        self._detail = ""
        self._unit = 1.0
        self._align = Qt.AlignmentFlag.AlignLeft
        self._asks: Step | None = None
        self._turn: float | None = None
        self._fitted: tuple[FittedText, FittedText | None] | None = None

    def set_measure(self, unit: float, align: Qt.AlignmentFlag) -> None:
        """Set the pixels of this window for one pixel of the design, and the alignment."""
        self._unit, self._align, self._fitted = unit, align, None
        self.update()

    def show_message(
        self, state: EntryState, sentence: str, detail: str, asks: Step | None = None
    ) -> None:
        """Show this message; costs nothing while it stays the same.

        Args:
            state: Gives the colours, and the icon where nothing is asked.
            sentence: The big sentence.
            detail: The second line, "" for none.
            asks: The movement that a large arrow asks for; None for the state's own icon.
        """
        shown = (self._state, self._sentence, self._detail, self._asks)
        if (state, sentence, detail, asks) != shown:
            self._state, self._sentence, self._detail, self._asks = state, sentence, detail, asks
            self._fitted = None
            self.update()

    def set_turn(self, turn: float | None) -> None:
        """Show a ring at `turn` (0..1) of its way around the icon, or none."""
        if turn != self._turn:
            self._turn = turn
            self.update()

    @property
    def sentence_px(self) -> int:
        """The font size that the sentence got."""
        return self._fit()[0].size_px

    @property
    def _disc_px(self) -> int:
        """The disc's side at 1080 lines."""
        return _DISC_PX if self._asks is None else _ASKING_DISC_PX

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text anew."""
        self._fitted = None

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the block of icon, sentence and second line in the vertical middle."""
        look = STATE_STYLES[self._state]
        sentence, detail = self._fit()
        unit = self._unit
        height = (self._disc_px + 44) * unit + sentence.height_px
        if detail is not None:
            height += 20 * unit + detail.height_px
        y = max(0.0, (self.height() - height) / 2)

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._disc_px * unit
        centred = bool(self._align & Qt.AlignmentFlag.AlignHCenter)
        rim = RIM_PX * unit
        disc = QRectF((self.width() - side) / 2 if centred else 0.0, y, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.accent))
        painter.drawEllipse(disc.adjusted(rim, rim, -rim, -rim))
        inset = side * (0.25 if self._asks is None else 0.18)
        icon = look.icon if self._asks is None else _ARROWS[self._asks]
        paint_icon(painter, icon, disc.adjusted(inset, inset, -inset, -inset), look.on_accent)
        if self._turn is not None:
            self._draw_ring(painter, disc, look.accent)

        y = disc.bottom() + 44 * unit
        x = rim / 2 if centred else rim
        sentence.draw(painter, QPointF(x, y), look.text)
        if detail is not None:
            y += sentence.height_px + 20 * unit
            detail.draw(painter, QPointF(x, y), look.quiet)
        painter.end()

    def _draw_ring(self, painter: QPainter, disc: QRectF, colour: str) -> None:
        width = disc.width() * 0.025
        pen = QPen(QColor(colour), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = disc.adjusted(width, width, -width, -width)
        sixteenths = 16
        start = round(90 - 360 * (self._turn or 0.0))
        painter.drawArc(ring, start * sixteenths, -100 * sixteenths)

    def _fit(self) -> tuple[FittedText, FittedText | None]:
        if self._fitted is not None:
            return self._fitted
        unit = self._unit
        width_px = max(1.0, self.width() - RIM_PX * unit)
        room_px = max(1.0, self.height() - (self._disc_px + 44) * unit)
        detail: FittedText | None = None
        if self._detail:
            detail = Paragraph(self._detail, align=self._align).fit(
                QSizeF(width_px, room_px * 0.4),
                largest_px=round(_DETAIL_PX * unit),
                wanted_px=round(_DETAIL_PX * unit * 0.7),
            )
            room_px -= detail.height_px + 20 * unit
        sentence = Paragraph(self._sentence, bold=True, align=self._align).fit(
            QSizeF(width_px, max(1.0, room_px)),
            largest_px=round(SENTENCE_LARGEST_PX * unit),
            wanted_px=round(SENTENCE_WANTED_PX * unit),
        )
        self._fitted = sentence, detail
        return self._fitted
