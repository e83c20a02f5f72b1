"""Keeps a few small pictures of a presentation, so that an error can be looked at."""

import cv2
import numpy as np

from models.types import Frame, RgbImage

_HEIGHT_PX = 150
_PICTURES = 4
_EVERY_S = 0.1  # closer together they look the same


class StripKeeper:
    """Given every frame, gives back a few that are spread over all of them."""

    def __init__(self) -> None:
        self._kept: list[RgbImage] = []
        self._last_s = -np.inf

    def see(self, frame: Frame) -> None:
        """Take note of a frame; they come in order of time."""
        if frame.captured_s - self._last_s < _EVERY_S:
            return
        self._last_s = frame.captured_s
        width_px = max(1, round(frame.width_px * _HEIGHT_PX / frame.height_px))
        small = cv2.resize(frame.image, (width_px, _HEIGHT_PX), interpolation=cv2.INTER_AREA)
        self._kept.append(np.asarray(small, dtype=np.uint8))

    def strip(self) -> tuple[RgbImage, ...]:
        """Return the pictures: the first, the last, and some between."""
        places = np.linspace(0, len(self._kept) - 1, min(_PICTURES, len(self._kept)))
        return tuple(self._kept[round(float(place))] for place in places)
