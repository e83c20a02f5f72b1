"""Landmarks that are carried along by the picture itself, while a movement is asked for: pure.

The detector has learnt from heads: shown a bent sheet that is turned, it puts the nose where a
turned head's would be, and five of nine such prints passed for turning heads. What is printed on
the sheet stays where it is on the sheet. So from the ask on the points are followed from frame to
frame by their own texture (Lucas-Kanade, forwards and backwards), and a turn counts only where they
show it, too. Behind a print with its eyes cut out, living eyes even go the other way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from models.align import similarity_transform
from models.types import Landmarks, RgbImage

_WINDOW_ED = 0.45  # enough texture around the tip of a nose
_LEAST_WINDOW_PX = 9
_LEVELS = 2
_SEARCH = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 20, 0.01)
_ASTRAY_ED = 0.05  # a point that does not come back to where it started: a blink, a finger
_MOST_ASTRAY = 3  # frames; after that nobody knows where the points are
# From one frame to the next, beyond turn and size of the whole: a head that turns by 100 degrees a
# second moves its nose by 0.1. A point that slips to other texture may find back to where it was.
_SLIPPED_ED = 0.2


class Carried(Protocol):
    """Landmarks that a picture carries along."""

    @property
    def begun(self) -> Landmarks:
        """Where they were at first, (5, 2) pixels."""
        ...

    @property
    def landmarks(self) -> Landmarks:
        """Where they are, (5, 2) pixels; not a number where they were lost."""
        ...

    def onwards(self, image: RgbImage) -> Carried:
        """Return them in the next frame, (height, width, 3) uint8 RGB."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """Five points on their way.

    Attributes:
        begun: (5, 2) float32 pixels, where they were at first.
        grey: (height, width) uint8, the last frame.
        points: (5, 2) float32 pixels, where they are in it.
        astray: In how many frames one of them was not found again.
    """

    begun: Landmarks
    grey: NDArray[np.uint8]
    points: Landmarks
    astray: int = 0

    @property
    def landmarks(self) -> Landmarks:
        """Where they are, (5, 2) pixels; not a number where they were lost."""
        if self.astray <= _MOST_ASTRAY:
            return self.points
        return np.full_like(self.points, np.nan)

    def onwards(self, image: RgbImage) -> Followed:
        """Return them in the next frame, (height, width, 3) uint8 RGB; once lost, they stay so."""
        if self.astray > _MOST_ASTRAY:
            return self
        grey = _grey(image)
        if grey.shape != self.grey.shape:
            return replace(self, grey=grey, astray=_MOST_ASTRAY + 1)
        eyes_px = float(np.linalg.norm(self.points[1] - self.points[0]))
        side = max(_LEAST_WINDOW_PX, round(_WINDOW_ED * eyes_px)) | 1
        there = _carried(self.grey, grey, self.points, side)
        back = _carried(grey, self.grey, there, side)
        off_px = np.linalg.norm(back - self.points, axis=1)
        if _reshaped_px(self.points, there) > _SLIPPED_ED * eyes_px:
            return replace(self, grey=grey, astray=_MOST_ASTRAY + 1)
        is_astray = not bool((off_px <= _ASTRAY_ED * eyes_px).all())
        return replace(self, grey=grey, points=there, astray=self.astray + is_astray)


def follow_from(image: RgbImage, landmarks: Landmarks) -> Followed:
    """Begin with what the detector found in a frame, (5, 2) pixels."""
    points = landmarks.astype(np.float32)
    return Followed(points, _grey(image), points)


def _reshaped_px(before: Landmarks, after: Landmarks) -> float:
    """Return by how much one of the points has moved otherwise than all together, pixels."""
    matrix = similarity_transform(before, after)
    return float(np.linalg.norm(before @ matrix[:, :2].T + matrix[:, 2] - after, axis=1).max())


def _grey(image: RgbImage) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _carried(
    before: NDArray[np.uint8], after: NDArray[np.uint8], points: Landmarks, side_px: int
) -> Landmarks:
    there, _, _ = cv2.calcOpticalFlowPyrLK(
        before,
        after,
        points.reshape(-1, 1, 2),
        points.reshape(-1, 1, 2).copy(),
        winSize=(side_px, side_px),
        maxLevel=_LEVELS,
        criteria=_SEARCH,
    )
    return np.asarray(there, dtype=np.float32).reshape(-1, 2)
