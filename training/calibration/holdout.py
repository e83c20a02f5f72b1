"""Does a calibration keep its word on people it has never seen?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.calibration_table import Calibration
from training.calibration.fit import Origin, error_rows, fit_calibration
from training.evaluation.bootstrap import draw_identities
from training.evaluation.scores import ScoreSet

PROMISES = (1e-2, 1e-3, 1e-4, 1e-5)


@dataclass(frozen=True, slots=True)
class HeldOutRate:
    """A promise and what became of it on other people of the same population.

    The bounds are those of 95 % intervals; `promised_low` and `promised_high` come from the
    calibration, the other two from the people measured.
    """

    similarity: float
    promised: float
    promised_low: float
    promised_high: float
    measured: float
    measured_low: float
    measured_high: float

    @property
    def agrees(self) -> bool:
        """Whether the two intervals share a rate."""
        return self.measured_low <= self.promised_high and self.promised_low <= self.measured_high


def check_held_out(
    vectors: NDArray[np.float32],
    people: NDArray[np.int64],
    origin: Origin,
    *,
    templates: NDArray[np.float32] | None = None,
    promises: Sequence[float] = PROMISES,
    draws: int = 400,
    seed: int = 0,
) -> tuple[HeldOutRate, ...]:
    """Calibrate on half of the people and measure on the other half.

    Args:
        vectors: (N, D) float32, rows of length 1.
        people: (N,) the identity of each row.
        origin: Where they come from.
        templates: (N, D) float32, see `EmbeddedPictures`; None where they are the vectors.
        promises: False match rates; those that half of the people cannot promise are left out.
        draws: Draws of the bootstrap, on either side.
        seed: Of the split and of the draws.

    Raises:
        TrainingError: Half of the data are too few.
    """
    rng = np.random.default_rng(seed)
    names = rng.permutation(np.unique(people))
    fitted = np.isin(people, names[: len(names) // 2])
    enrolled = vectors if templates is None else templates
    calibration = fit_calibration(
        ScoreSet(vectors[fitted], people[fitted], templates=enrolled[fitted]),
        origin,
        draws=draws,
        seed=seed,
    )
    others = ScoreSet(vectors[~fitted], people[~fitted], templates=enrolled[~fitted])
    promised = [fmr for fmr in promises if fmr >= calibration.fmr_floor]
    thresholds = np.array([calibration.threshold_for(fmr) for fmr in promised])
    rates = others.rates(thresholds, draw_identities(others.identities, draws, rng))
    return tuple(
        HeldOutRate(
            row.similarity, fmr, *_promised(calibration, fmr), row.fmr, row.fmr_low, row.fmr_high
        )
        for fmr, row in zip(promised, error_rows(thresholds, rates), strict=True)
    )


def _promised(calibration: Calibration, fmr: float) -> tuple[float, float]:
    """Return the calibration's interval around a rate, between its rows on log scales."""
    rows = (calibration.table + calibration.beyond)[::-1]
    logs = np.log([[r.fmr, max(r.fmr_low, 1e-12), r.fmr_high] for r in rows])
    low, high = (float(np.exp(np.interp(np.log(fmr), logs[:, 0], logs[:, k]))) for k in (1, 2))
    return min(low, fmr), max(high, fmr)
