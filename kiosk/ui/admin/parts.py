"""Small pieces that all screens of the admin area are made of."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
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
from kiosk.ui.face_view import letterbox
from kiosk.ui.icons import Icon, button_icon, paint_icon, pixmap

MARGIN_PX = 32
GAP_PX = 16


class Tone(StrEnum):
    """How a notice is meant; each has its own colour and icon."""

    INFO = "info"
    GOOD = "good"
    BAD = "bad"
    CARE = "care"


_TONES = {
    Tone.INFO: (Icon.INFO, style.BLUE),
    Tone.GOOD: (Icon.TICK, style.GREEN),
    Tone.BAD: (Icon.CROSS, style.WARM),
    Tone.CARE: (Icon.INFO, style.AMBER),
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


def card(*, margin_px: int = 24, gap_px: int = GAP_PX) -> tuple[QFrame, QVBoxLayout]:
    """Return a white card and the column in it."""
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin_px, margin_px, margin_px, margin_px)
    column.setSpacing(gap_px)
    return frame, column


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


def scrolling(widget: QWidget) -> QScrollArea:
    """Return `widget` in an area that scrolls down where the window is too low for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    widget.setObjectName("clear")
    area.setWidget(widget)
    area.viewport().setAutoFillBackground(False)
    return area


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
        # As high as its sentence, also where nothing else asks for the room around it.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; "" where nothing is."""
        return self._text.text()

    def say(self, tone: Tone, sentence: str) -> None:
        """Show a sentence."""
        icon, colour = _TONES[tone]
        self._icon.setPixmap(pixmap(icon, 22, colour, ratio=2.0))
        self._text.setText(sentence)
        self.setProperty("tone", str(tone))
        for widget in (self, self._text):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.show()

    def clear(self) -> None:
        """Say nothing."""
        self._text.setText("")
        self.hide()


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
