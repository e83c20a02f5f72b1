"""What an infrared camera beside the door's own sees of a face: glass has none.

Displays give light that people see, and next to none beyond it, and an infrared camera behind its
filter sees only what is beyond: a phone or tablet that plays a video is a dark pane there, while a
head is lit by the camera's own lamps or by daylight. So the face that the colour camera sees is
looked for in the infrared picture, at about the same place and of about the same size. A print may
show its face in infrared or not, whichever ink it is made with (soot does, most dyes do not), so a
face there says nothing for a living head against a flat picture, and none there only a little
against it. Of a stream that stands still this says nothing.

Looks of one visit are alike, so they do not add up as if each were new: in how many of them a face
is found has a share of its own in each visit (a beta-binomial, Skellam 1948, "A probability
distribution derived from the binomial distribution by regarding the probability of success as
variable between the sets of trials"). Only looks that can tell count: none in a picture too dark or
too bright to show anything, and none where two faces might be meant.

**All numbers here are assumed.** There was neither an infrared camera nor any infrared picture to
measure them on, of a head, of a display or of a print; that the detector finds faces in infrared is
assumed, too. So what is said is capped. Somebody who shows a screen close beside their own face, as
large, has a face at about the right place; so has a visitor before whose chest a phone is held.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

import cv2
import numpy as np

from models.liveness.likelihood import NOTHING, LogRatio
from models.types import Box, DetectedFace, Frame, GreyImage, RgbImage

Find: TypeAlias = Callable[[RgbImage], Sequence[DetectedFace]]

GAP_S = 0.24  # between two looks: nearer ones tell nothing new
KEPT = 8
FEWEST = 2  # looks before anything is said
MOST_SCREEN, LEAST_SCREEN = 2.0, -3.0
MOST_FLAT, LEAST_FLAT = 0.0, -1.0

# In what share of looks a face is found: beta distributions (found, missed), assumed.
_HEAD, _SCREEN, _FLAT = (4.0, 1.0), (1.0, 9.0), (1.0, 1.0)

# The cameras stand side by side, so the face may be off by this share of the picture's width, and
# its size by this factor.
_ASTRAY, _SIZES = 0.25, (0.5, 2.0)
_SMALL_PX = (48, 36)
_BESIDE = 1.6  # the face and what is near it, in face boxes, is no part of "elsewhere"
_STRUCTURE, _DIM, _BRIGHT = 6.0, 24.0, 250.0  # grey levels
_BLINDED = 0.5  # share of bright pixels


class Look(Enum):
    """What one infrared picture tells of a face."""

    FOUND = "found"  # it is there
    ABSENT = "absent"  # it is not, where it would have been seen
    UNCLEAR = "unclear"  # nobody could tell


@dataclass(frozen=True, slots=True)
class InfraredLooks:
    """What the infrared pictures of one visit showed, as far as they have come.

    Attributes:
        find: Finds the faces of an RGB picture; None where there is no infrared camera, and then
            nothing is ever said.
        found: Whether the face was found in each of the last looks that could tell, oldest first.
        looked_s: When the last picture was taken that was searched, seconds; None before.
    """

    find: Find | None
    found: tuple[bool, ...] = ()
    looked_s: float | None = None

    def with_frame(self, frame: Frame, box: Box) -> InfraredLooks:
        """Return this with one more usable frame, taken after those before.

        Args:
            frame: The picture, with the infrared one where there is any.
            box: Where the detector found the face in it.
        """
        if self.find is None or frame.infrared is None:
            return self
        if self.looked_s is not None and frame.captured_s < self.looked_s + GAP_S:
            return self
        if _is_dark(frame.infrared):
            # Such cameras light every second picture only: the next one may show something.
            return self
        look = look_at(frame.infrared, box, (frame.width_px, frame.height_px), self.find)
        searched = replace(self, looked_s=frame.captured_s)
        if look is Look.UNCLEAR:
            return searched
        return replace(searched, found=(*self.found, look is Look.FOUND)[-KEPT:])

    @property
    def log_ratio(self) -> LogRatio:
        """What they say so far, natural logarithm."""
        return infrared_ratio(sum(self.found), len(self.found))


def infrared_ratio(found: int, looks: int) -> LogRatio:
    """Return what it says that a face was found in so many looks.

    Args:
        found: Looks in which it was; 0..looks.
        looks: Looks that could tell.
    """
    if looks < FEWEST:
        return NOTHING
    head = _log_chance(found, looks, _HEAD)
    flat = head - _log_chance(found, looks, _FLAT)
    screen = head - _log_chance(found, looks, _SCREEN)
    return LogRatio(
        flat=min(max(flat, LEAST_FLAT), MOST_FLAT),
        screen=min(max(screen, LEAST_SCREEN), MOST_SCREEN),
    )


def look_at(infrared: GreyImage, box: Box, size_px: tuple[int, int], find: Find) -> Look:
    """Look for a face of the colour picture in the infrared one.

    Args:
        infrared: (height, width) uint8.
        box: Where the face is in the colour picture, its pixels.
        size_px: Width and height of the colour picture.
        find: Finds the faces of an RGB picture.
    """
    width_px, height_px = size_px
    scale = width_px / infrared.shape[1]
    # As wide as the colour picture, so that a face is as large in pixels as the detector expects.
    high = max(1, round(infrared.shape[0] * scale))
    wide = cv2.resize(infrared, (width_px, high), interpolation=cv2.INTER_LINEAR)
    faces = find(np.asarray(cv2.cvtColor(wide, cv2.COLOR_GRAY2RGB), dtype=np.uint8))
    alike = [face.box for face in faces if _is_as_large(face.box, box)]
    if len(alike) > 1:
        return Look.UNCLEAR
    down_px = (high - height_px) / 2  # the middles of both pictures are the same place
    if any(_is_near(each, box, down_px, width_px) for each in alike):
        return Look.FOUND
    return Look.ABSENT if _shows_something(infrared, box, size_px) else Look.UNCLEAR


def _log_chance(found: int, looks: int, shape: tuple[float, float]) -> float:
    """Return the log probability of a beta-binomial, but for what only the counts decide."""
    alpha, beta = shape
    return _log_beta(alpha + found, beta + looks - found) - _log_beta(alpha, beta)


def _log_beta(alpha: float, beta: float) -> float:
    return math.lgamma(alpha) + math.lgamma(beta) - math.lgamma(alpha + beta)


def _is_as_large(one: Box, other: Box) -> bool:
    least, most = _SIZES
    return least <= math.sqrt(one.area_px / other.area_px) <= most


def _is_near(found: Box, box: Box, down_px: float, width_px: int) -> bool:
    (x, y), (at_x, at_y) = found.centre, box.centre
    return math.hypot(x - at_x, y - at_y - down_px) <= _ASTRAY * width_px


def _is_dark(infrared: GreyImage) -> bool:
    return float(np.percentile(_small(infrared), 99)) < _DIM


def _shows_something(infrared: GreyImage, box: Box, size_px: tuple[int, int]) -> bool:
    """Return whether it is exposed well enough that a face would be seen: elsewhere much is."""
    small = _small(infrared)
    if float(np.mean(small >= _BRIGHT)) > _BLINDED:
        return False
    (columns, rows), (x, y) = _SMALL_PX, box.centre
    half_x, half_y = _BESIDE * box.width_px / 2, _BESIDE * box.height_px / 2
    across, down = columns / size_px[0], rows / size_px[1]
    elsewhere = np.ones(small.shape, bool)
    left, right = (max(0, round((x + side * half_x) * across)) for side in (-1, 1))
    top, bottom = (max(0, round((y + side * half_y) * down)) for side in (-1, 1))
    elsewhere[top:bottom, left:right] = False
    return bool(elsewhere.any()) and float(small[elsewhere].std()) >= _STRUCTURE


def _small(infrared: GreyImage) -> GreyImage:
    return np.asarray(cv2.resize(infrared, _SMALL_PX, interpolation=cv2.INTER_AREA), np.uint8)
