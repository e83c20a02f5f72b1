"""How a sheet looks through the camera's lens: what is painted on it, and how its light falls."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.layer import halved
from kiosk.scene.presentation.plan import Camera
from kiosk.scene.presentation.sheet import Sheet
from kiosk.scene.render import Softness, soft
from kiosk.scene.warp import STEP_PX, Window, window_of

_Field = NDArray[np.float32]

_AMBIENT = 0.62  # share of light that comes from everywhere
_LAMP_M = 2.5  # how far the lamp is from the sheet
_LAMP_RADIUS_M = 0.09


class Skin:
    """What is painted on a sheet, its middle in the middle of the sheet.

    Args:
        rgba: (height, width, 4) uint8, colour multiplied by opacity.
        px_per_m: Pixels a metre.
    """

    def __init__(self, rgba: NDArray[np.uint8], px_per_m: float) -> None:
        self.px_per_m = px_per_m
        self._levels = [rgba]

    @property
    def rgba(self) -> NDArray[np.uint8]:
        """The picture itself, (height, width, 4) uint8."""
        return self._levels[0]

    @property
    def size_m(self) -> tuple[float, float]:
        """Width and height, metres."""
        height, width = self.rgba.shape[:2]
        return width / self.px_per_m, height / self.px_per_m

    def level(self, halvings: int) -> NDArray[np.uint8]:
        """Return the picture, halved some times; made when first asked for, and kept."""
        while len(self._levels) <= halvings:
            self._levels.append(halved(self._levels[-1]))
        return self._levels[halvings]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Which points of a sheet the camera sees.

    Attributes:
        sheet: The sheet.
        camera: The camera.
        window: The part of the picture that the sheet covers.
        coarse: (h, w, 2) float32 metres: what every `STEP_PX`-th pixel sees.
    """

    sheet: Sheet
    camera: Camera
    window: Window
    coarse: _Field

    def fine(self) -> _Field:
        """Return (h, w, 2) float32 metres: what each pixel of the window sees."""
        return np.asarray(cv2.resize(self.coarse, self.window.size), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one picture of a sheet is taken in.

    Attributes:
        at_s: The moment.
        towards: Where the light comes from: x to the right, y down, z towards the camera; unit.
        softness: The blur of focus and of motion.
        moved_px: How far the sheet moves across and down while the shutter is open.
    """

    at_s: float
    towards: tuple[float, float, float]
    softness: Softness
    moved_px: tuple[float, float]


def view(sheet: Sheet, camera: Camera) -> View | None:
    """Return what is seen of a sheet; None where it is out of the picture."""
    placed = sheet.place(sheet.edge_grid())
    if placed[..., 2].min() < 0.02:
        return None
    pixels = camera.lens.project(placed.astype(np.float32))
    window = window_of(
        pixels, np.ones(pixels.shape[:2], np.bool_), camera.width_px, camera.height_px
    )
    if min(window.size) <= 1:
        return None
    wide, tall = window.size
    width, height = (-(-side // STEP_PX) for side in window.size)
    # Where cv2.resize takes the middle of each coarse pixel to be.
    x = (np.arange(width) + 0.5) * (wide / width) - 0.5 + window.left
    y = (np.arange(height) + 0.5) * (tall / height) - 0.5 + window.top
    wanted = np.stack(np.meshgrid(x, y), axis=-1)
    return View(sheet, camera, window, sheet.seen_at(wanted, camera.lens))


def painted(skin: Skin, seen: View, fine: _Field, softness: Softness) -> NDArray[np.uint8]:
    """Return the window's RGBA, from a copy of the skin that is about as large as it is seen."""
    px_per_m = seen.camera.focal_px / seen.sheet.pose.z_m
    level = max(0, round(np.log2(max(skin.px_per_m / px_per_m, 1.0))))
    scale = skin.px_per_m * 0.5**level
    middle = (np.array(skin.rgba.shape[1::-1]) / 2.0 * 0.5**level - 0.5).astype(np.float32)
    texels = cv2.transform(
        fine, np.array([[scale, 0.0, middle[0]], [0.0, scale, middle[1]]], np.float32)
    )
    columns, rows = cv2.split(texels)
    layer = cv2.remap(
        skin.level(level), columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT
    )
    return soft(np.asarray(layer, dtype=np.uint8), softness)


def shade(seen: View, towards: Sequence[float]) -> _Field:
    """Return (h, w) float32 of the window: brightness of matt paper, 1 where it faces the light.

    Args:
        seen: The sheet.
        towards: Where the light comes from: x to the right, y down, z towards the camera; unit.
    """
    normals = seen.sheet.normals(seen.coarse)
    falls = np.maximum(normals @ np.asarray(towards), 0.0)
    brightness = (_AMBIENT + (1.0 - _AMBIENT) * falls).astype(np.float32)
    return np.asarray(cv2.resize(brightness, seen.window.size), dtype=np.float32)


def lit(
    layer: NDArray[np.uint8], brightness: _Field, shine: _Field | None, strength: float
) -> NDArray[np.uint8]:
    """Return a layer in its light.

    Args:
        layer: (h, w, 4) uint8, colour multiplied by opacity.
        brightness: (h, w) float32, 1 is as painted; or (h, w, 3), for each channel.
        shine: (h, w) float32 0..1, a reflection; None for none.
        strength: How bright the reflection is at most, 1 is white.
    """
    channels = [brightness] * 3 if brightness.ndim == 2 else list(cv2.split(brightness))
    opacity = layer[..., 3]
    factors = cv2.merge([*channels, np.ones_like(channels[0])])
    seen = cv2.multiply(layer, factors, dtype=cv2.CV_8U)
    if shine is not None:
        added = cv2.multiply(opacity, shine, scale=strength, dtype=cv2.CV_8U)
        seen = cv2.add(seen, cv2.merge([added, added, added, np.zeros_like(opacity)]))
    return np.asarray(cv2.min(seen, cv2.merge([opacity] * 4)), dtype=np.uint8)


def glare(seen: View, towards: Sequence[float], roughness: float) -> _Field | None:
    """Return (h, w) float32 0..1: the lamp mirrored in the sheet; None where it is not to be seen.

    The mirror image of a lamp stands as far behind a flat glass as the lamp before it, so it is
    seen where that image projects to, and runs about quickly as the glass is tilted.

    Args:
        seen: The sheet, taken as flat.
        towards: Where the lamp is, as for `shade`.
        roughness: 0 a mirror; 1 spreads the lamp's image to about a fifth of a metre.
    """
    pose, lens = seen.sheet.pose, seen.camera.lens
    middle = np.array([pose.x_m, pose.y_m, pose.z_m])
    to_lamp = np.asarray(towards) * (1.0, 1.0, -1.0) * _LAMP_M
    normal = seen.sheet.normal
    image = middle + to_lamp - 2.0 * (to_lamp @ normal) * normal
    if image[2] <= 0.1 or to_lamp @ normal <= 0.0:
        return None
    x, y = lens.project(image.astype(np.float32))
    radius_px = lens.focal_px * (_LAMP_RADIUS_M + 0.4 * roughness) / image[2]
    window = seen.window
    across, down = (
        np.exp(-0.5 * ((np.arange(low, high) - at) / radius_px) ** 2).astype(np.float32)
        for low, high, at in ((window.left, window.right, x), (window.top, window.bottom, y))
    )
    if across.max() * down.max() < 0.01:
        return None
    return np.asarray(np.outer(down, across))
