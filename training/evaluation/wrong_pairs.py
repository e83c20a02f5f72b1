"""The most wrong pairs: the most similar strangers, and the people least similar to themselves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.data.folders import Picture

_ROWS_AT_ONCE = 500
# Comparisons of two people where each has ten pictures.
_MOST_ALIKE = 100


@dataclass(frozen=True, slots=True)
class WrongPair:
    """Two pictures that the encoder finds more, or less, alike than it should."""

    left: Picture
    right: Picture
    same: bool
    similarity: float


def most_wrong(
    pictures: tuple[Picture, ...],
    vectors: NDArray[np.float32],
    people: NDArray[np.int64],
    count: int = 12,
) -> tuple[tuple[WrongPair, ...], tuple[WrongPair, ...]]:
    """Find the worst pairs, each two people (or each person) once.

    Args:
        pictures: Those in which a face was found.
        vectors: (N, D) float32, rows of length 1.
        people: (N,) int, the identity of each row.
        count: How many of each kind at most.

    Returns:
        Pairs of two people, the most similar first; pairs of one person, the least similar first.
    """
    strangers: list[tuple[float, int, int]] = []
    own: list[tuple[float, int, int]] = []
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        rows = np.arange(start, min(start + _ROWS_AT_ONCE, len(vectors)))
        similarity = vectors[rows] @ vectors.T
        later = rows[:, None] < np.arange(len(vectors))[None, :]
        same = people[rows, None] == people[None, :]
        for kind, wrongness in ((strangers, similarity), (own, -similarity)):
            scored = np.where(later & (same == (kind is own)), wrongness, -np.inf).ravel()
            most = min(count * _MOST_ALIKE, len(scored))
            for place in np.argpartition(-scored, most - 1)[:most]:
                row, column = divmod(int(place), len(vectors))
                if np.isfinite(scored[place]):
                    kind.append((float(scored[place]), start + row, column))
    return (
        _worst(strangers, pictures, people, count, sign=1.0),
        _worst(own, pictures, people, count, sign=-1.0),
    )


def _worst(
    scored: list[tuple[float, int, int]],
    pictures: tuple[Picture, ...],
    people: NDArray[np.int64],
    count: int,
    *,
    sign: float,
) -> tuple[WrongPair, ...]:
    """Return the worst pair of each two people, the worst first."""
    worst: dict[frozenset[int], WrongPair] = {}
    for wrongness, left, right in sorted(scored, reverse=True):
        who = frozenset((int(people[left]), int(people[right])))
        pair = WrongPair(pictures[left], pictures[right], len(who) == 1, sign * wrongness)
        worst.setdefault(who, pair)
    return tuple(worst.values())[:count]
