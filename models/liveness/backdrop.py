"""What a door's camera sees while nobody is there: its backdrop, learnt from the empty doorway.

The camera is fixed, so the empty doorway looks the same from minute to minute, but for the light
and the exposure. It is kept as a small copy: a running mean of each pixel and the noise around it
(the running Gaussian average of Wren et al. 1997, "Pfinder", IEEE PAMI 19(7)).

Who may teach it decides what it is worth. A picture that is brought up slowly must not become part
of it, so no frame counts in which a face is followed, nor any within two seconds after, nor one in
which as much has changed as a held picture would cover. What has changed for good, a plant or the
sun, is distrusted for ten minutes; until then the old backdrop is held against what comes, and
whatever stands before the changed part gets nothing from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.types import RgbImage

Colours = NDArray[np.float32]  # (height, width, 3) RGB, grey levels
Values = NDArray[np.float32]  # (height, width)

WIDTH_PX = 320  # of the copy
_PACE_S = 0.19  # between two frames that are looked at
_AWAY_S = 2.0  # for so long after a face was seen nothing is learnt
_FEWEST, _LEAST_S = 8, 1.5  # frames, and the time that they were taken over, before it is known
_MEMORY = 60  # frames: what is older fades
_CHANGED = 0.012  # share of the picture; the smallest face that the door looks at covers more
_DISTRUST_S = 600.0
_STALE_S = 1800.0  # what nobody confirmed for so long is not known any more

EVERY_PX = 6  # where the light is read: the next pixel says nearly the same
_DARKEST, _BRIGHTEST = 12.0, 243.0  # beyond, a pixel does not follow the light
_EXPOSURES = (math.log(0.72), math.log(1.4))
_BINS = 67  # of exposure, of 1 % each
_FEWEST_PIXELS = 100
_COLOUR = 0.05  # what a channel may differ by from the exposure of all
_NOISE = 2.0  # grey levels: what compression and colour mosaic leave at least
_TIMES = 3.0  # the noise


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """The empty doorway, as far as it is known; a new one knows nothing.

    Attributes:
        mean: (height, 320, 3) RGB, grey levels; None before the first frame.
        variance: (height, 320) of the channel that errs most, squared grey levels.
        frames: How many frames taught it.
        since_s: When the first of them was taken, seconds.
        taught_s: When the last of them was taken.
        looked_s: When the last frame was taken that was looked at.
        somebody_s: When a face was seen last.
        changed_s: Since when the doorway looks different; None while it does not.
    """

    mean: Colours | None = None
    variance: Values | None = None
    frames: int = 0
    since_s: float = 0.0
    taught_s: float = 0.0
    looked_s: float = -math.inf
    somebody_s: float = -math.inf
    changed_s: float | None = None

    def with_doorway(self, image: RgbImage, at_s: float, *, is_empty: bool) -> Backdrop:
        """Return this after one more frame, taken after those before.

        Args:
            image: (height, width, 3) uint8 RGB.
            at_s: When it was taken, seconds.
            is_empty: Whether no face is followed in it.
        """
        if not is_empty:
            return replace(self, somebody_s=at_s)
        if at_s < max(self.somebody_s + _AWAY_S, self.looked_s + _PACE_S):
            return self
        seen = small(image)
        if self.mean is None or self.variance is None or self.mean.shape != seen.shape:
            return self._afresh(seen, at_s)
        expected = in_its_light(self.mean, seen)
        if expected is not None and _share_off(expected, seen, self.variance) <= _CHANGED:
            return self._taught(self.mean, self.variance, expected, seen, at_s)
        if self.changed_s is None and self._is_learnt:
            return replace(self, looked_s=at_s, changed_s=at_s)
        if self._is_learnt and at_s < (self.changed_s or 0.0) + _DISTRUST_S:
            return replace(self, looked_s=at_s)
        return self._afresh(seen, at_s)

    def known(self, at_s: float) -> tuple[Colours, Values] | None:
        """Return its mean and variance; None while it is not known, or not any more."""
        if self.mean is None or self.variance is None or not self._is_learnt:
            return None
        return (self.mean, self.variance) if at_s - self.taught_s <= _STALE_S else None

    @property
    def _is_learnt(self) -> bool:
        return self.frames >= _FEWEST and self.taught_s - self.since_s >= _LEAST_S

    def _afresh(self, seen: Colours, at_s: float) -> Backdrop:
        return Backdrop(
            mean=seen,
            variance=np.full(seen.shape[:2], _NOISE**2, np.float32),
            frames=1,
            since_s=at_s,
            taught_s=at_s,
            looked_s=at_s,
            somebody_s=self.somebody_s,
        )

    def _taught(
        self, mean: Colours, variance: Values, expected: Colours, seen: Colours, at_s: float
    ) -> Backdrop:
        share = np.float32(1.0 / min(self.frames + 1, _MEMORY))
        return replace(
            self,
            mean=mean + share * (seen - mean),
            variance=variance + share * (_worst(seen, expected) ** 2 - variance),
            frames=self.frames + 1,
            taught_s=at_s,
            looked_s=at_s,
            changed_s=None,
        )


def small(image: RgbImage) -> Colours:
    """Return a picture as the backdrop is kept, (height, 320, 3) float32 RGB."""
    height, width = image.shape[:2]
    size = (WIDTH_PX, max(1, round(height * WIDTH_PX / width)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.float32)


def in_its_light(
    backdrop: Colours, seen: Colours, where: NDArray[np.bool_] | None = None
) -> Colours | None:
    """Return the backdrop in the light of a picture; None where no light explains much of it.

    The camera's exposure moves when somebody comes. It is found as the most frequent quotient of
    both pictures, whatever stands before the backdrop, and then each channel's a little around it.

    Args:
        backdrop: (height, width, 3) grey levels.
        seen: The same shape.
        where: Of every sixth pixel of every sixth row, whether the backdrop may be expected
            there; None everywhere.
    """
    # Channel after channel: NumPy is slow along an axis of three.
    was, now = (
        np.ascontiguousarray(part[::EVERY_PX, ::EVERY_PX].reshape(-1, 3).T)
        for part in (backdrop, seen)
    )
    usable = np.all((was > _DARKEST) & (was < _BRIGHTEST) & (now < _BRIGHTEST), axis=0)
    if where is not None:
        usable &= where.reshape(-1)
    if usable.sum() < _FEWEST_PIXELS:
        return None
    quotients = np.log(np.maximum(now[:, usable], 1.0) / was[:, usable])
    counts, edges = np.histogram(quotients.mean(axis=0), _BINS, _EXPOSURES)
    best = int(np.convolve(counts, [1.0, 2.0, 3.0, 2.0, 1.0], "same").argmax())
    exposure = float(edges[best] + edges[best + 1]) / 2
    gains = np.full(3, exposure)
    for reach in (0.08, 0.04, 0.03):
        near = np.all(np.abs(quotients - gains[:, None]) < reach, axis=0)
        if near.sum() < _FEWEST_PIXELS:
            return None
        mean = quotients[:, near].mean(axis=1)
        gains = np.clip(mean, exposure - _COLOUR, exposure + _COLOUR)
    return np.asarray(cv2.transform(backdrop, np.diag(np.exp(gains))), np.float32)


def off_by(expected: Colours, seen: Colours, variance: Values) -> Values:
    """Return by how much each pixel differs, in what noise explains; 1 and less is the same.

    Args:
        expected: (height, width, 3) the backdrop in the picture's light.
        seen: The same shape.
        variance: (height, width) of the backdrop.

    Returns:
        (height, width).
    """
    # The backdrop's frames were noisy, and so is this picture.
    noise = np.sqrt(variance + np.float32(_NOISE**2))
    return np.asarray(_worst(seen, expected) / (np.float32(_TIMES) * noise), np.float32)


def _worst(seen: Colours, expected: Colours) -> Values:
    """Return by how much the channel that differs most differs, (height, width)."""
    red, green, blue = cv2.split(cv2.absdiff(seen, expected))  # NumPy takes ten times as long
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.float32)


def _share_off(expected: Colours, seen: Colours, variance: Values) -> float:
    off = cv2.blur(off_by(expected, seen, variance), (3, 3))
    return float((off > 1.0).mean())
