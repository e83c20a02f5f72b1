"""Draws a figure into a picture: perspective, parallax, light from a side, focus and motion."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.cutout import EYE_DISTANCE_M
from kiosk.scene.figure import Figure
from kiosk.scene.layer import halved, lay_over
from kiosk.scene.pose import Lens, Pose, place, turn
from kiosk.scene.warp import Window, invert, sample, window_of
from models.types import RgbImage

_AMBIENT = 0.62  # share of light that comes from everywhere
_FROM_THE_CAMERA = (0.0, -0.35, 0.94)  # how the photographer's light stood
_SHADE_ONE = 128  # stands for "as in the photo" in the 8-bit shade map
_DEEP_M = 0.15  # a figure reaches no further behind its eyes
_SHARP_PX = 0.35  # a blur below this is not worth its time


@dataclass(frozen=True, slots=True)
class Softness:
    """How unsharp a figure is drawn: Gaussian, standard deviation in pixels."""

    across_px: float = 0.0
    down_px: float = 0.0


class FigurePainter:
    """Paints one figure; keeps its texture in several sizes, so that far away it does not flicker.

    Args:
        figure: What to paint.
        lens: The camera's lens.
    """

    def __init__(self, figure: Figure, lens: Lens) -> None:
        self._figure, self._lens = figure, lens
        self._levels = [figure.texture.rgba]
        while min(self._levels[-1].shape[:2]) > 64:
            self._levels.append(halved(self._levels[-1]))
        self._seen = _seen(figure)
        self._reference = _lambert(figure.normals, _FROM_THE_CAMERA)

    def landmarks_px(self, pose: Pose) -> NDArray[np.float32]:
        """Return where the five landmarks fall in the picture: (5, 2) pixels."""
        share = np.ones(len(self._figure.landmarks), np.float32)
        return self._lens.project(place(self._figure.landmarks, share, pose))

    def paint(
        self,
        picture: RgbImage,
        pose: Pose,
        light: tuple[float, float, float] = _FROM_THE_CAMERA,
        softness: Softness | None = None,
        moved: NDArray[np.float32] | None = None,
    ) -> None:
        """Draw the figure over what is in the picture.

        Args:
            picture: (height, width, 3) uint8 RGB, changed in place.
            pose: Where the figure is.
            light: Where the light comes from: x to the right, y down, z towards the camera; unit.
            softness: How unsharp to draw it.
            moved: (rows, columns, 3), by how much each point of the surface is moved, little.
        """
        height, width = picture.shape[:2]
        rows = self._rows(pose, height)
        share, seen = self._figure.head_share[rows], self._seen[rows]
        points = self._figure.points if moved is None else self._figure.points + moved
        pixels = self._lens.project(place(points[rows], share, pose))
        window = window_of(pixels, seen, width, height)
        if min(window.size) <= 0:
            return
        at = invert(pixels, seen, window)
        layer = self._texture(at, window, pose)
        layer = soft(layer, softness or Softness())
        lit = _lambert(turn(self._figure.normals[rows], share, pose), light)
        shade = np.clip(sample(lit / self._reference[rows], at) * _SHADE_ONE, 0, 255).astype(
            np.uint8
        )
        _blend(picture, window, layer, np.asarray(cv2.resize(shade, window.size), dtype=np.uint8))

    def _rows(self, pose: Pose, height_px: int) -> slice:
        """Return the rows of the grid that can be in the picture: near, only head and chest are."""
        deep_m = (height_px - self._lens.centre_px[1]) / self._lens.focal_px * (pose.z_m + _DEEP_M)
        y_ed = (deep_m - pose.y_m) / EYE_DISTANCE_M
        texture = self._figure.texture
        last = (texture.origin_px[1] + y_ed * texture.px_per_ed) / self._figure.grid_px
        return slice(0, max(2, int(last) + 2))

    def _texture(self, at: NDArray[np.float32], window: Window, pose: Pose) -> NDArray[np.uint8]:
        """Return the window's RGBA, from the copy of the texture that is about as large."""
        ed_px = self._lens.focal_px * EYE_DISTANCE_M / pose.z_m
        level = round(np.log2(max(self._figure.texture.px_per_ed / ed_px, 1.0)))
        level = min(level, len(self._levels) - 1)
        scale = 0.5**level
        # The middle of a pixel of the halved texture lies between those of the full one.
        texels = at * (self._figure.grid_px * scale) + (scale - 1.0) / 2.0
        columns, rows = cv2.split(cv2.resize(texels.astype(np.float32), window.size))
        seen = cv2.remap(
            self._levels[level], columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT
        )
        return np.asarray(seen, dtype=np.uint8)


def soft(layer: NDArray[np.uint8], softness: Softness) -> NDArray[np.uint8]:
    """Return a layer with its blur."""
    if max(softness.across_px, softness.down_px) <= _SHARP_PX:
        return layer
    across, down = (max(sigma, 0.05) for sigma in (softness.across_px, softness.down_px))
    blurred = cv2.GaussianBlur(layer, (0, 0), sigmaX=across, sigmaY=down)
    return np.asarray(blurred, dtype=np.uint8)


def _seen(figure: Figure) -> NDArray[np.bool_]:
    """Return the grid points within a step of something opaque."""
    rows, columns = figure.head_share.shape
    opacity = figure.texture.rgba[..., 3]
    step = figure.grid_px
    padded = np.zeros((rows * step, columns * step), np.uint8)
    padded[: opacity.shape[0], : opacity.shape[1]] = opacity
    coarse = padded.reshape(rows, step, columns, step).max(axis=(1, 3))
    return np.asarray(cv2.dilate(coarse, np.ones((3, 3), np.uint8)) > 0)


def _lambert(
    normals: NDArray[np.float32], light: tuple[float, float, float]
) -> NDArray[np.float32]:
    towards = np.maximum(normals @ np.asarray(light, dtype=np.float32), 0.0)
    return np.asarray(_AMBIENT + (1.0 - _AMBIENT) * towards, dtype=np.float32)


def _blend(
    picture: RgbImage, window: Window, layer: NDArray[np.uint8], shade: NDArray[np.uint8]
) -> None:
    """Lay a layer, its colour multiplied by its opacity, over a window of the picture."""
    lit = cv2.multiply(layer[..., :3], cv2.merge([shade] * 3), scale=1.0 / _SHADE_ONE)
    lay_over(picture, window, np.dstack([lit, layer[..., 3]]).astype(np.uint8, copy=False))
