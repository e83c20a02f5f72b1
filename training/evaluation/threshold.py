"""The threshold that parts pairs of one person from pairs of two with the fewest errors."""

import numpy as np
from numpy.typing import NDArray


def fewest_errors(similarities: NDArray[np.floating], same: NDArray[np.bool_]) -> float:
    """Return the threshold with the fewest errors, midway between two similarities.

    Args:
        similarities: (P,) of the pairs.
        same: (P,) the truth.
    """
    order = np.argsort(similarities, kind="stable")
    values, truth = similarities[order].astype(np.float64), same[order]
    # Below value k: the same pairs before it are missed, the different ones from it on are let in.
    missed = np.concatenate([[0], np.cumsum(truth)])
    let_in = np.concatenate([np.cumsum(~truth[::-1])[::-1], [0]])
    edges = np.concatenate([[-1.0], values, [1.0]])
    apart = np.diff(edges) > 0  # no threshold parts two pairs that are equally alike
    apart[0] = True  # at -1 every pair is let in
    k = int(np.argmin(np.where(apart, missed + let_in, len(truth) + 1)))
    return float((edges[k] + edges[k + 1]) / 2)
