"""The camera's sensor: grain, the same for the same seed and frame."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.types import RgbImage

_SPARE_PX = 96  # the grain is larger than the picture, and a new part of it is used each time
_GREY_SIGMA, _COLOUR_SIGMA, _COLOUR_GRAIN_PX = 2.0, 1.4, 1.2


class Sensor:
    """Adds grain; drawing fresh random numbers for each frame would take most of the frame's time.

    Args:
        seed: Chooses the grain.
        width_px: Width of the picture.
        height_px: Height of the picture.
    """

    def __init__(self, seed: int, width_px: int, height_px: int) -> None:
        self._seed = seed
        self._width_px, self._height_px = width_px, height_px
        self._grain = _grain(
            np.random.default_rng(seed), width_px + _SPARE_PX, height_px + _SPARE_PX
        )

    def take(self, picture: RgbImage, index: int) -> RgbImage:
        """Return the picture with the grain of this frame."""
        left, top = np.random.default_rng((self._seed, index)).integers(0, _SPARE_PX, 2)
        grain = self._grain[top : top + self._height_px, left : left + self._width_px]
        return np.asarray(cv2.add(picture, grain, dtype=cv2.CV_8U), dtype=np.uint8)


def _grain(random: np.random.Generator, width_px: int, height_px: int) -> NDArray[np.int16]:
    """Return (height, width, 3) of grain: fine in brightness, coarser and weaker in colour."""
    grey = random.standard_normal((height_px, width_px, 1), dtype=np.float32)
    colour = random.standard_normal((height_px, width_px, 3), dtype=np.float32)
    coarse = np.asarray(cv2.GaussianBlur(colour, (0, 0), _COLOUR_GRAIN_PX))
    grain = _GREY_SIGMA * grey + _COLOUR_SIGMA * coarse / coarse.std()
    return np.asarray(np.rint(grain), dtype=np.int16)
