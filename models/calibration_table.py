"""Similarity ↔ false match rate, measured for one model on one population.

A similarity means nothing by itself: 0.95 is the same person for one encoder and anybody for
another. A calibration says, for one model and one population, how often two different people reach
each similarity. Its file is made by `janus calibrate`, never by hand.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from models.errors import ModelError
from models.rates import ErrorRates, TailFit

# Similarities in the file have six digits; the threshold of the floor has all of them.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class CalibrationCounts:
    """What a calibration stands on.

    Attributes:
        pictures: Pictures looked at.
        faces_not_found: Pictures in which no face was found.
        people: Identities with a face found.
        genuine_people: Identities with two pictures or more.
        genuine_comparisons: Comparisons of one person with themselves.
        impostor_comparisons: Comparisons of two people.
        identity_pairs: Pairs of two people; each weighs alike, however many pictures they have.
        peaks: Comparisons of two people that the tail was fitted to.
        bootstrap_draws: How often the people were drawn anew for the intervals.
    """

    pictures: int
    faces_not_found: int
    people: int
    genuine_people: int
    genuine_comparisons: int
    impostor_comparisons: int
    identity_pairs: int
    peaks: int
    bootstrap_draws: int

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 0:
                raise ValueError(f"the count {name} is no whole number")


@dataclass(frozen=True, slots=True)
class Calibration:
    """The error rates of one model on one population.

    Attributes:
        id: `<model_id>/<population>/<8 hex digits of the content's sha256>`.
        model_id: The model that was measured.
        population: On whom, e.g. `lfw-dev`.
        made_at: When, aware UTC.
        method: How, in words.
        counts: On how many.
        table: Measured rates, from the lowest similarity to the highest that counts carry.
        tail: The law of the rates beyond the table.
        beyond: Rates past the table, in the same order: the FNMR counted, the FMR from `tail`; the
            last row is the floor.
        fmr_floor: The smallest FMR that these data can promise.
    """

    id: str
    model_id: str
    population: str
    made_at: datetime
    method: str
    counts: CalibrationCounts
    table: tuple[ErrorRates, ...]
    tail: TailFit
    beyond: tuple[ErrorRates, ...]
    fmr_floor: float
    _rows: tuple[ErrorRates, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None:
            raise ValueError("made_at must carry a time zone")
        if len(self.table) < 2:
            raise ValueError("the table needs at least two rows")
        object.__setattr__(self, "_rows", self.table + self.beyond)
        for lower, upper in zip(self._rows, self._rows[1:], strict=False):
            if not (
                lower.similarity < upper.similarity
                and lower.fmr > upper.fmr > 0.0
                and lower.fnmr <= upper.fnmr
            ):
                raise ValueError(f"the rates do not change one way at {upper.similarity}")
        last = self.table[-1]
        if (self.tail.start_similarity, self.tail.start_fmr) != (last.similarity, last.fmr):
            raise ValueError("the tail does not start where the table ends")
        if not 0.0 < self.fmr_floor <= self.table[0].fmr:
            raise ValueError(f"the smallest FMR {self.fmr_floor} is outside the table")

    def threshold_for(self, fmr: float) -> float:
        """Return the similarity that comparisons of two people reach with the rate `fmr`.

        Rates above the table's first row are answered with that row, which is stricter.

        Args:
            fmr: 0..1.

        Raises:
            ModelError: `fmr` is smaller than these data can promise.
        """
        if not 0.0 < fmr <= 1.0:
            raise ValueError(f"A false match rate lies between 0 and 1, not {fmr}.")
        # A floor that went through a division and back must still be allowed.
        if fmr < self.fmr_floor * (1.0 - 1e-9):
            raise ModelError(
                f"A false match rate of {fmr:.1e} cannot be promised: the calibration"
                f" {self.id} carries no less than {self.fmr_floor:.1e}.",
                "Ask for less, or calibrate on more people.",
            )
        if fmr <= self.table[-1].fmr:
            return min(1.0, self.tail.similarity_at(fmr))
        rates = [-math.log(row.fmr) for row in self.table]
        similarities = [row.similarity for row in self.table]
        return float(np.interp(-math.log(fmr), rates, similarities))

    def fmr_at(self, similarity: float) -> float:
        """Return how often two people reach `similarity`: at most this.

        Never below `fmr_floor`; 1 below the table.
        """
        if similarity < self.table[0].similarity:
            return 1.0
        if similarity >= self.table[-1].similarity:
            return max(self.fmr_floor, self.tail.fmr_at(similarity))
        logs = _interpolated(self.table, similarity, lambda row: math.log(row.fmr))
        return max(self.fmr_floor, math.exp(logs))

    def fnmr_at(self, similarity: float) -> float:
        """Return how often a person misses `similarity` against their own photo: at most this.

        1 past the last row.
        """
        if similarity > self._rows[-1].similarity + _ROUNDING:
            return 1.0
        return _interpolated(self._rows, similarity, lambda row: row.fnmr)


def _interpolated(
    rows: Sequence[ErrorRates], similarity: float, value: Callable[[ErrorRates], float]
) -> float:
    """Return `value` between the rows, on straight lines."""
    return float(np.interp(similarity, [r.similarity for r in rows], [value(r) for r in rows]))
