"""Similarities in steps of 0.0001: fine enough for a threshold, few enough to count millions in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# From -1 to 1.
STEPS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Histograms:
    """Where the similarities lie, in steps of 0.0001, each identity weighing alike.

    A comparison stands in the step just above it.

    Attributes:
        similarity: (S,) the upper end of each step, ascending.
        genuine: (S,) share of the genuine comparisons in it; those with a face not found are in no
            step, so all together may be less than 1.
        impostor: (S,) share of the impostor comparisons; 1 together.
    """

    similarity: Floats
    genuine: Floats
    impostor: Floats


def steps_of(similarities: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the step in which each similarity stands: the one just above it."""
    steps = np.clip(np.ceil((similarities + 1.0) * (STEPS / 2)), 0, STEPS + 1)
    return np.asarray(steps, dtype=np.int64)


def similarity_of(steps: NDArray[np.int64]) -> Floats:
    """Return the similarity at the upper end of each step."""
    return np.asarray(np.round(steps * (2.0 / STEPS) - 1.0, 4))
