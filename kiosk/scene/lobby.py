"""The room behind the visitors: drawn once, in perspective, a little out of focus."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.pose import Lens
from models.types import RgbImage

WIDTH_PX, HEIGHT_PX = 1280, 720
LENS = Lens(focal_px=1000.0, centre_px=(640.0, 330.0))

_OVERSAMPLING = 2
_OUT_OF_FOCUS_PX = 2.6
# The room, metres from the camera: walls at the sides, floor, ceiling, far wall.
_LEFT, _RIGHT, _FLOOR, _CEILING, _FAR = -2.4, 2.7, 1.55, -1.35, 7.5
_NEAREST = 0.8  # nothing is drawn nearer than this

_Point = tuple[float, float, float]
_Colour = tuple[int, int, int]


def draw_lobby(seed: int) -> RgbImage:
    """Return the empty lobby, (720, 1280, 3) uint8 RGB; the seed chooses the plant's leaves."""
    room = _Canvas()
    _shell(room)
    _window(room)
    _entrance(room)
    _picture(room)
    _desk(room)
    _plant(room, np.random.default_rng(seed))
    picture = cv2.resize(room.pixels, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    picture = cv2.GaussianBlur(picture, (0, 0), _OUT_OF_FOCUS_PX)
    worn = 1.0 + 0.03 * _clouds(np.random.default_rng(seed))[..., None]
    return np.asarray(_glow(picture * worn), dtype=np.uint8)


@dataclass(slots=True)
class _Canvas:
    """A large picture that is painted with polygons given in metres."""

    pixels: RgbImage = field(
        default_factory=lambda: np.full(
            (HEIGHT_PX * _OVERSAMPLING, WIDTH_PX * _OVERSAMPLING, 3), 128, np.uint8
        )
    )

    def face(self, corners: Sequence[_Point], colour: _Colour) -> None:
        """Fill the polygon with these corners."""
        cv2.fillPoly(self.pixels, [self._pixels(corners)], colour, cv2.LINE_AA)

    def line(self, points: Sequence[_Point], colour: _Colour, width_px: int = 2) -> None:
        """Draw a line through these points."""
        cv2.polylines(
            self.pixels,
            [self._pixels(points)],
            isClosed=False,
            color=colour,
            thickness=width_px,
            lineType=cv2.LINE_AA,
        )

    @staticmethod
    def _pixels(points: Sequence[_Point]) -> NDArray[np.int32]:
        at = LENS.project(np.asarray(points, dtype=np.float32)) * _OVERSAMPLING
        return np.rint(at).astype(np.int32)


def _shell(room: _Canvas) -> None:
    far, near = _FAR, _NEAREST
    room.face(_wall_x(_LEFT, near, far, _CEILING, _FLOOR), (186, 181, 170))
    room.face(_wall_x(_RIGHT, near, far, _CEILING, _FLOOR), (173, 167, 157))
    room.face(_level(_CEILING, _LEFT, _RIGHT, near, far), (214, 211, 204))
    room.face(_level(_FLOOR, _LEFT, _RIGHT, near, far), (141, 132, 121))
    room.face(_upright(far, _LEFT, _RIGHT, _CEILING, _FLOOR), (198, 193, 182))
    for z in np.arange(1.2, far, 0.6):  # joints of the floor's stone
        room.line([(_LEFT, _FLOOR, z), (_RIGHT, _FLOOR, z)], (128, 119, 109))
    for x in np.arange(_LEFT, _RIGHT, 0.6):
        room.line([(x, _FLOOR, near), (x, _FLOOR, far)], (128, 119, 109))
    for z in np.arange(2.0, far, 1.8):  # lamps in the ceiling
        room.face(_level(_CEILING + 0.01, -0.55, 0.75, z, z + 0.7), (250, 248, 238))
    for x in (_LEFT, _RIGHT):  # skirting
        room.face(_wall_x(x * 0.999, near, far, _FLOOR - 0.12, _FLOOR), (112, 104, 96))
    room.face(_upright(far, _LEFT, _RIGHT, _FLOOR - 0.12, _FLOOR), (118, 110, 101))


def _window(room: _Canvas) -> None:
    """Daylight on the left, and its patch on the floor."""
    x = _LEFT * 0.998
    for z in (2.9, 4.5):
        room.face(_wall_x(x, z - 0.07, z + 1.27, -0.97, 0.67), (226, 224, 217))
        room.face(_wall_x(x, z, z + 1.2, -0.9, 0.6), (224, 236, 245))
        room.face(_wall_x(x, z, z + 1.2, 0.15, 0.6), (196, 211, 198))
        room.face(_wall_x(x, z + 0.57, z + 0.63, -0.9, 0.6), (221, 219, 212))
        room.face(_level(_FLOOR, _LEFT + 0.35, _LEFT + 1.5, z - 0.2, z + 0.9), (166, 158, 146))


def _entrance(room: _Canvas) -> None:
    """The glass doors to the street in the far wall."""
    z = _FAR * 0.999
    room.face(_upright(z, -1.25, 1.15, -0.85, _FLOOR), (82, 84, 86))
    for left, right in ((-1.15, -0.1), (0.0, 1.05)):
        room.face(_upright(z, left, right, -0.75, _FLOOR - 0.05), (203, 217, 224))
        room.face(_upright(z, left, right, 0.45, _FLOOR - 0.05), (165, 172, 165))
        room.face(_upright(z, left, right, 0.42, 0.5), (182, 190, 189))
    room.face(_upright(z, -0.16, -0.12, 0.1, 0.6), (60, 61, 63))
    room.face(_upright(z, 0.02, 0.06, 0.1, 0.6), (60, 61, 63))


def _picture(room: _Canvas) -> None:
    """A framed picture on the right wall."""
    x = _RIGHT * 0.998
    room.face(_wall_x(x, 4.7, 5.8, -0.45, 0.35), (88, 98, 104))
    room.face(_wall_x(x, 4.8, 5.7, -0.37, 0.27), (150, 163, 160))


def _desk(room: _Canvas) -> None:
    """The reception desk, at the right in the back."""
    room.face(_upright(5.2, 1.15, _RIGHT, 0.5, _FLOOR), (126, 101, 79))
    room.face(_level(0.48, 1.1, _RIGHT, 5.1, 5.8), (176, 156, 134))
    room.face(_upright(5.1, 1.1, _RIGHT, 0.48, 0.54), (150, 128, 106))
    room.face(_wall_x(1.15, 5.2, 5.8, 0.54, _FLOOR), (108, 86, 67))
    room.face(_upright(5.3, 1.75, 2.15, 0.14, 0.42), (52, 55, 60))  # a screen
    room.face(_upright(5.3, 1.92, 1.98, 0.42, 0.49), (52, 55, 60))


def _plant(room: _Canvas, random: np.random.Generator) -> None:
    """A plant in a pot at the left: arched leaves of many greens."""
    x, z, rim = -1.62, 3.1, 1.08
    pot = [(x - 0.2, rim, z), (x + 0.2, rim, z), (x + 0.15, _FLOOR, z), (x - 0.15, _FLOOR, z)]
    room.face(pot, (151, 140, 129))
    room.face(
        [(x, rim, z), (x + 0.2, rim, z), (x + 0.15, _FLOOR, z), (x, _FLOOR, z)], (137, 127, 117)
    )
    for lean, reach, shade in random.uniform((-1.1, 0.5, 0.0), (1.1, 1.25, 1.0), (46, 3)):
        t = np.linspace(0.0, 1.0, 9)
        middle_x = x + lean * 0.62 * t**1.4
        middle_y = rim - reach * t + 0.55 * abs(lean) * t**2.5
        half = 0.05 * np.sin(np.pi * t**0.8) + 0.004
        colour = (int(52 + 48 * shade), int(86 + 50 * shade), int(54 + 30 * shade))
        side = [
            (float(a - h), float(b), z) for a, b, h in zip(middle_x, middle_y, half, strict=True)
        ]
        back = [
            (float(a + h), float(b), z) for a, b, h in zip(middle_x, middle_y, half, strict=True)
        ]
        room.face(side + back[::-1], colour)


def _glow(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Add what light does in a lens and a room: brighter at the window, darker to the corners."""
    y, x = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
    window = np.exp(-(((x - 90) / 420) ** 2) - (((y - 300) / 330) ** 2))
    corners = ((x - 640) / 900) ** 2 + ((y - 360) / 620) ** 2
    lit = picture * (0.90 + 0.16 * window - 0.16 * corners)[..., None]
    bloom = cv2.GaussianBlur(np.maximum(picture - 200.0, 0.0), (0, 0), 28.0)
    return np.asarray(np.clip(lit + 0.5 * bloom, 0.0, 255.0), dtype=np.float32)


def _clouds(random: np.random.Generator) -> NDArray[np.float32]:
    """Return soft patches, about -2 to 2: no wall is of one colour."""
    small = random.standard_normal((12, 20)).astype(np.float32)
    return np.asarray(
        cv2.resize(small, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC), dtype=np.float32
    )


def _wall_x(x: float, near: float, far: float, top: float, bottom: float) -> list[_Point]:
    near = max(near, _NEAREST)
    return [(x, top, near), (x, top, far), (x, bottom, far), (x, bottom, near)]


def _level(y: float, left: float, right: float, near: float, far: float) -> list[_Point]:
    return [(left, y, near), (right, y, near), (right, y, far), (left, y, far)]


def _upright(z: float, left: float, right: float, top: float, bottom: float) -> list[_Point]:
    return [(left, top, z), (right, top, z), (right, bottom, z), (left, bottom, z)]
