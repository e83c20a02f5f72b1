"""Peaks over a threshold: the generalised Pareto law of the highest impostor similarities.

Maximum likelihood by Grimshaw's reduction (1993, "Computing maximum likelihood estimates for the
generalized Pareto distribution"): with θ = -shape / scale the best shape follows from θ in closed
form, and one number is left to search. Comparisons carry weights, which `scipy.stats.genpareto.fit`
cannot take.
"""

import numpy as np
from numpy.typing import NDArray

from models.rates import TailFit
from training.errors import TrainingError

Floats = NDArray[np.float64]

FEWEST_PEAKS = 50
_CANDIDATES = 50
_REFINEMENTS = 5


def fit_tail(scores: Floats, weights: Floats, start_similarity: float) -> TailFit:
    """Fit the law to the comparisons at or above `start_similarity`.

    Args:
        scores: (N,) impostor similarities; those below the start are left out.
        weights: (N,) their weights; all impostor comparisons, also those that are not handed in,
            together weigh 1.
        start_similarity: Where the tail begins.

    Raises:
        TrainingError: Too few comparisons are that high, or all of them are alike.
    """
    inside = (scores >= start_similarity) & (weights > 0)
    excess, weight = scores[inside] - start_similarity, weights[inside]
    if len(excess) < FEWEST_PEAKS or float(np.ptp(excess)) <= 0.0:
        raise TrainingError(
            f"Only {len(excess)} comparisons of two people are similar enough to fit the rare ones"
            f" (at least {FEWEST_PEAKS}, not all alike, are needed).",
            "Give pictures of more people.",
        )
    start_fmr = float(weight.sum())
    theta = _best_theta(excess, weight / start_fmr)
    shape, scale = _shape_and_scale(np.array([theta]), excess, weight / start_fmr)
    return TailFit(start_similarity, start_fmr, float(scale[0]), float(shape[0]))


def _best_theta(excess: Floats, share: Floats) -> float:
    """Return the θ of the greatest likelihood: a coarse search, then ever finer ones around it."""
    mean, highest = float(share @ excess), float(excess.max())
    # θ reaches up to 1 / highest (a law that ends at the highest score), and down to heavy tails.
    low, high = -20.0 / mean, (1.0 - 1e-6) / highest
    best = low
    for _ in range(_REFINEMENTS):
        thetas = np.linspace(low, high, _CANDIDATES)
        thetas = np.where(np.abs(thetas) * mean < 1e-9, 1e-9 / mean, thetas)
        shape, scale = _shape_and_scale(thetas, excess, share)
        # A shape below -1 has no maximum: its likelihood grows without end at the highest score.
        likelihood = np.where(shape > -1.0, -np.log(scale) - shape - 1.0, -np.inf)
        at = int(np.argmax(likelihood))
        best = float(thetas[at])
        step = (high - low) / (_CANDIDATES - 1)
        low, high = max(low, best - step), min(high, best + step)
    return best


def _shape_and_scale(thetas: Floats, excess: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Return for each θ the shape and scale of the greatest likelihood, each (candidates,)."""
    shape = np.array([float(share @ np.log1p(-theta * excess)) for theta in thetas])
    return shape, -shape / thetas
