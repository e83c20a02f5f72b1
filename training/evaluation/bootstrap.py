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
_NOTHING = 1e-12  # what sums of many shares may leave of zero


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure lies with 95 % confidence."""

    low: float
    high: float


def draw_identities(identities: int, draws: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw as many identities as there are, with replacement: how often each came, (I, draws)."""
    counts = rng.multinomial(identities, np.full(identities, 1.0 / identities), size=draws)
    return counts.T.astype(np.float32)


def interval(value: float, draws: Floats, trials: int) -> Interval:
    """Return the interval of a share from what it was in each draw (percentiles).

    Where no error was seen, none is seen however often people are drawn anew. There the bound is
    that of so many trials without one (Clopper & Pearson 1934).

    Args:
        value: The share, 0..1; its interval holds it.
        draws: (draws,) what it was in each; NaN where a draw had nothing to measure it on.
        trials: The people, or pairs of people, that it is the mean of.
    """
    there = draws[~np.isnan(draws)]
    low, high = np.quantile(there, _BOUNDS) if len(there) else (value, value)
    rarest = _BOUNDS[0] ** (1.0 / max(trials, 1))
    if value <= _NOTHING:
        high = max(float(high), 1.0 - rarest)
    if value >= 1.0 - _NOTHING:
        low = min(float(low), rarest)
    return Interval(min(float(low), value), max(float(high), value))
