"""Error rates at one threshold, and the law of the far tail: the two parts of a calibration."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """Both error rates at one threshold: a comparison at or above `similarity` is a match.

    The bounds are those of a 95 % interval, found by drawing the people anew (bootstrap).

    Attributes:
        similarity: The threshold.
        fmr: Share of comparisons of two people that match (false match rate).
        fmr_low: Lower bound of `fmr`.
        fmr_high: Upper bound of `fmr`.
        fnmr: Share of comparisons of one person with themselves that do not match (false
            non-match rate): the price of the threshold.
        fnmr_low: Lower bound of `fnmr`.
        fnmr_high: Upper bound of `fnmr`.
    """

    similarity: float
    fmr: float
    fmr_low: float
    fmr_high: float
    fnmr: float
    fnmr_low: float
    fnmr_high: float

    def __post_init__(self) -> None:
        if not -1.0 <= self.similarity <= 1.0:
            raise ValueError(f"the similarity {self.similarity} lies outside -1..1")
        for low, rate, high in (
            (self.fmr_low, self.fmr, self.fmr_high),
            (self.fnmr_low, self.fnmr, self.fnmr_high),
        ):
            if not 0.0 <= low <= rate <= high <= 1.0:
                raise ValueError(f"the rate {rate} and its interval {low}..{high} disagree")


@dataclass(frozen=True, slots=True)
class TailFit:
    """The false match rate beyond the measured table, as a generalised Pareto law.

    Above a high enough threshold the excess of any well-behaved score follows this law (Pickands
    1975, "Statistical inference using extreme order statistics"), so that the comparisons that
    were counted say how rare the higher ones are:

        FMR(s) = start_fmr · (1 + shape · (s - start_similarity) / scale) ^ (-1 / shape)

    Attributes:
        start_similarity: Where the law takes over from the table.
        start_fmr: The measured rate there.
        scale: Its spread, in similarity; positive.
        shape: Negative where similarities end at a highest one; 0 is the exponential law.
    """

    start_similarity: float
    start_fmr: float
    scale: float
    shape: float

    def __post_init__(self) -> None:
        values = (self.start_similarity, self.start_fmr, self.scale, self.shape)
        if not all(math.isfinite(value) for value in values):
            raise ValueError("the tail has a figure that is no number")
        if not (0.0 < self.start_fmr < 1.0 and self.scale > 0.0):
            raise ValueError("the tail needs a positive scale and a rate between 0 and 1")

    def fmr_at(self, similarity: float) -> float:
        """Return the rate at a similarity at or above the start."""
        excess = max(0.0, similarity - self.start_similarity) / self.scale
        if self.shape == 0.0:
            return self.start_fmr * math.exp(-excess)
        base = 1.0 + self.shape * excess
        if base <= 0.0:
            return 0.0
        return self.start_fmr * math.exp(-math.log(base) / self.shape)

    def similarity_at(self, fmr: float) -> float:
        """Return the similarity whose rate is `fmr`, which must lie in 0..`start_fmr`."""
        if not 0.0 < fmr <= self.start_fmr:
            raise ValueError(f"The tail starts at FMR {self.start_fmr}; {fmr} is not in it.")
        log_ratio = math.log(self.start_fmr / fmr)
        if self.shape == 0.0:
            return self.start_similarity + self.scale * log_ratio
        return self.start_similarity + self.scale * math.expm1(self.shape * log_ratio) / self.shape

    def moved_to(self, similarity: float, fmr: float) -> "TailFit":
        """Return the same law taken up further out, with the rate that was counted there."""
        scale = self.scale + self.shape * (similarity - self.start_similarity)
        return TailFit(similarity, fmr, scale, self.shape)
