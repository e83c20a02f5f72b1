"""Whether the nose stands out of the face, dense: the motion that only a turning head makes.

`relief` asks whether a face moves as no sheet can, in any smooth way, and needs much motion to be
sure. But which way a head moves is known beforehand: where it turns or nods by some degrees, or is
seen from another side, the ridge of its nose shifts against the rest of the face, sideways or
downwards, in proportion to its height. So each picture of a face is held against one of up to a
second before: points all over it are followed (`surface`), the motion of a sheet is taken away, and
two numbers are left, how far the shape of a nose has shifted (least squares; a matched filter). A
half degree of turn shifts it by a thousandth of the eye distance, and about as little is measured:
many points lie on a nose, and many pictures are taken.

The mean over a visit of the squares, in units of what the fit errs by, has a logarithm that is
modelled as that of `relief` (see `curves`). A sheet's nose is printed on it: what is seen to shift
is error. Tight bends and gloss that wanders shift it as well, and heads that keep quite still do
not: so each kind has a share of the other, and this says between -1.1 and +4.4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from models.liveness.curves import Curve, log_ratio
from models.liveness.likelihood import NOTHING, LogRatio
from models.liveness.relief import moved_ed
from models.liveness.surface import TRUSTED_SHARE, Grey, Points, followed, sheet_terms
from models.types import Landmarks

_PACE_S = 0.075  # between two looks
_LONGEST_S = 1.25  # further back, light and expression have changed too much
_SHORTEST_S = 0.3  # for so long a picture is kept that no points could be followed from
_FARTHEST_ED = 0.3  # whoever moves further between two looks is smeared
_FEWEST_POINTS = 100
_FEWEST_LOOKS = 3

# What a point errs by at least. Where a clean picture stands quite still, errors are smaller, but
# neighbours share them, and the fit takes them for independent ones.
_LEAST_ERROR_ED = 0.003

# Sum of the squares of the ridge's height over the points that were followed, beyond what a sheet
# explains: all of them have 2.6, and with a tenth of it nothing is seen of a nose.
_LEAST_HEIGHT = 0.26

# The ridge of a nose, eye distances from the middle between the eyes: rises from there to the tip,
# and ends quickly below it.
_TIP_ED, _HALF_WIDTH_ED, _UNDER_ED = 0.55, 0.20, 0.13

# Measured on presentations that no error rate is reported of; see docs/liveness-cues.md.
HEADS = (Curve(0.85, 0.58, 0.30, 0.7), Curve(0.15, 0.05, 0.25, 0.7))
PICTURES = (Curve(0.96, -0.1, 0.22, 0.45), Curve(0.04, 0.45, 0.25, 0.45))
# Means beyond these count as these: who keeps quite still is no picture for it, and how far out the
# curves hold is not known.
_STILLEST, _LIVELIEST = 0.05, 1.0


@dataclass(frozen=True, slots=True, eq=False)
class NoseShift:
    """What the frames of one visit say so far.

    Attributes:
        before: The face that the following ones are held against; None before the first.
        before_s: When that was taken, seconds.
        landmarks: (5, 2) pixels, of the last look; None before the first.
        looked_s: When that was.
        looks: How many shifts were measured.
        total: Sum of their squares, in units of what each errs by.
    """

    before: Grey | None = None
    before_s: float = 0.0
    landmarks: Landmarks | None = None
    looked_s: float = -math.inf
    looks: int = 0
    total: float = 0.0

    def with_face(self, crop: Grey, landmarks: Landmarks, at_s: float) -> NoseShift:
        """Return this with one more usable frame.

        Args:
            crop: The face, see `surface.face_crop`.
            landmarks: (5, 2) pixels, its landmarks in the frame.
            at_s: When it was taken, seconds; later than those before.
        """
        if at_s < self.looked_s + _PACE_S - 1e-3:
            return self
        looked = replace(self, landmarks=landmarks, looked_s=at_s)
        if self.landmarks is None or moved_ed(self.landmarks, landmarks) > _FARTHEST_ED:
            return replace(looked, before=None)
        if self.before is None or at_s > self.before_s + _LONGEST_S:
            return replace(looked, before=crop, before_s=at_s)
        places, moved = followed(self.before, crop)
        squared = squared_shift(places, moved) if len(places) >= _FEWEST_POINTS else None
        if squared is not None:
            return replace(looked, looks=self.looks + 1, total=self.total + squared)
        is_stale = at_s > self.before_s + _SHORTEST_S
        return replace(looked, before=crop, before_s=at_s) if is_stale else looked

    @property
    def log_ratio(self) -> LogRatio:
        """What it says; nothing against a screen, whose picture may have a nose that turns."""
        if self.looks < _FEWEST_LOOKS:
            return NOTHING
        mean = 0.5 * math.log(max(self.total / self.looks, 1e-6))
        mean = min(max(mean, _STILLEST), _LIVELIEST)
        return LogRatio(flat=log_ratio(HEADS, PICTURES, mean, self.looks))


def squared_shift(places: Points, moved: Points) -> float | None:
    """Return how far the shape of a nose has shifted, squared, in units of what the fit errs by.

    About 1 where nothing but noise moves, whatever its size: the mean of two squares, sideways and
    downwards.

    Args:
        places: (N, 2) eye distances, see `surface.followed`.
        moved: (N, 2) eye distances.

    Returns:
        None where hardly any point lies on the nose: it is covered, or without texture.
    """
    ridge, moved_most = _beyond_sheet(places, moved)
    far = np.hypot(*(moved_most - np.outer(ridge, _shift(ridge, moved_most))).T)
    kept = far <= np.quantile(far, TRUSTED_SHARE)  # highlights and outlines are among the others
    ridge, moved_most = _beyond_sheet(places[kept], moved[kept])
    height = float(ridge @ ridge)
    if height < _LEAST_HEIGHT:
        return None
    shift = _shift(ridge, moved_most)
    free = 2 * (len(ridge) - sheet_terms(places).shape[1] - 1)
    left_over = float(np.sum((moved_most - np.outer(ridge, shift)) ** 2))
    variance = max(left_over / free, _LEAST_ERROR_ED**2)
    return float(np.mean(shift**2) * height / variance)


def _beyond_sheet(places: Points, moved: Points) -> tuple[Points, Points]:
    """Return the ridge of a nose, (N,), and a motion, (N, 2), without what a sheet explains."""
    base = np.linalg.qr(sheet_terms(places))[0]
    ridge = nose_height(places)
    return ridge - base @ (base.T @ ridge), moved - base @ (base.T @ moved)


def _shift(ridge: Points, moved: Points) -> Points:
    """Return how far the ridge has shifted, (2,) eye distances, by least squares."""
    return np.asarray(ridge @ moved / max(float(ridge @ ridge), 1e-12), dtype=np.float64)


def nose_height(places: Points) -> Points:
    """Return how far the ridge of a nose stands out at (N, 2) points, (N,), 1 at its tip."""
    x, y = places.T
    along = np.clip(y / _TIP_ED, 0.0, 1.0)
    under = np.where(y > _TIP_ED, np.exp(-(((y - _TIP_ED) / _UNDER_ED) ** 2)), 1.0)
    width = _HALF_WIDTH_ED * (0.6 + 0.4 * along)
    return np.asarray(along * under * np.exp(-((x / width) ** 2)), dtype=np.float64)
