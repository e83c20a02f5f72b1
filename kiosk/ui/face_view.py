"""The live picture with its faces framed; the one place where an array becomes a Qt picture."""

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kiosk.entry.view import FaceMark, FramedFace
from kiosk.ui import style
from kiosk.ui.icons import Icon, paint_icon
from models.types import Box, RgbImage, check_rgb

_CORNER_SHARE = 0.24  # how far a corner of a face frame reaches along its side
_HEAD_TO_FACE = 1.7  # as in the thumbnails that enrolment makes: two heads can be compared
_HEAD_LARGEST_PX = 480
_FACE_MARGIN = 0.12  # the frame stands off the detector's box, which cuts through chin and hair


def to_qimage(image: RgbImage) -> QImage:
    """Return a picture of its own memory; a QImage over the array would outlive the array.

    Args:
        image: (height, width, 3) uint8 RGB.
    """
    rows = np.ascontiguousarray(check_rgb(image))
    height_px, width_px = rows.shape[:2]
    borrowed = QImage(rows.data, width_px, height_px, 3 * width_px, QImage.Format.Format_RGB888)
    return borrowed.convertToFormat(QImage.Format.Format_RGB32)  # copies; draws fastest


def head_of(image: RgbImage, box: Box) -> QImage:
    """Return the head of a face as the gallery keeps it: a square; black beyond the edge.

    Args:
        image: (height, width, 3) uint8 RGB.
        box: The face in it.
    """
    (x, y), side = box.centre, box.height_px * _HEAD_TO_FACE
    square = QRect(round(x - side / 2), round(y - side / 2), round(side), round(side))
    head = to_qimage(image).copy(square)
    if head.width() <= _HEAD_LARGEST_PX:
        return head
    # Painted from a large photo each time it would cost more, and look jagged.
    return head.scaledToWidth(_HEAD_LARGEST_PX, Qt.TransformationMode.SmoothTransformation)


def letterbox(picture: QSize, room: QRectF) -> QRectF:
    """Return where a picture of this shape stands in `room`: whole, centred, as large as fits."""
    size = QSizeF(picture).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    corner = room.center() - QPointF(size.width() / 2, size.height() / 2)
    return QRectF(corner, size)


class FaceView(QWidget):
    """Shows a picture, letterboxed with rounded corners, and a frame around each face.

    Args:
        mirrored: Show it as a mirror does: people then find the middle without thinking.
        parent: The widget it is on.
    """

    def __init__(self, *, mirrored: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirrored = mirrored
        self._picture: QImage | None = None
        self._faces: tuple[FramedFace, ...] = ()
        self._accent = QColor(style.BLUE)
        self._empty_icon = Icon.CAMERA_OFF
        self._empty_colour = QColor(style.QUIET_INK)
        self._ground = QColor(0, 0, 0, 60)

    @property
    def picture(self) -> QImage | None:
        """What is shown now, not mirrored."""
        return self._picture

    def set_colours(self, *, accent: str, empty: str, ground: str | None = None) -> None:
        """Set the colours.

        Args:
            accent: The chosen face's frame.
            empty: The icon shown without picture.
            ground: What it stands on; None leaves a shade of what is behind.
        """
        if ground is not None:
            self._ground = QColor(ground)
        self._accent = QColor(accent)
        self._empty_colour = QColor(empty)
        self.update()

    def show_picture(self, image: RgbImage, faces: tuple[FramedFace, ...] = ()) -> None:
        """Show `image`, with frames around `faces`."""
        self._picture = to_qimage(image)
        self._faces = faces
        self.update()

    def show_nothing(self, icon: Icon) -> None:
        """Show `icon` where the picture would be."""
        if self._picture is not None or self._empty_icon is not icon:
            self._picture, self._faces, self._empty_icon = None, (), icon
            self.update()

    def picture_area(self) -> QRectF:
        """Return where the picture stands in this widget."""
        shape = self._picture.size() if self._picture is not None else QSize(16, 9)
        return letterbox(shape, QRectF(self.rect()))

    def frame_area(self, box: Box) -> QRectF:
        """Return where the frame around a face at `box` stands in this widget."""
        if self._picture is None:
            return QRectF()
        area = self.picture_area()
        scale = area.width() / self._picture.width()
        margin = _FACE_MARGIN * max(box.width_px, box.height_px)
        left = self._picture.width() - box.right if self._mirrored else box.left
        return QRectF(
            area.left() + (left - margin) * scale,
            area.top() + (box.top - margin) * scale,
            (box.width_px + 2 * margin) * scale,
            (box.height_px + 2 * margin) * scale,
        )

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and the frames."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = self.picture_area()
        radius = min(area.width(), area.height()) * 0.04
        card = QPainterPath()
        card.addRoundedRect(area, radius, radius)
        painter.setClipPath(card)
        if self._picture is None:
            painter.fillPath(card, self._ground)
            side = min(area.width(), area.height()) * 0.22
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(area.center())
            paint_icon(painter, self._empty_icon, spot, self._empty_colour)
        else:
            self._draw_picture(painter, self._picture, area)
            for framed in self._faces:
                self._draw_frame(painter, framed, area)
        painter.end()

    def _draw_picture(self, painter: QPainter, picture: QImage, area: QRectF) -> None:
        painter.save()
        if self._mirrored:
            painter.translate(2 * area.center().x(), 0)
            painter.scale(-1, 1)
        painter.drawImage(area, picture)
        painter.restore()

    def _draw_frame(self, painter: QPainter, framed: FramedFace, area: QRectF) -> None:
        frame = self.frame_area(framed.box)
        path = corner_brackets(frame)
        chosen = framed.mark is FaceMark.CHOSEN
        width = area.height() * (0.011 if chosen else 0.005)
        # A dark line beneath keeps the frame visible over a light picture.
        for colour, extra in (
            (QColor(0, 0, 0, 110), width * 0.7),
            (self._accent if chosen else QColor(style.OTHER_FACE), 0.0),
        ):
            pen = QPen(colour, width + extra)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.strokePath(path, pen)


def corner_brackets(frame: QRectF) -> QPainterPath:
    """Return the four rounded corners of `frame`, without its sides."""
    reach = min(frame.width(), frame.height()) * _CORNER_SHARE
    bend = reach * 0.6
    path = QPainterPath()
    for corner, to_x, to_y in (
        (frame.topLeft(), 1, 1),
        (frame.topRight(), -1, 1),
        (frame.bottomRight(), -1, -1),
        (frame.bottomLeft(), 1, -1),
    ):
        path.moveTo(corner + QPointF(0, to_y * reach))
        path.lineTo(corner + QPointF(0, to_y * bend))
        path.quadTo(corner, corner + QPointF(to_x * bend, 0))
        path.lineTo(corner + QPointF(to_x * reach, 0))
    return path
