"""From a wish of the operator ("at most one stranger in 1,000") to a threshold, by calibration.

The front of the calibration: the value is in `models.calibration_table`, its file in
`models.calibration_file`.
"""

import math
from dataclasses import dataclass

from models.calibration_file import load_calibration, save_calibration, shipped_calibration
from models.calibration_table import Calibration, CalibrationCounts

__all__ = [
    "Calibration",
    "CalibrationCounts",
    "OperatingPoint",
    "load_calibration",
    "operating_point",
    "save_calibration",
    "shipped_calibration",
]


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """Where the door stands.

    Attributes:
        threshold: A probe at or above it is the person it is most similar to.
        fmr: The false match rate of one comparison there.
        kept: Whether the operator's wish is kept; else `threshold` is the strictest promised.
        sentence: What is promised, for the operator.
    """

    threshold: float
    fmr: float
    kept: bool
    sentence: str


def operating_point(
    calibration: Calibration, *, one_in: int, gallery_size: int, looks: int = 1
) -> OperatingPoint:
    """Return the threshold that lets in at most one stranger in `one_in`.

    A stranger is compared with everyone enrolled, at each look: each of these comparisons may go
    wrong, so that the rate allowed to one of them is the wish divided by their number (the union
    bound, which holds however the comparisons depend on each other).

    Args:
        calibration: Of the model at the door.
        one_in: At most one stranger in so many is let in.
        gallery_size: People enrolled.
        looks: How often one visit may be decided.
    """
    if one_in < 1 or gallery_size < 0 or looks < 1:
        raise ValueError(f"No such wish: {one_in=}, {gallery_size=}, {looks=}.")
    comparisons = max(gallery_size, 1) * looks
    wished = 1.0 / (one_in * comparisons)
    kept = wished >= calibration.fmr_floor
    fmr = max(wished, calibration.fmr_floor)
    threshold = calibration.threshold_for(fmr)
    enrolled = f"{gallery_size:,} {'person' if gallery_size == 1 else 'people'} enrolled"
    if kept:
        sentence = (
            f"At most one stranger in {one_in:,} is let in with {enrolled}"
            f" (similarity {threshold:.3f})."
        )
    else:
        can = _rounded_down(1.0 / (fmr * comparisons))
        promise = f"only one in {can:,} can" if can > 1 else "nothing can"
        sentence = (
            f"One stranger in {one_in:,} cannot be promised with {enrolled}: {promise} be promised"
            f" from what was measured (similarity {threshold:.3f})."
        )
    return OperatingPoint(threshold, fmr, kept, sentence)


def _rounded_down(number: float) -> int:
    """Return the number with two digits, rounded down: a promise is never rounded up."""
    unit: int = 10 ** max(0, math.floor(math.log10(max(number, 1.0))) - 1)
    return math.floor(number / unit + 1e-9) * unit
