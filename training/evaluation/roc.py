"""The receiver operating characteristic: what a stricter threshold wins, and what it costs.

For plain lists of pairs; `balanced_roc.py` makes the same curve of all comparisons of a folder.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.evaluation.bootstrap import Floats, Interval, draw_identities, interval
from training.evaluation.step_curve import Flags, area, d_prime, equal_error, step_curve, tar_at

Numbers = NDArray[np.int64]

# Draws that are held in memory at once.
_CHUNK = 100
# Where the band of a curve is given: three rates in each power of ten.
_BAND_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True, eq=False)
class RocBand:
    """The 95 % confidence band of a curve.

    Attributes:
        fmr: (G,) ascending.
        low: (G,) lower bound of the true accept rate at each.
        high: (G,) upper bound.
    """

    fmr: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class RocCurve:
    """Matches of one person with themselves against matches of two people, at each threshold.

    A genuine comparison with a face not found is no match at any threshold; an impostor comparison
    with one is left out, so that a poor detector cannot make strangers look rarer.

    Attributes:
        thresholds: (T,) descending, the first above every similarity; a comparison at it matches.
        fmr: (T,) false match rate, 0 to 1.
        tar: (T,) true accept rate, 1 - FNMR, 0 to 1.
        auc: Area under the curve: how often a genuine comparison is the more similar of two.
        eer: Equal error rate, where FMR and FNMR are the same.
        d_prime: Distance of the two means in standard deviations (the root of the mean variance).
        auc_interval: Of the area.
        eer_interval: Of the equal error rate.
        band: Of the curve.
        genuine: Genuine comparisons, those with a face not found as well.
        impostor: Impostor comparisons, without those with a face not found.
        not_found: Comparisons of both kinds with a face not found.
    """

    thresholds: Floats
    fmr: Floats
    tar: Floats
    auc: float
    eer: float
    d_prime: float
    auc_interval: Interval
    eer_interval: Interval
    band: RocBand
    genuine: int
    impostor: int
    not_found: int

    def tar_at(self, fmr: float) -> float:
        """Return the true accept rate at the lowest threshold that keeps a false match rate."""
        return float(self.tar[int(np.searchsorted(self.fmr, fmr + 1e-12, side="right")) - 1])


def pair_roc(
    similarities: Floats,
    same: Flags,
    *,
    identities: Numbers | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> RocCurve:
    """Measure the curve of a list of pairs, each weighing alike.

    Args:
        similarities: (N,); NaN where a face was not found.
        same: (N,) whether the pair shows one person.
        identities: (N, 2) who is on the left and on the right, any numbers: the intervals then come
            from drawing people anew. Without them pairs are drawn, which makes the intervals too
            narrow where pairs share people.
        draws: Draws of the bootstrap.
        seed: Of the draws.

    Raises:
        TrainingError: No pair of one person, or no pair of two people, has a similarity.
    """
    if similarities.shape != same.shape or similarities.ndim != 1:
        raise ValueError(f"Pairs and labels disagree: {similarities.shape}, {same.shape}.")
    lost = np.isnan(similarities)
    used = same | ~lost
    scores = np.where(lost, -np.inf, similarities).astype(np.float64)[used]
    genuine = same[used]
    if not (genuine & (scores > -np.inf)).any() or genuine.all():
        raise TrainingError(
            "A curve needs pairs of one person and pairs of two people, with faces found in both.",
            "Give a list with pairs of both kinds.",
        )
    order = np.argsort(-scores, kind="stable")
    scores, genuine = scores[order], genuine[order]
    owners = None if identities is None else np.unique(identities, return_inverse=True)[1]
    if owners is not None:
        owners = owners.reshape(-1, 2)[used][order]
    once = step_curve(scores, genuine, np.ones((len(scores), 1)))
    auc, eer = float(area(once)[0]), float(equal_error(once)[0])
    grid = band_grid(1.0 / float((~genuine).sum()))
    rng = np.random.default_rng(seed)
    areas, eers, tars = [], [], []
    for start in range(0, draws, _CHUNK):
        many = min(_CHUNK, draws - start)
        drawn = step_curve(scores, genuine, _pair_weights(len(scores), genuine, owners, many, rng))
        areas.append(area(drawn))
        eers.append(equal_error(drawn))
        tars.append(tar_at(drawn, grid))
    finite = scores > -np.inf
    people = len(np.unique(owners[genuine, 0])) if owners is not None else int(genuine.sum())
    return RocCurve(
        thresholds=once.thresholds,
        fmr=once.fmr[:, 0],
        tar=once.tar[:, 0],
        auc=auc,
        eer=eer,
        d_prime=d_prime(scores[genuine & finite], scores[~genuine]),
        auc_interval=interval(auc, np.concatenate(areas), people),
        eer_interval=interval(eer, np.concatenate(eers), people),
        band=band(grid, tar_at(once, grid)[:, 0], np.hstack(tars), people),
        genuine=int(same.sum()),
        impostor=int((~genuine).sum()),
        not_found=int(lost.sum()),
    )


def band_grid(lowest: float) -> Floats:
    """Return false match rates from at least `lowest` up to 1: where a band is given."""
    rates = [step * 10.0**power for power in range(-9, 0) for step in _BAND_STEPS] + [1.0]
    return np.array([rate for rate in rates if rate >= lowest])


def band(grid: Floats, tar: Floats, drawn: Floats, people: int) -> RocBand:
    """Return the band around the curve `tar` (G,) of so many people, from its draws (G, draws)."""
    bounds = [interval(float(value), row, people) for value, row in zip(tar, drawn, strict=True)]
    return RocBand(
        grid, np.array([bound.low for bound in bounds]), np.array([bound.high for bound in bounds])
    )


def _pair_weights(
    pairs: int, genuine: Flags, owners: Numbers | None, draws: int, rng: np.random.Generator
) -> Floats:
    """Return how often each pair counts in each draw, (pairs, draws)."""
    if owners is None:
        return draw_identities(pairs, draws, rng).astype(np.float64)
    drawn = draw_identities(int(owners.max()) + 1, draws, rng).astype(np.float64)
    left, right = drawn[owners[:, 0]], drawn[owners[:, 1]]
    return np.where(genuine[:, None], left, left * right)
