"""Similarities of people with themselves and with others, each identity counted alike.

A news archive holds a hundred pictures of one president and one of most people; counted by
pictures, the error rates would be the president's. So the mean is taken over the pictures of each
identity (or pair of identities) first, and over the identities after that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError

Floats = NDArray[np.float64]

# The table of all similarities is held in memory: 20,000 pictures take 1.6 GB.
MOST_PICTURES = 20_000

# Thresholds are taken in steps of 0.0001 from -1 to 1.
_STEPS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Error rates at some thresholds, split by identity so that the identities can be drawn anew.

    Attributes:
        fmr: (thresholds,) false match rate, every pair of identities weighing alike.
        fnmr: (thresholds,) false non-match rate, every identity with two pictures weighing alike.
        fmr_draws: (thresholds, draws) the same for each draw of the bootstrap.
        fnmr_draws: (thresholds, draws).
    """

    fmr: Floats
    fnmr: Floats
    fmr_draws: Floats
    fnmr_draws: Floats


class ScoreSet:
    """All comparisons of a set of pictures.

    Args:
        vectors: (N, D) float32, rows of length 1.
        people: (N,) int, the identity of each row.

    Raises:
        TrainingError: Fewer than two identities, no identity with two pictures, or too many
            pictures.
    """

    def __init__(self, vectors: NDArray[np.float32], people: NDArray[np.int64]) -> None:
        if vectors.ndim != 2 or people.shape != vectors.shape[:1]:
            raise ValueError(f"Rows and people disagree: {vectors.shape}, {people.shape}.")
        if len(people) > MOST_PICTURES:
            raise TrainingError(
                f"{len(people):,} pictures are more than the {MOST_PICTURES:,} measured at once.",
                "Give a part of the folder, or fewer pictures for each person.",
            )
        order = np.argsort(people, kind="stable")
        names, self._starts, counts = np.unique(
            people[order], return_index=True, return_counts=True
        )
        if len(names) < 2 or counts.max(initial=0) < 2:
            raise TrainingError(
                "Error rates need at least two people, one of them with two pictures.",
                "Give a folder with more people, or more pictures of them.",
            )
        self._counts = counts.astype(np.float64)
        sorted_vectors = vectors[order].astype(np.float32, copy=False)
        self._similarities = sorted_vectors @ sorted_vectors.T
        # A picture is not compared with itself.
        np.fill_diagonal(self._similarities, -np.inf)
        self._ends = self._starts + counts
        self._owners = np.repeat(np.arange(len(names)), counts)

    @property
    def identities(self) -> int:
        """How many people."""
        return len(self._counts)

    @property
    def genuine_identities(self) -> int:
        """How many people with two pictures or more."""
        return int((self._counts > 1).sum())

    @property
    def identity_pairs(self) -> int:
        """How many pairs of two people."""
        return self.identities * (self.identities - 1) // 2

    @property
    def genuine_comparisons(self) -> int:
        """How many comparisons of one person with themselves."""
        return int((self._counts * (self._counts - 1) / 2).sum())

    @property
    def impostor_comparisons(self) -> int:
        """How many comparisons of two people."""
        pictures = int(self._counts.sum())
        return pictures * (pictures - 1) // 2 - self.genuine_comparisons

    def rates(self, thresholds: Floats, weights: NDArray[np.float32]) -> Rates:
        """Measure the error rates, and again for each draw of the identities.

        Args:
            thresholds: (T,) similarities.
            weights: (identities, draws) how often each identity was drawn.
        """
        ones = np.ones((self.identities, 1), dtype=np.float32)
        all_weights = np.hstack([ones, weights])
        paired = (self._counts > 1)[:, None]
        genuine_weight = np.where(paired, all_weights, 0.0)
        # An identity drawn twice is no impostor of itself: the diagonal is left out.
        pair_weight = all_weights.sum(axis=0) ** 2 - (all_weights**2).sum(axis=0)
        fmr = np.empty((len(thresholds), all_weights.shape[1]))
        fnmr = np.empty_like(fmr)
        for row, threshold in enumerate(thresholds):
            share, own = self._match_share(float(threshold))
            fmr[row] = np.einsum("ib,ib->b", all_weights, share @ all_weights) / pair_weight
            fnmr[row] = ((1.0 - own)[:, None] * genuine_weight).sum(axis=0) / np.maximum(
                genuine_weight.sum(axis=0), 1.0
            )
        return Rates(fmr[:, 0], fnmr[:, 0], fmr[:, 1:], fnmr[:, 1:])

    def impostors_above(
        self, similarity: float
    ) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64]]:
        """Return the impostor comparisons at or above a similarity.

        Returns:
            Similarity, weight (all impostor comparisons together weigh 1), and the two identities,
            as indices, of each.
        """
        left, right = np.nonzero(np.triu(self._similarities >= similarity, k=1))
        a, b = self._owners[left], self._owners[right]
        other = a != b
        left, right, a, b = left[other], right[other], a[other], b[other]
        weight = 1.0 / (self._counts[a] * self._counts[b] * self.identity_pairs)
        return self._similarities[left, right].astype(np.float64), weight, a, b

    def thresholds_for(self, fmrs: Floats) -> Floats:
        """Return for each false match rate the lowest threshold, in steps of 0.0001, that keeps it.

        Args:
            fmrs: (T,) rates wanted.
        """
        histogram = np.zeros(_STEPS + 2)
        per_picture = 1.0 / self._counts[self._owners]
        for row, owner in enumerate(self._owners):
            others = self._similarities[row, self._ends[owner] :]
            steps = np.clip(np.ceil((others + 1.0) * (_STEPS / 2)), 0, _STEPS + 1).astype(np.int64)
            weight = per_picture[row] * per_picture[self._ends[owner] :]
            histogram += np.bincount(steps, weights=weight, minlength=_STEPS + 2)
        # A comparison counts in the step above it: a threshold at step k lets in all beyond k.
        beyond = 1.0 - np.cumsum(histogram) / self.identity_pairs
        lowest = np.searchsorted(-beyond, -fmrs - 1e-12, side="left")
        return np.round(lowest * (2.0 / _STEPS) - 1.0, 4)

    def _match_share(self, threshold: float) -> tuple[NDArray[np.float32], Floats]:
        """Return the share of matches of each two identities (0 on the diagonal), and of each."""
        hits = (self._similarities >= threshold).astype(np.float32)
        sums = np.add.reduceat(np.add.reduceat(hits, self._starts, axis=0), self._starts, axis=1)
        share = (sums / np.outer(self._counts, self._counts)).astype(np.float32)
        pairs = np.maximum(self._counts * (self._counts - 1), 1.0)
        own = np.diagonal(sums) / pairs
        np.fill_diagonal(share, 0.0)
        return share, own
