"""Small pieces that all screens of the admin area are made of."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kiosk.ui import style
from kiosk.ui.admin.words import breakable
from kiosk.ui.face_view import letterbox
from kiosk.ui.icons import Icon, button_icon, paint_icon, pixmap

MARGIN_PX = 32
GAP_PX = 16
_TEXT_PX = 15
SCROLL_BAR_PX = 12  # also kept free between the bar and what scrolls


class Tone(StrEnum):
    """How a notice is meant; each has its own colour and icon."""

    INFO = "info"
    GOOD = "good"
    BAD = "bad"
    CARE = "care"
    ATTACK = "attack"


_TONES = {
    Tone.INFO: (Icon.INFO, style.BLUE),
    Tone.GOOD: (Icon.TICK, style.GREEN),
    Tone.BAD: (Icon.CROSS, style.WARM),
    Tone.CARE: (Icon.INFO, style.AMBER),
    Tone.ATTACK: (Icon.WARNING, style.WARM),
}


def label(text: str, name: str = "", *, wrap: bool = True) -> QLabel:
    """Return a label; `name` chooses its style: title, heading, quiet or caption."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)  # a person's name is never markup
    return made


def button(text: str, *, name: str = "", icon: Icon | None = None) -> QPushButton:
    """Return a button; `name` chooses its style: primary, danger or link."""
    made = QPushButton(text if icon is None else f" {text}")  # the space keeps the icon off it
    made.setAccessibleName(text)
    made.setObjectName(name)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon is not None:
        made.setIcon(button_icon(icon, style.CARD if name == "primary" else style.INK))
        made.setIconSize(QSize(20, 20))
    return made


def elided(text: str, most_px: int) -> str:
    """Return a text short enough for so much room on a button, its end left out."""
    metrics = QFontMetrics(style.font(_TEXT_PX, bold=True))
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, most_px)


def card(*, margin_px: int = 24, gap_px: int = GAP_PX) -> tuple[QFrame, QVBoxLayout]:
    """Return a white card and the column in it."""
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin_px, margin_px, margin_px, margin_px)
    column.setSpacing(gap_px)
    return frame, column


def scrolling_card() -> tuple[QFrame, QVBoxLayout]:
    """Return a white card and the column in it, which scrolls where the window is too low."""
    frame, around = card()
    margins = around.contentsMargins()
    margins.setRight(margins.right() - SCROLL_BAR_PX)  # which the column keeps free by itself
    around.setContentsMargins(margins)
    area = Scroller()
    around.addWidget(area)
    return frame, area.column


def empty_label() -> QLabel:
    """Return a label for the middle of a list in which there is nothing."""
    made = label("", "quiet")
    made.setMargin(32)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def share_width(widget: QWidget) -> QWidget:
    """Let the layout alone decide the width of `widget`: what it shows then moves nothing."""
    widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return widget


class Scroller(QScrollArea):
    """Scrolls down where the window is too low for what it holds, and never to a side.

    What it holds is always exactly as wide as there is room, however wide it would rather be.

    Args:
        ground: The style of what is behind: clear or paper.
    """

    def __init__(self, ground: str = "clear") -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName(ground)
        self._inside = QWidget()
        self._inside.setObjectName(ground)
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 0, SCROLL_BAR_PX, 0)
        self.column.setSpacing(GAP_PX)
        self.setWidget(self._inside)
        self.viewport().setAutoFillBackground(False)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the contents as wide as the room."""
        super().resizeEvent(event)
        self._inside.setFixedWidth(self.viewport().width())


def show_jpeg(jpeg: bytes) -> QImage | None:
    """Return the picture in `jpeg`; None where it is none."""
    image = QImage.fromData(jpeg)
    return None if image.isNull() else image


class Notice(QFrame):
    """One sentence on a coloured strip with an icon; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        self._icon = QLabel()
        self._icon.setFixedSize(22, 22)
        self._text = label("")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._said = ""
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; "" where nothing is."""
        return self._said

    def say(self, tone: Tone, sentence: str) -> None:
        """Show a sentence."""
        icon, colour = _TONES[tone]
        self._icon.setPixmap(pixmap(icon, 22, colour, ratio=2.0))
        self._said = sentence
        self._text.setText(breakable(sentence))
        self.setProperty("tone", str(tone))
        for widget in (self, self._text):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.updateGeometry()
        self.show()

    def clear(self) -> None:
        """Say nothing."""
        self._said = ""
        self._text.setText("")
        self.hide()

    @override
    def sizeHint(self) -> QSize:
        """Return a height that follows the width: the sentence is neither cut nor set in space."""
        hint = super().sizeHint()
        height_px = self.heightForWidth(self.width())
        return QSize(hint.width(), height_px) if height_px > 0 else hint

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height where the width is another."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class Busy(QWidget):
    """A moving bar with a sentence, while something takes its time."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._text = label("", "quiet")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        column.addWidget(self._text)
        column.addWidget(bar)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show the bar with this sentence."""
        self._text.setText(sentence)
        self.show()


class PhotoView(QWidget):
    """A photo with rounded corners; an icon while there is none.

    Args:
        side_px: Its smallest width and height.
        cover: Fill the square and cut what stands over, instead of showing the photo whole.
        name: What it shows, for screen readers.
    """

    def __init__(self, side_px: int, name: str, *, cover: bool = False) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._cover = cover
        self.setMinimumSize(side_px, side_px)
        if cover:
            self.setMaximumSize(side_px, side_px)
        self.setAccessibleName(name)

    @property
    def image(self) -> QImage | None:
        """The photo that is shown."""
        return self._image

    def set_image(self, image: QImage | None) -> None:
        """Show a photo, or none."""
        self._image = image
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the photo."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        draw_photo(painter, QRectF(self.rect()), self._image, cover=self._cover)
        painter.end()


def draw_photo(painter: QPainter, area: QRectF, image: QImage | None, *, cover: bool) -> None:
    """Draw a photo with rounded corners in `area`, or a grey card with a person on it."""
    shown = area if image is None or cover else letterbox(image.size(), area)
    radius = min(14.0, min(shown.width(), shown.height()) * 0.12)
    path = QPainterPath()
    path.addRoundedRect(shown, radius, radius)
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    if image is None:
        painter.fillRect(shown, style.LINE)
        side = min(shown.width(), shown.height()) * 0.4
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(shown.center())
        paint_icon(painter, Icon.PERSON, spot, style.FAINT)
    elif cover:
        size = image.size().toSizeF()
        cut = shown.size().scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF((size.width() - cut.width()) / 2, (size.height() - cut.height()) / 2)
        painter.drawImage(shown, image, QRectF(corner, cut))
    else:
        painter.drawImage(shown, image)
    painter.restore()
