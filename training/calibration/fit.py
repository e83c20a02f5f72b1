"""Scores of a population → the calibration that the door uses.

The table is counted; beyond it the false match rate follows the generalised Pareto law fitted to
the most similar strangers (peaks over threshold). Each figure has an interval from drawing the
identities anew (the subsets bootstrap: comparisons that share a person are not independent, so
people are drawn, not comparisons). A rate is promised only where that interval is narrow enough and
the data are not smaller than the rule of three asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from models.calibration_file import sealed
from models.calibration_table import Calibration, CalibrationCounts
from models.rates import ErrorRates, TailFit
from training.calibration.tail_fit import fit_tail
from training.errors import TrainingError
from training.evaluation.bootstrap import draw_identities
from training.evaluation.scores import Rates, ScoreSet

Floats = NDArray[np.float64]

# A row is counted as long as so many pairs of people match in it.
FEWEST_MATCHING_PAIRS = 100
# The law is fitted to the rarest 0.1 %, or to more where the data are few.
TAIL_FMR = 1e-3
FEWEST_TAIL_PAIRS = 500
# A rate is promised if the true one is at most so many times higher, with 97.5 % confidence.
WIDEST_FACTOR = 2.0
# Rule of three: of N trials without an event, the rate is below 3 / N with 95 % confidence.
RULE_OF_THREE = 3.0

METHOD = (
    "Identity-balanced comparisons. Table counted; beyond it peaks over threshold: a generalised"
    " Pareto law, weighted maximum likelihood. 95 % intervals by bootstrap over identities. An FMR"
    " is promised while the upper bound is at most twice the estimate and it is at least 3 /"
    " identity pairs."
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What the scores come from.

    Attributes:
        model_id: The model measured.
        population: A short name for the people, e.g. `lfw-dev`.
        made_at: Now, aware UTC.
        pictures: Pictures looked at.
        faces_not_found: Pictures without a face found.
    """

    model_id: str
    population: str
    made_at: datetime
    pictures: int
    faces_not_found: int


def fit_calibration(
    scores: ScoreSet, origin: Origin, *, draws: int = 1000, seed: int = 0
) -> Calibration:
    """Fit a calibration.

    Args:
        scores: All comparisons.
        origin: Where they come from.
        draws: Draws of the bootstrap.
        seed: Of the draws.

    Raises:
        TrainingError: The data are too few.
    """
    rng = np.random.default_rng(seed)
    weights = draw_identities(scores.identities, draws, rng)
    tail_fmr = max(TAIL_FMR, FEWEST_TAIL_PAIRS / scores.identity_pairs)
    if tail_fmr > 0.05:
        raise TrainingError(
            f"{scores.identities} people are too few to say how often strangers are mistaken.",
            "Give a folder of at least 150 people.",
        )
    thresholds = np.unique(scores.thresholds_for(_levels(0.5, 1.0 / scores.identity_pairs)))
    table, last_draws = _counted(scores, thresholds, weights)
    start = float(scores.thresholds_for(np.array([tail_fmr]))[0])
    similar = scores.impostors_above(start)
    similarity, share, left, right = similar
    last = table[-1]

    tail = _rounded(fit_tail(similarity, share, start).moved_to(last.similarity, last.fmr))
    drawn_tails = [
        fit_tail(similarity, share * weight[left] * weight[right], start).moved_to(
            last.similarity, fmr
        )
        for weight, fmr in zip(weights.T.astype(np.float64), last_draws, strict=True)
    ]
    beyond = _beyond(scores, tail, drawn_tails, weights)
    return sealed(
        Calibration(
            id="",
            model_id=origin.model_id,
            population=origin.population,
            made_at=origin.made_at,
            method=METHOD,
            counts=CalibrationCounts(
                pictures=origin.pictures,
                faces_not_found=origin.faces_not_found,
                people=scores.identities,
                genuine_people=scores.genuine_identities,
                genuine_comparisons=scores.genuine_comparisons,
                impostor_comparisons=scores.impostor_comparisons,
                identity_pairs=scores.identity_pairs,
                peaks=len(similarity),
                bootstrap_draws=draws,
            ),
            table=table,
            tail=tail,
            beyond=beyond,
            fmr_floor=(beyond or table)[-1].fmr,
        )
    )


def error_rows(thresholds: Floats, rates: Rates) -> tuple[ErrorRates, ...]:
    """Return one row for each threshold, with 95 % intervals."""
    fmr = _interval(rates.fmr, rates.fmr_draws)
    fnmr = _interval(rates.fnmr, rates.fnmr_draws)
    return tuple(
        ErrorRates(float(t), f, f_low, f_high, n, n_low, n_high)
        for t, (f_low, f, f_high), (n_low, n, n_high) in zip(
            thresholds, fmr.tolist(), fnmr.tolist(), strict=True
        )
    )


def _counted(
    scores: ScoreSet, thresholds: Floats, weights: NDArray[np.float32]
) -> tuple[tuple[ErrorRates, ...], Floats]:
    """Return the rows that counts carry, and the FMR of the last one in each draw."""
    rates = scores.rates(thresholds, weights)
    rows = error_rows(thresholds, rates)
    fewest = FEWEST_MATCHING_PAIRS / scores.identity_pairs
    kept = [i for i, row in enumerate(rows) if row.fmr >= fewest and _is_narrow(row)]
    if len(kept) < 2:
        raise TrainingError(
            "The intervals are too wide to measure anything.", "Give pictures of more people."
        )
    return tuple(rows[i] for i in kept), rates.fmr_draws[kept[-1]]


def _beyond(
    scores: ScoreSet, tail: TailFit, drawn: Sequence[TailFit], weights: NDArray[np.float32]
) -> tuple[ErrorRates, ...]:
    """Return the rows past the table that can be promised."""
    smallest = RULE_OF_THREE / scores.identity_pairs
    # In small steps, so that the floor is not higher than it has to be.
    fmrs = _levels(tail.start_fmr * 0.999, smallest, range(9, 0, -1))
    thresholds = np.array([round(tail.similarity_at(fmr), 6) for fmr in fmrs])
    if not len(thresholds):
        return ()
    counted = scores.rates(thresholds, weights)
    draws = np.array([[law.fmr_at(t) for law in drawn] for t in thresholds])
    rows = error_rows(thresholds, Rates(fmrs, counted.fnmr, draws, counted.fnmr_draws))
    wide = [i for i, row in enumerate(rows) if not _is_narrow(row) or row.similarity >= 1.0]
    return rows[: wide[0]] if wide else rows


def _is_narrow(row: ErrorRates) -> bool:
    return row.fmr_high <= WIDEST_FACTOR * row.fmr


def _interval(values: Floats, draws: Floats) -> Floats:
    """Return lower bound, value and upper bound of each, (N, 3), with 4 digits."""
    low, high = np.nanquantile(draws, [0.025, 0.975], axis=1)
    bounds = np.stack([np.minimum(low, values), values, np.maximum(high, values)], axis=1)
    return np.array([[float(f"{number:.4g}") for number in row] for row in bounds.tolist()])


def _levels(highest: float, lowest: float, digits: Sequence[int] = (5, 2, 1)) -> Floats:
    """Return `digits` times the powers of ten between two rates, descending."""
    steps = [digit * 10.0**-power for power in range(1, 12) for digit in digits]
    return np.array([float(f"{s:.0e}") for s in steps if lowest <= s <= highest])


def _rounded(tail: TailFit) -> TailFit:
    """Return the law with figures short enough to read."""
    scale, shape = (float(f"{value:.6g}") for value in (tail.scale, tail.shape))
    return TailFit(tail.start_similarity, tail.start_fmr, scale, shape)
