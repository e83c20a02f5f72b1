"""How sure a measured figure is: people drawn anew, again and again.

Comparisons that share a person are not independent, so people are drawn, with replacement, and not
comparisons (the subsets bootstrap: Bolle, Ratha & Pankanti 2004, "Error analysis of pattern
recognition systems"). A comparison of two people counts as often as the one was drawn times as
often as the other; one person with themselves, as often as that person was drawn.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_BOUNDS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure lies with 95 % confidence."""

    low: float
    high: float


def draw_identities(identities: int, draws: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw as many identities as there are, with replacement: how often each came, (I, draws)."""
    counts = rng.multinomial(identities, np.full(identities, 1.0 / identities), size=draws)
    return counts.T.astype(np.float32)


def interval(value: float, draws: Floats) -> Interval:
    """Return the interval of a figure from what it was in each draw (percentiles).

    Args:
        value: The figure; its interval holds it.
        draws: (draws,) what it was in each; NaN where a draw had nothing to measure it on.
    """
    there = draws[~np.isnan(draws)]
    if not len(there):
        return Interval(value, value)
    low, high = np.quantile(there, _BOUNDS)
    return Interval(min(float(low), value), max(float(high), value))
