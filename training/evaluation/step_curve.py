"""Matches counted from the highest similarity down: the bare curve, once or for each draw."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import Floats

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class StepCurve:
    """The bare curve, once or for each draw: thresholds (T,), fmr and tar (T, draws)."""

    thresholds: Floats
    fmr: Floats
    tar: Floats


def step_curve(scores: Floats, genuine: Flags, weights: Floats) -> StepCurve:
    """Count matches from the highest similarity down; comparisons of one similarity come together.

    Args:
        scores: (N,) descending.
        genuine: (N,).
        weights: (N, draws); a draw without both kinds is NaN throughout.
    """
    last = np.flatnonzero(np.append(scores[1:] != scores[:-1], [True]))
    thresholds = np.concatenate([[np.inf], scores[last]])
    rates = []
    for kind in (~genuine, genuine):
        matches = np.cumsum(np.where(kind[:, None], weights, 0.0), axis=0)[last]
        with np.errstate(invalid="ignore", divide="ignore"):
            rates.append(np.vstack([np.zeros((1, weights.shape[1])), matches]) / matches[-1])
    return StepCurve(thresholds, rates[0], rates[1])


def area(curve: StepCurve) -> Floats:
    """Return the area under each curve, (draws,)."""
    heights = (curve.tar[1:] + curve.tar[:-1]) / 2.0
    return np.asarray((heights * np.diff(curve.fmr, axis=0)).sum(axis=0))


def equal_error(curve: StepCurve) -> Floats:
    """Return where FMR and FNMR are the same, on the straight line between two steps, (draws,)."""
    ahead = curve.fmr - (1.0 - curve.tar)
    after = np.maximum(np.argmax(ahead >= 0.0, axis=0), 1)
    columns = np.arange(ahead.shape[1])
    before = ahead[after - 1, columns]
    share = -before / (ahead[after, columns] - before)
    low, high = curve.fmr[after - 1, columns], curve.fmr[after, columns]
    return np.asarray(low + share * (high - low))


def d_prime(genuine: Floats, impostor: Floats) -> float:
    """Return how far apart the similarities lie, in standard deviations; each weighs alike."""
    spread = np.sqrt((genuine.var() + impostor.var()) / 2.0)
    return float((genuine.mean() - impostor.mean()) / spread) if spread > 0.0 else float("inf")


def tar_at(curve: StepCurve, grid: Floats) -> Floats:
    """Return the true accept rate at each false match rate of the grid, (G, draws)."""
    columns = zip(curve.fmr.T, curve.tar.T, strict=True)
    return np.stack(
        [
            tar[np.searchsorted(fmr, grid + 1e-12, side="right") - 1]
            if np.isfinite(fmr[-1])
            else np.full(len(grid), np.nan)
            for fmr, tar in columns
        ],
        axis=1,
    )
