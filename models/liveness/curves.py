"""How the mean of a measure is distributed over visits of one kind: one-way random effects, pure.

People differ from each other, and prints from prints, by light, camera and hand (between visits),
and looks of one visit differ by chance (within). So a long look at one print never becomes certain:
only its mean becomes known, and the likelihood ratio is that of the mean (Searle, Casella and
McCulloch, "Variance Components", 1992).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Curve:
    """How a measure is distributed over visits of one kind, or a share of them.

    Attributes:
        share: Which share of the visits this is.
        mean: Mean over visits.
        between: Standard deviation from visit to visit.
        within: Standard deviation from look to look of one visit.
    """

    share: float
    mean: float
    between: float
    within: float

    def density(self, mean: float, looks: int) -> float:
        """Return the logarithm of share times density of a visit's mean over some looks."""
        variance = self.between**2 + self.within**2 / looks
        return math.log(self.share) - 0.5 * (
            (mean - self.mean) ** 2 / variance + math.log(variance)
        )


def log_ratio(
    heads: tuple[Curve, ...], pictures: tuple[Curve, ...], mean: float, looks: int
) -> float:
    """Return how much better heads explain a visit's mean than pictures do, natural logarithm.

    Args:
        heads: Living ones; shares add up to one.
        pictures: What is held against them; the same.
        mean: Of the visit.
        looks: How many it is the mean of, 1 at least.
    """
    return _mixed(heads, mean, looks) - _mixed(pictures, mean, looks)


def _mixed(curves: tuple[Curve, ...], mean: float, looks: int) -> float:
    """Return the logarithm of a mixture's density, but for a constant."""
    return float(np.logaddexp.reduce([curve.density(mean, looks) for curve in curves]))
