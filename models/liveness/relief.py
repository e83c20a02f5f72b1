"""Relief, passively: pair after pair of pictures, is this a sheet or a head?

The variance ratio of `surface` is taken of pairs of frames a fifth of a second apart, none
overlapping. Its logarithm is modelled with two variances, between visits and within one, see
`curves`.

Some heads keep still and stiff, and some sheets flutter: each curve has a share of the other kind,
which bounds what this can ever say: between -1.3 and 4.4, however long it is looked at. A replayed
head has relief, so it says nothing of screens.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from models.liveness.curves import Curve, log_ratio
from models.liveness.likelihood import NOTHING, LogRatio
from models.liveness.surface import Grey, motion_between
from models.types import Landmarks

PAIR_S = 0.2  # a head has moved and a pattern of light has not
_LONGEST_S = 0.45  # further apart, brightness and expression have changed too much to be followed
_FEWEST_POINTS = 100  # with fewer, what was lost was what moved
_FARTHEST_ED = 0.3  # whoever moves further in one pair is smeared, and so is a print that arrives


# Measured on presentations and clips that no error rate is reported of; see docs/liveness.md.
HEADS = (Curve(0.75, 2.2, 0.4, 0.55), Curve(0.25, 1.5, 0.2, 0.47))
SHEETS = (Curve(0.95, 1.32, 0.3, 0.36), Curve(0.05, 2.1, 0.25, 0.45))
# Means beyond these count as these. Calmer than most sheets is no sign of a head, wide as the curve
# of heads may be; and how far out the curves hold is not known, least where pairs are few.
_CALMEST, _LIVELIEST, _NEARER = SHEETS[0].mean, 2.7, 0.6
_SMALLEST, _LARGEST = 0.1, 50.0  # no ratio of a real sensor is smaller; and no pair decides alone


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """What the frames of one visit say so far.

    Attributes:
        before: The face in the frame that the next pair begins with; None before the first.
        landmarks: (5, 2) pixels, its landmarks; None before the first.
        before_s: When that was taken, seconds.
        pairs: How many pairs were weighed.
        total: Sum of the logarithms of their variance ratios.
    """

    before: Grey | None = None
    landmarks: Landmarks | None = None
    before_s: float = 0.0
    pairs: int = 0
    total: float = 0.0

    def with_face(self, crop: Grey, landmarks: Landmarks, at_s: float) -> Relief:
        """Return this with one more usable frame.

        Args:
            crop: The face, see `surface.face_crop`.
            landmarks: (5, 2) pixels, its landmarks in the frame.
            at_s: When it was taken, seconds; later than those before.
        """
        apart_s = at_s - self.before_s
        begun = replace(self, before=crop, landmarks=landmarks, before_s=at_s)
        if self.before is None or self.landmarks is None or apart_s > _LONGEST_S:
            return begun
        if apart_s < PAIR_S - 1e-3:
            return self
        if moved_ed(self.landmarks, landmarks) > _FARTHEST_ED:
            return begun
        motion = motion_between(self.before, crop)
        if motion is None or motion.points < _FEWEST_POINTS:
            return begun
        more = math.log(min(max(motion.ratio, _SMALLEST), _LARGEST))
        return replace(begun, pairs=self.pairs + 1, total=self.total + more)

    @property
    def log_ratio(self) -> LogRatio:
        """What it says; nothing against a screen, whose picture may have relief."""
        if not self.pairs:
            return NOTHING
        most = _LIVELIEST - _NEARER / self.pairs
        mean = min(max(self.total / self.pairs, _CALMEST), most)
        return LogRatio(flat=log_ratio(HEADS, SHEETS, mean, self.pairs))


def moved_ed(before: Landmarks, after: Landmarks) -> float:
    """Return how far a face has moved, root mean square of its landmarks, eye distances."""
    eyes_px = float(np.linalg.norm(before[1] - before[0]))
    return float(np.sqrt(np.mean(np.sum((after - before) ** 2, axis=1)))) / max(eyes_px, 1e-6)
