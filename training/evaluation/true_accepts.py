"""The true accept rate at a false match rate: at the threshold that the strangers leave open.

The interval holds both uncertainties: people are drawn anew, and in each draw the threshold is
chosen anew from its own strangers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import Floats, Interval, interval
from training.evaluation.scores import ScoreSet
from training.evaluation.similarity_steps import STEPS, steps_of

# Rule of three: of N trials without an event, the rate is below 3 / N with 95 % confidence.
RULE_OF_THREE = 3.0

# All impostor comparisons are drawn anew where they are so few; of more, only the most similar.
_MOST_COMPARISONS = 500_000
_TAIL_FMR = 2e-2
HIGHEST_FMR = 1e-2
"""The highest false match rate that can be measured here, whatever the number of comparisons."""


@dataclass(frozen=True, slots=True)
class TrueAccepts:
    """One point of the curve.

    Attributes:
        fmr: The false match rate asked for.
        similarity: The lowest threshold, in steps of 0.0001, that keeps it.
        tar: The true accept rate there.
        interval: Of the true accept rate.
        matching_pairs: So many pairs of two people are mistaken at that rate.
        carried: Whether these are three or more; else the data are too few to know the threshold.
    """

    fmr: float
    similarity: float
    tar: float
    interval: Interval
    matching_pairs: float
    carried: bool


def true_accepts(
    scores: ScoreSet, fmrs: Sequence[float], weights: NDArray[np.float32]
) -> tuple[TrueAccepts, ...]:
    """Measure the true accept rate at each false match rate.

    Args:
        scores: All comparisons.
        fmrs: False match rates, at most `HIGHEST_FMR` unless the comparisons are few.
        weights: (identities, draws) how often each identity was drawn.
    """
    wanted = np.array(fmrs, dtype=np.float64)
    thresholds = scores.thresholds_for(wanted)
    none = np.empty((scores.identities, 0), dtype=np.float32)
    tars = 1.0 - scores.rates(thresholds, none).fnmr
    drawn = _drawn_tars(scores, wanted, weights)
    pairs = wanted * scores.identity_pairs
    return tuple(
        TrueAccepts(
            fmr=fmr,
            similarity=float(thresholds[i]),
            tar=float(tars[i]),
            interval=interval(float(tars[i]), drawn[i], scores.genuine_identities),
            matching_pairs=float(pairs[i]),
            carried=bool(pairs[i] >= RULE_OF_THREE),
        )
        for i, fmr in enumerate(fmrs)
    )


def _drawn_tars(scores: ScoreSet, fmrs: Floats, weights: NDArray[np.float32]) -> Floats:
    """Return the true accept rates of each draw at its own thresholds, (fmrs, draws)."""
    few = scores.impostor_comparisons <= _MOST_COMPARISONS
    start = -1.0 if few else float(scores.thresholds_for(np.array([_TAIL_FMR]))[0])
    similarity, weight, left, right = scores.impostors_above(start)
    steps = steps_of(similarity)
    genuine, genuine_weight, owners = scores.genuine()
    genuine_steps = steps_of(genuine)
    genuine_people = scores.genuine_people
    found = weights[: scores.found_identities].astype(np.float64)
    all_pairs = (found.sum(axis=0) ** 2 - (found**2).sum(axis=0)) / (2.0 * scores.identity_pairs)
    tars = np.full((len(fmrs), weights.shape[1]), np.nan)
    for draw, times in enumerate(weights.T.astype(np.float64)):
        people = float(times[genuine_people].sum())
        if all_pairs[draw] <= 0.0 or people <= 0.0:
            continue
        counted = np.bincount(steps, weight * times[left] * times[right], minlength=STEPS + 2)
        # From the top down: what a threshold at each step lets in.
        beyond = np.append(np.cumsum(counted[:0:-1])[::-1], [0.0]) / all_pairs[draw]
        lowest = np.searchsorted(-beyond, -fmrs - 1e-12, side="left")
        hits = np.bincount(genuine_steps, genuine_weight * times[owners], minlength=STEPS + 2)
        accepted = np.append(np.cumsum(hits[:0:-1])[::-1], [0.0]) / people
        tars[:, draw] = accepted[np.maximum(lowest, steps_of(np.array([start]))[0])]
    return tars
