"""Relief, passively: pair after pair of pictures, is this a sheet or a head?

The variance ratio of `surface` is weighed for pairs of frames a fifth of a second apart, none
overlapping, so that each pair is a new observation; their log likelihood ratios add up, as in
Wald's sequential test (1945). A replayed head has relief, so this says nothing of screens.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from models.liveness.likelihood import LogRatio
from models.liveness.surface import Grey, motion_between

PAIR_S = 0.2  # a head has moved and a pattern of light has not
_LONGEST_S = 0.45  # further apart, brightness and expression have changed too much to be followed

# Logarithm of the ratio: mean and standard deviation. `benchmarks/liveness_relief.py` measures
# them on presentations that no error rate is reported of; see docs/liveness.md.
_LIVE = (2.17, 0.71)
_SHEET = (1.16, 0.36)
# One pair never says more: the tails of these curves were not seen.
_MOST, _LEAST = 2.5, -1.5


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """What the frames of one visit say so far.

    Attributes:
        before: The face in the frame that the next pair begins with; None before the first.
        before_s: When that was taken, seconds.
        pairs: How many pairs were weighed.
        total: Their log likelihood ratio, a head against a sheet.
    """

    before: Grey | None = None
    before_s: float = 0.0
    pairs: int = 0
    total: float = 0.0

    def with_face(self, crop: Grey, at_s: float) -> Relief:
        """Return this with one more usable frame.

        Args:
            crop: The face, see `surface.face_crop`.
            at_s: When it was taken, seconds; later than those before.
        """
        apart_s = at_s - self.before_s
        if self.before is None or apart_s > _LONGEST_S:
            return replace(self, before=crop, before_s=at_s)
        if apart_s < PAIR_S - 1e-3:
            return self
        motion = motion_between(self.before, crop)
        begun = replace(self, before=crop, before_s=at_s)
        if motion is None:
            return begun
        return replace(begun, pairs=self.pairs + 1, total=self.total + weight(motion.ratio))

    @property
    def log_ratio(self) -> LogRatio:
        """What it says; nothing against a screen, whose picture may have relief."""
        return LogRatio(flat=self.total)


def weight(ratio: float) -> float:
    """Return the log likelihood ratio of one pair, a head against a sheet.

    Args:
        ratio: The variance ratio, see `surface.Motion`.
    """
    value = math.log(max(ratio, 1e-3))
    # Below what a sheet mostly gives, the wider curve of heads would win again: nothing calmer
    # than a sheet speaks for a head.
    value = max(value, _SHEET[0])
    return min(max(_density(value, _LIVE) - _density(value, _SHEET), _LEAST), _MOST)


def _density(value: float, normal: tuple[float, float]) -> float:
    """Return the logarithm of a normal density, but for a constant."""
    mean, deviation = normal
    return -0.5 * ((value - mean) / deviation) ** 2 - math.log(deviation)
