"""What is behind the visitor: the lobby, a bare wall, or a cluttered corridor."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.lobby import HEIGHT_PX, WIDTH_PX, draw_lobby
from kiosk.scene.presentation.plan import Camera, Room, RoomKind
from models.types import RgbImage


def draw_room(room: Room, camera: Camera) -> RgbImage:
    """Return the empty room as the camera sees it, (height, width, 3) uint8 RGB."""
    random = np.random.default_rng(room.seed)
    picture = _drawn(room, random)
    return _framed(picture, random.uniform(0.72, 1.0), random.uniform(0.0, 1.0, 2), camera)


def _drawn(room: Room, random: np.random.Generator) -> RgbImage:
    match room.kind:
        case RoomKind.LOBBY:
            return draw_lobby(room.seed)
        case RoomKind.WALL:
            return _wall(random)
        case RoomKind.CLUTTER:
            return _clutter(random)


def _framed(
    picture: RgbImage, share: float, offset: NDArray[np.float64], camera: Camera
) -> RgbImage:
    """Return a part of the picture, of the camera's shape, at the camera's size."""
    aspect = camera.width_px / camera.height_px
    height = share * min(HEIGHT_PX, WIDTH_PX / aspect)
    width = height * aspect
    left, top = offset[0] * (WIDTH_PX - width), offset[1] * (HEIGHT_PX - height)
    part = picture[round(top) : round(top + height), round(left) : round(left + width)]
    size = (camera.width_px, camera.height_px)
    shrinks = camera.width_px < part.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, size, interpolation=how), dtype=np.uint8)


def _wall(random: np.random.Generator) -> RgbImage:
    """Return painted plaster: one colour, uneven light, a fine grain."""
    colour = random.uniform(95.0, 215.0) * random.uniform(0.88, 1.1, 3)
    light = cv2.resize(
        random.uniform(0.82, 1.12, (3, 4)).astype(np.float32),
        (WIDTH_PX, HEIGHT_PX),
        interpolation=cv2.INTER_CUBIC,
    )
    plaster = random.standard_normal((HEIGHT_PX, WIDTH_PX)).astype(np.float32)
    plaster = cv2.GaussianBlur(plaster, (0, 0), 1.6) * random.uniform(2.0, 9.0)
    return np.clip(light[..., None] * colour + plaster[..., None], 0, 255).astype(np.uint8)


def _clutter(random: np.random.Generator) -> RgbImage:
    """Return shelves, notices and boxes at several distances, out of focus."""
    picture = _wall(random)
    for _ in range(int(random.integers(25, 60))):
        width, height = random.uniform(30, 260, 2)
        x, y = random.uniform(-60, WIDTH_PX), random.uniform(-60, HEIGHT_PX)
        corners = cv2.boxPoints(((x, y), (width, height), random.uniform(-6, 6)))
        shade = random.uniform(30, 225) * random.uniform(0.75, 1.15, 3)
        colour = tuple(float(c) for c in np.clip(shade, 0, 255))
        cv2.fillPoly(picture, [np.rint(corners).astype(np.int32)], colour, cv2.LINE_AA)
        for line in range(int(random.integers(0, 6))):  # writing on it, or its slats
            at = round(y - height / 2 + (line + 1) * height / 7)
            dark = tuple(0.6 * c for c in colour)
            start, end = (round(x - 0.4 * width), at), (round(x + 0.35 * width), at)
            cv2.line(picture, start, end, dark, 3, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), random.uniform(1.5, 4.5)), dtype=np.uint8)
