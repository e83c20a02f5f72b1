"""Whether somebody came into view, or was there from one picture to the next: pure.

Whoever walks up to a door comes into its picture step by step, from a side or from afar. A stuck
picture or a loop that is put in the camera's place is cut in: the doorway is empty, and in the next
picture somebody stands there. Until it has come round once, nothing else tells a loop of a living
head from the head.

Small grey copies of the last seconds are held against the empty doorway that they begin with. A
person's coming makes a little more different in each picture; a cut makes all at once what is
different a moment later. Where pictures are missing in between, or nobody saw the doorway empty,
this says nothing. A loop that begins with its own coming deceives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models.liveness.likelihood import NOTHING, LogRatio
from models.types import RgbImage

_Grey = NDArray[np.float32]  # (height, 64)

_WIDTH_PX = 64
_PACE_S = 0.06  # between two copies; a body walks through its own breadth in about 0.35 s
_KEPT_S = 6.0
_COUNTS = 0.2  # share of the difference in the end: less is a door that moves, or a shadow
_GAP_S = 0.35  # after a longer one nobody knows how it came
_DIFFERENT = 10.0  # grey levels
_SMALLEST = 0.03  # share of the picture: less is nobody who stands before a door
_SOON_S = 0.3
# A step's share of the difference soon after it. On the split to choose 60 of 60 loops and 20 of 20
# stuck cameras were cut in by 0.92 or more, and 60 people who came in made 0.22 to 0.88.
_CAME_STEP, _CUT_STEP = 0.75, 0.90
# Of frozen streams one in five is assumed to show a coming, of the living one in five to seem cut.
# A challenge must make that good, which no frozen stream can answer but by luck.
_CAME, _CUT = 1.5, -1.5


@dataclass(frozen=True, slots=True, eq=False)
class _Copy:
    at_s: float
    grey: _Grey
    is_empty: bool


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """What the frames before a visit show of its beginning.

    Attributes:
        copies: The last seconds before a visit, oldest first; none any more once it began.
        log_ratio: What it says of the visit.
    """

    copies: tuple[_Copy, ...] = ()
    log_ratio: LogRatio = NOTHING

    def with_doorway(self, image: RgbImage, at_s: float, *, is_empty: bool) -> Arrival:
        """Return this after one more frame before a visit.

        Args:
            image: (height, width, 3) uint8 RGB.
            at_s: When it was taken, seconds.
            is_empty: Whether no face is followed in it.
        """
        if self.copies and at_s < self.copies[-1].at_s + _PACE_S - 1e-3:
            return self
        copies = (*self.copies, _Copy(at_s, _grey(image), is_empty))
        return Arrival(tuple(copy for copy in copies if copy.at_s >= at_s - _KEPT_S))

    def with_face(self) -> Arrival:
        """Return this once the visit's first usable frame was seen, itself one of the copies."""
        if not self.copies:
            return self
        step = greatest_step(self.copies)
        if step is None:
            return Arrival()
        said = _CAME if step < _CAME_STEP else _CUT if step >= _CUT_STEP else 0.0
        return Arrival(log_ratio=LogRatio(frozen=said))


def greatest_step(copies: Sequence[_Copy]) -> float | None:
    """Return the greatest share that one step made of what was different soon after it, 0..1.

    Steps that are small against what is different in the end do not count.

    Args:
        copies: Of the doorway, oldest first.

    Returns:
        The share; None where the doorway was not seen empty and then without a gap, or nobody came.
    """
    first = copies[0]
    gaps_s = [after.at_s - before.at_s for before, after in pairwise(copies)]
    same_size = all(copy.grey.shape == first.grey.shape for copy in copies)
    if not (first.is_empty and gaps_s and same_size):
        return None
    shares = np.array([_different(first.grey, copy.grey) for copy in copies])
    if shares[-1] < _SMALLEST:
        return None
    counts = np.flatnonzero(shares > _COUNTS * shares[-1])  # never the first one, which is empty
    # A gap while the doorway is still empty does not matter.
    if max(gaps_s[counts[0] - 1 :]) > _GAP_S:
        return None
    at_s = np.array([copy.at_s for copy in copies])
    soon = [shares[(at_s >= now_s) & (at_s <= now_s + _SOON_S)].max() for now_s in at_s]
    return float(max((shares[k] - shares[k - 1]) / soon[k] for k in counts))


def _different(before: _Grey, after: _Grey) -> float:
    """Return in which share of the picture two differ, but for the exposure."""
    gain = float(np.median(after / before))
    return float(np.mean(np.abs(after - gain * before) > _DIFFERENT))


def _grey(image: RgbImage) -> _Grey:
    height = max(1, round(_WIDTH_PX * image.shape[0] / image.shape[1]))
    # In two steps: the first one skips most pixels, and what is left is still a mean of many.
    larger = cv2.resize(image, (4 * _WIDTH_PX, 4 * height), interpolation=cv2.INTER_LINEAR)
    small = cv2.resize(larger, (_WIDTH_PX, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32) + 1.0, np.float32)
