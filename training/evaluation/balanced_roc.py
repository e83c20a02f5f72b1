"""The receiver operating characteristic of all comparisons of a folder, identity-balanced.

Millions of comparisons are counted in steps of similarity; so the curve is as fine as 0.0001.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import Floats, Interval, interval
from training.evaluation.roc import RocBand, RocCurve, band_grid
from training.evaluation.scores import Rates, ScoreSet
from training.evaluation.similarity_steps import Histograms
from training.evaluation.step_curve import StepCurve, area, equal_error
from training.evaluation.true_accepts import HIGHEST_FMR, RULE_OF_THREE, TrueAccepts

# The area and the equal error rate depend on millions of comparisons of ordinary similarity, which
# takes long: so many draws tell their intervals.
_DRAWS = 200
# False match rates at which each draw is measured, and around the equal error rate, as factors.
_LEVELS = (0.9, 0.7, 0.5, 0.3, 0.1, 0.03, 0.01, 0.003, 1e-3, 1e-4)
_AROUND = (0.25, 0.5, 0.75, 1.0, 1.35, 2.0, 4.0)


def balanced_roc(
    scores: ScoreSet,
    points: Sequence[TrueAccepts],
    weights: NDArray[np.float32],
    not_found: int = 0,
) -> RocCurve:
    """Measure the curve.

    Args:
        scores: All comparisons; each identity, and each pair of two, weighs alike.
        points: Measured at `tail_grid` with the same draws: the band where matches are rare.
        weights: (identities, draws) how often each identity was drawn.
        not_found: Pictures without a face found, for the record.
    """
    histograms = scores.histograms()
    curve = _curve_of(histograms)
    auc, eer = float(area(curve)[0]), float(equal_error(curve)[0])
    thresholds = np.unique(
        scores.thresholds_for(np.array([*_LEVELS, *(min(eer * f, 0.95) for f in _AROUND if eer)]))
    )
    few = weights[:, :_DRAWS]
    rates = scores.rates(thresholds, few)
    return RocCurve(
        thresholds=curve.thresholds,
        fmr=curve.fmr[:, 0],
        tar=curve.tar[:, 0],
        auc=auc,
        eer=eer,
        d_prime=_d_prime(histograms),
        auc_interval=interval(
            auc, _drawn_areas(scores, auc, thresholds, rates, few), scores.genuine_identities
        ),
        eer_interval=_eer_interval(eer, rates, scores.genuine_identities),
        band=_band(scores, points, few),
        genuine=scores.genuine_comparisons,
        impostor=scores.impostor_comparisons,
        not_found=not_found,
    )


def tail_grid(scores: ScoreSet) -> tuple[float, ...]:
    """Return the false match rates at which the rare part of the band is to be measured."""
    grid = band_grid(RULE_OF_THREE / scores.identity_pairs)
    return tuple(grid[grid <= HIGHEST_FMR].tolist())


def _curve_of(histograms: Histograms) -> StepCurve:
    """Return the curve from the highest step down; steps in which nothing lies are left out."""
    impostor, genuine = histograms.impostor[::-1], histograms.genuine[::-1]
    used = np.flatnonzero((impostor > 0) | (genuine > 0))
    # A comparison stands in the step above it: it matches at the step below.
    thresholds = histograms.similarity[::-1][used] - 0.0001
    # Sums of many small shares end a little beside 1.
    fmr, tar = (np.clip(np.cumsum(kind)[used].round(12), 0, 1) for kind in (impostor, genuine))
    # What was not found matches only where everything does.
    thresholds = np.round(np.concatenate([[np.inf], thresholds, [-np.inf]]), 4)
    return StepCurve(
        thresholds,
        np.concatenate([[0.0], fmr, [1.0]])[:, None],
        np.concatenate([[0.0], tar, [1.0]])[:, None],
    )


def _d_prime(histograms: Histograms) -> float:
    """Return how far apart the similarities lie, in standard deviations."""
    moments = []
    for weight in (histograms.genuine, histograms.impostor):
        mean = np.average(histograms.similarity, weights=weight)
        moments.append((mean, np.average((histograms.similarity - mean) ** 2, weights=weight)))
    (genuine, spread_g), (impostor, spread_i) = moments
    spread = float(np.sqrt((spread_g + spread_i) / 2.0))
    return float(genuine - impostor) / spread if spread > 0.0 else float("inf")


def _drawn_areas(
    scores: ScoreSet, auc: float, thresholds: Floats, rates: Rates, weights: NDArray[np.float32]
) -> Floats:
    """Return the area of each draw: how many strangers lie below a genuine comparison, on average.

    Between the thresholds measured the false match rate is taken as a straight line; what that
    misses is alike in a draw and in the whole, so only their difference is taken.
    """
    similarity, weight, owners = scores.genuine()
    at = np.concatenate([[-1.0], thresholds, [1.0]])

    def straight(fmr: Floats, times: Floats) -> float:
        rate = np.interp(similarity, at, np.concatenate([[1.0], fmr, [0.0]]))
        people = times[scores.genuine_people].sum()
        return float((weight * times[owners]) @ (1.0 - rate) / people) if people else float("nan")

    once = straight(rates.fmr, np.ones(scores.identities))
    drawn = zip(rates.fmr_draws.T, weights.T.astype(np.float64), strict=True)
    return np.array([auc + straight(fmr, times) - once for fmr, times in drawn])


def _eer_interval(eer: float, rates: Rates, people: int) -> Interval:
    """Return the interval of the equal error rate: where the rates of each draw cross."""
    there = np.isfinite(rates.fmr_draws).all(axis=0) & np.isfinite(rates.fnmr_draws).all(axis=0)
    # Thresholds descending, as a curve goes, from nothing matches to all does.
    nothing, everything = np.zeros((1, int(there.sum()))), np.ones((1, int(there.sum())))
    fmr = np.vstack([nothing, rates.fmr_draws[::-1, there], everything])
    tar = np.vstack([nothing, 1.0 - rates.fnmr_draws[::-1, there], everything])
    return interval(eer, equal_error(StepCurve(np.empty(0), fmr, tar)), people)


def _band(scores: ScoreSet, points: Sequence[TrueAccepts], weights: NDArray[np.float32]) -> RocBand:
    """Return the band: the points measured where matches are rare, fixed thresholds above."""
    rare = sorted((point for point in points if point.carried), key=lambda point: point.fmr)
    highest = rare[-1].fmr if rare else 0.0
    grid = band_grid(RULE_OF_THREE / scores.identity_pairs)
    common = grid[grid > highest]
    rates = scores.rates(scores.thresholds_for(common), weights)
    bounds = [point.interval for point in rare] + [
        interval(float(1.0 - fnmr), 1.0 - drawn, scores.genuine_identities)
        for fnmr, drawn in zip(rates.fnmr, rates.fnmr_draws, strict=True)
    ]
    return RocBand(
        np.array([*(point.fmr for point in rare), *common]),
        np.array([bound.low for bound in bounds]),
        np.array([bound.high for bound in bounds]),
    )
