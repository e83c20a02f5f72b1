"""The icons, drawn with strokes on a grid of 24 by 24: no image files, sharp at any size."""

from collections.abc import Callable
from enum import Enum, auto
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

_GRID = 24.0
_STROKE = 2.2


class Icon(Enum):
    """Which picture."""

    TICK = auto()
    CROSS = auto()
    CLOSER = auto()
    PEOPLE = auto()
    PERSON = auto()
    ADD_PERSON = auto()
    FACE = auto()
    EYE = auto()
    LOCK = auto()
    UNLOCK = auto()
    CAMERA = auto()
    CAMERA_OFF = auto()
    DOTS = auto()
    GEAR = auto()
    LIST = auto()
    BACK = auto()
    INFO = auto()
    PAUSE = auto()
    DOWN = auto()
    TURN_LEFT = auto()
    TURN_RIGHT = auto()
    LOOK_UP = auto()
    NEARER = auto()
    WARNING = auto()
    CALENDAR = auto()


def paint_icon(painter: QPainter, icon: Icon, area: QRectF, colour: QColor | str) -> None:
    """Draw `icon` as large as it fits in the middle of `area`."""
    side = min(area.width(), area.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.center() - QPointF(side / 2, side / 2))
    painter.scale(side / _GRID, side / _GRID)
    pen = QPen(QColor(colour), _STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_DRAWINGS[icon]())
    painter.restore()


def pixmap(icon: Icon, size_px: int, colour: QColor | str, *, ratio: float = 1.0) -> QPixmap:
    """Return `icon` on a clear ground, `size_px` logical pixels wide, for a screen of `ratio`."""
    made = QPixmap(round(size_px * ratio), round(size_px * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint_icon(painter, icon, QRectF(0, 0, size_px, size_px), colour)
    painter.end()
    return made


def button_icon(icon: Icon, colour: QColor | str) -> QIcon:
    """Return `icon` for a button; drawn twice as fine, for dense screens."""
    return QIcon(pixmap(icon, 22, colour, ratio=2.0))


def _line(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path


def _lines(*lines: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for line in lines:
        path.addPath(_line(*line))
    return path


def _circle(x: float, y: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _shoulders(left: float, right: float, top: float, bottom: float) -> QPainterPath:
    path = QPainterPath(QPointF(left, bottom))
    path.cubicTo(left, top, right, top, right, bottom)
    return path


def _tick() -> QPainterPath:
    return _line((4.5, 12.8), (9.8, 18), (19.5, 6.8))


def _cross() -> QPainterPath:
    return _lines(((6, 6), (18, 18)), ((18, 6), (6, 18)))


def _closer() -> QPainterPath:
    """An arrow down, at the floor in front of the door."""
    return _lines(((12, 3.5), (12, 19.5)), ((5, 12.8), (12, 20), (19, 12.8)))


def _turn_left() -> QPainterPath:
    return _lines(((21, 12), (3.5, 12)), ((11, 4), (3, 12), (11, 20)))


def _turn_right() -> QPainterPath:
    return _lines(((3, 12), (20.5, 12)), ((13, 4), (21, 12), (13, 20)))


def _look_up() -> QPainterPath:
    return _lines(((12, 21), (12, 3.5)), ((4, 11), (12, 3), (20, 11)))


def _nearer() -> QPainterPath:
    """A face that grows: no arrow down, which would ask for a look at the floor."""
    path = _circle(12, 12, 3.2)
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        tip = (12 + 9 * x, 12 + 9 * y)
        path.addPath(_line((12 + 5 * x, 12 + 5 * y), tip))
        path.addPath(_line((tip[0] - 5 * x, tip[1]), tip, (tip[0], tip[1] - 5 * y)))
    return path


def _person() -> QPainterPath:
    path = _circle(12, 8, 4.2)
    path.addPath(_shoulders(4, 20, 11.5, 20.5))
    return path


def _people() -> QPainterPath:
    path = _circle(8.5, 8.5, 3.6)
    path.addPath(_shoulders(2, 15, 11, 19.5))
    path.addPath(_circle(17, 8, 2.9))
    path.addPath(_shoulders(18.4, 22.4, 12.2, 18))
    return path


def _add_person() -> QPainterPath:
    path = _circle(9.5, 8, 4)
    path.addPath(_shoulders(2, 17, 11.5, 20))
    path.addPath(_lines(((19.5, 8), (19.5, 14)), ((16.5, 11), (22.5, 11))))
    return path


def _face() -> QPainterPath:
    """A face within the corners of a frame."""
    path = _circle(12, 12, 5.6)
    path.addPath(_line((3, 7), (3, 3), (7, 3)))
    path.addPath(_line((17, 3), (21, 3), (21, 7)))
    path.addPath(_line((21, 17), (21, 21), (17, 21)))
    path.addPath(_line((7, 21), (3, 21), (3, 17)))
    path.addPath(_lines(((10, 10.8), (10, 11.2)), ((14, 10.8), (14, 11.2))))
    smile = QPainterPath(QPointF(9.8, 13.8))
    smile.quadTo(QPointF(12, 15.6), QPointF(14.2, 13.8))
    path.addPath(smile)
    return path


def _eye() -> QPainterPath:
    path = QPainterPath(QPointF(2, 12))
    path.quadTo(QPointF(12, 0.5), QPointF(22, 12))
    path.quadTo(QPointF(12, 23.5), QPointF(2, 12))
    path.addPath(_circle(12, 12, 3.2))
    return path


def _padlock(shackle_right_y: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(4.5, 10.5, 15, 10.5), 2.4, 2.4)
    shackle = QPainterPath(QPointF(7.8, 10.5))
    shackle.lineTo(7.8, 7)
    shackle.arcTo(QRectF(7.8, 2.8, 8.4, 8.4), 180, -180)
    shackle.lineTo(16.2, shackle_right_y)
    path.addPath(shackle)
    path.addPath(_line((12, 14.6), (12, 16.8)))
    return path


def _lock() -> QPainterPath:
    return _padlock(10.5)


def _unlock() -> QPainterPath:
    """The same lock with its shackle swung out to the right."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(2.5, 10.5, 14, 10.5), 2.4, 2.4)
    shackle = QPainterPath(QPointF(13, 10.5))
    shackle.lineTo(13, 7)
    shackle.arcTo(QRectF(13, 2.8, 8.4, 8.4), 180, -180)
    shackle.lineTo(21.4, 8.6)
    path.addPath(shackle)
    path.addPath(_line((9.5, 14.6), (9.5, 16.8)))
    return path


def _camera() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(2, 6.5, 20, 13.5), 2.6, 2.6)
    path.addPath(_line((8, 6.5), (9.6, 3.8), (14.4, 3.8), (16, 6.5)))
    path.addPath(_circle(12, 13, 3.8))
    return path


def _camera_off() -> QPainterPath:
    path = _camera()
    path.addPath(_line((2.5, 2), (21.5, 22.5)))
    return path


def _dots() -> QPainterPath:
    return _lines(((6, 12), (6.05, 12)), ((12, 12), (12.05, 12)), ((18, 12), (18.05, 12)))


def _gear() -> QPainterPath:
    """Three sliders: easier to read when small than a cogwheel."""
    path = _lines(((3, 6), (21, 6)), ((3, 12), (21, 12)), ((3, 18), (21, 18)))
    path.addPath(_lines(((15, 4), (15, 8)), ((8, 10), (8, 14)), ((17, 16), (17, 20))))
    return path


def _list() -> QPainterPath:
    rows = (6.0, 12.0, 18.0)
    path = _lines(*(((8.5, y), (21, y)) for y in rows))
    path.addPath(_lines(*(((3.4, y), (3.5, y)) for y in rows)))
    return path


def _back() -> QPainterPath:
    return _lines(((20, 12), (4, 12)), ((10.5, 5.2), (3.8, 12), (10.5, 18.8)))


def _info() -> QPainterPath:
    path = _circle(12, 12, 9.4)
    path.addPath(_lines(((12, 11.4), (12, 16.6)), ((12, 7.4), (12, 7.5))))
    return path


def _pause() -> QPainterPath:
    return _lines(((9, 6), (9, 18)), ((15, 6), (15, 18)))


def _down() -> QPainterPath:
    return _line((4, 8.5), (12, 16.5), (20, 8.5))


def _warning() -> QPainterPath:
    path = _line((12, 3), (22, 20.5), (2, 20.5))
    path.closeSubpath()
    path.addPath(_lines(((12, 9.5), (12, 14)), ((12, 17.2), (12, 17.3))))
    return path


def _calendar() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(3.5, 5, 17, 15.5), 2.4, 2.4)
    path.addPath(_lines(((3.5, 10), (20.5, 10)), ((8, 2.5), (8, 6)), ((16, 2.5), (16, 6))))
    path.addPath(_lines(((8, 14), (8, 14.4)), ((12, 14), (12, 14.4)), ((16, 14), (16, 14.4))))
    return path


_DRAWINGS: MappingProxyType[Icon, Callable[[], QPainterPath]] = MappingProxyType(
    {
        Icon.TICK: _tick,
        Icon.CROSS: _cross,
        Icon.CLOSER: _closer,
        Icon.PEOPLE: _people,
        Icon.PERSON: _person,
        Icon.ADD_PERSON: _add_person,
        Icon.FACE: _face,
        Icon.EYE: _eye,
        Icon.LOCK: _lock,
        Icon.UNLOCK: _unlock,
        Icon.CAMERA: _camera,
        Icon.CAMERA_OFF: _camera_off,
        Icon.DOTS: _dots,
        Icon.GEAR: _gear,
        Icon.LIST: _list,
        Icon.BACK: _back,
        Icon.INFO: _info,
        Icon.PAUSE: _pause,
        Icon.DOWN: _down,
        Icon.TURN_LEFT: _turn_left,
        Icon.TURN_RIGHT: _turn_right,
        Icon.LOOK_UP: _look_up,
        Icon.NEARER: _nearer,
        Icon.WARNING: _warning,
        Icon.CALENDAR: _calendar,
    }
)
