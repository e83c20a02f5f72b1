"""Similarities of people with themselves and with others, each identity counted alike.

A news archive holds a hundred pictures of one president and one of most people; counted by
pictures, the error rates would be the president's. So the mean is taken over the pictures of each
identity (or pair of identities) first, and over the identities after that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.evaluation.similarity_steps import STEPS, Histograms, similarity_of, steps_of

Floats = NDArray[np.float64]

# The table of all similarities is held in memory: 20,000 pictures take 1.6 GB.
MOST_PICTURES = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Error rates at some thresholds, split by identity so that the identities can be drawn anew.

    Attributes:
        fmr: (thresholds,) false match rate, every pair of identities weighing alike.
        fnmr: (thresholds,) false non-match rate, every identity with two pictures weighing alike.
        fmr_draws: (thresholds, draws) the same for each draw of the bootstrap; NaN where it drew
            one person only.
        fnmr_draws: (thresholds, draws); NaN where it drew nobody with two pictures.
    """

    fmr: Floats
    fnmr: Floats
    fmr_draws: Floats
    fnmr_draws: Floats


class ScoreSet:
    """All comparisons of a set of pictures.

    A picture in which no face was found matches nothing: its genuine comparisons are non-matches at
    every threshold. It takes no part in impostor comparisons: a poor detector must not make
    strangers look rarer.

    Args:
        vectors: (N, D) float32, rows of length 1, the pictures as probes.
        people: (N,) int, the identity of each row.
        missing: (M,) int, the identity of each picture in which no face was found.
        templates: (N, D) float32, rows of length 1, the same pictures as enrolment photos; None
            where those are embedded alike. Two pictures then are two comparisons, each enrolled
            once; together they weigh as much as one.

    Raises:
        TrainingError: Fewer than two identities, no identity with two pictures, or too many
            pictures.
    """

    def __init__(
        self,
        vectors: NDArray[np.float32],
        people: NDArray[np.int64],
        missing: NDArray[np.int64] | None = None,
        *,
        templates: NDArray[np.float32] | None = None,
    ) -> None:
        if vectors.ndim != 2 or people.shape != vectors.shape[:1]:
            raise ValueError(f"Rows and people disagree: {vectors.shape}, {people.shape}.")
        if templates is not None and templates.shape != vectors.shape:
            raise ValueError(f"Templates and probes disagree: {templates.shape}, {vectors.shape}.")
        if len(people) > MOST_PICTURES:
            raise TrainingError(
                f"{len(people):,} pictures are more than the {MOST_PICTURES:,} measured at once.",
                "Give a part of the folder, or fewer pictures for each person.",
            )
        order = np.argsort(people, kind="stable")
        names, self._starts, counts = np.unique(
            people[order], return_index=True, return_counts=True
        )
        lost = np.empty(0, dtype=np.int64) if missing is None else missing
        # Those of whom nothing was found come last: they have genuine comparisons only.
        self._numbers = np.concatenate([names, np.setdiff1d(lost, names)])
        self._pictures = np.array(
            [(people == number).sum() + (lost == number).sum() for number in self._numbers],
            dtype=np.float64,
        )
        if len(names) < 2 or self._pictures.max(initial=0) < 2:
            raise TrainingError(
                "Error rates need at least two people, one of them with two pictures.",
                "Give a folder with more people, or more pictures of them.",
            )
        self._counts = counts.astype(np.float64)
        sorted_vectors = vectors[order].astype(np.float32, copy=False)
        # Both orders of two pictures differ only where enrolment embeds otherwise than the door.
        self._orders = 1 if templates is None or np.array_equal(templates, vectors) else 2
        enrolled = vectors if templates is None else templates
        self._similarities = enrolled[order].astype(np.float32, copy=False) @ sorted_vectors.T
        # A picture is not compared with itself.
        np.fill_diagonal(self._similarities, -np.inf)
        self._ends = self._starts + counts
        self._owners = np.repeat(np.arange(len(names)), counts)

    @property
    def identities(self) -> int:
        """How many people."""
        return len(self._numbers)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The identity at each index, (identities,), as it was handed in."""
        return self._numbers.copy()

    @property
    def found_identities(self) -> int:
        """How many people of whom a face was found; these come first."""
        return len(self._counts)

    @property
    def genuine_people(self) -> NDArray[np.bool_]:
        """Who has two pictures or more, (identities,)."""
        return self._pictures > 1

    @property
    def genuine_identities(self) -> int:
        """How many people with two pictures or more."""
        return int(self.genuine_people.sum())

    @property
    def identity_pairs(self) -> int:
        """How many pairs of two people of whom a face was found."""
        return len(self._counts) * (len(self._counts) - 1) // 2

    @property
    def genuine_comparisons(self) -> int:
        """How many comparisons of one person with themselves."""
        return self._orders * int((self._pictures * (self._pictures - 1) / 2).sum())

    @property
    def impostor_comparisons(self) -> int:
        """How many comparisons of two people."""
        found = int(self._counts.sum())
        pairs = found * (found - 1) // 2 - int((self._counts * (self._counts - 1) / 2).sum())
        return self._orders * pairs

    def rates(self, thresholds: Floats, weights: NDArray[np.float32]) -> Rates:
        """Measure the error rates, and again for each draw of the identities.

        Args:
            thresholds: (T,) similarities.
            weights: (identities, draws) how often each identity was drawn.
        """
        ones = np.ones((self.identities, 1), dtype=np.float32)
        all_weights = np.hstack([ones, weights])
        paired = self.genuine_people[:, None]
        genuine_weight = np.where(paired, all_weights, 0.0)
        found_weight = all_weights[: len(self._counts)]
        # An identity drawn twice is no impostor of itself: the diagonal is left out.
        pair_weight = found_weight.sum(axis=0) ** 2 - (found_weight**2).sum(axis=0)
        fmr = np.empty((len(thresholds), all_weights.shape[1]))
        fnmr = np.empty_like(fmr)
        for row, threshold in enumerate(thresholds):
            share, own = self.match_shares(float(threshold))
            matches = np.einsum("ib,ib->b", found_weight, share @ found_weight)
            fmr[row] = _share_of(matches, pair_weight)
            misses = ((1.0 - own)[:, None] * genuine_weight).sum(axis=0)
            fnmr[row] = _share_of(misses, genuine_weight.sum(axis=0))
        return Rates(fmr[:, 0], fnmr[:, 0], fmr[:, 1:], fnmr[:, 1:])

    def match_shares(self, threshold: float) -> tuple[NDArray[np.float32], Floats]:
        """Return how often people match at a threshold.

        Returns:
            (F, F) the share of matches of each two people, 0 on the diagonal, for the first F
            identities, those of whom a face was found; and (identities,) of each with themselves,
            0 for those with one picture.
        """
        hits = (self._similarities >= threshold).astype(np.float32)
        sums = np.add.reduceat(np.add.reduceat(hits, self._starts, axis=0), self._starts, axis=1)
        share = (sums / np.outer(self._counts, self._counts)).astype(np.float32)
        own = np.zeros(self.identities)
        own[: len(self._counts)] = np.diagonal(sums)
        np.fill_diagonal(share, 0.0)
        return share, own / np.maximum(self._pictures * (self._pictures - 1), 1.0)

    def genuine(self) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Return the genuine comparisons with both faces found.

        Returns:
            Similarity, weight (the comparisons of one person, those with a face not found among
            them, together weigh 1), and the identity, as an index, of each.
        """
        rows = [
            start + np.stack(np.triu_indices(int(end - start), k=1))
            for start, end in zip(self._starts, self._ends, strict=True)
        ]
        left, right = self._in_all_orders(*np.hstack(rows))
        owners = self._owners[left]
        pairs = self._orders * self._pictures[owners] * (self._pictures[owners] - 1) / 2.0
        return self._similarities[left, right].astype(np.float64), 1.0 / pairs, owners

    def impostors_above(
        self, similarity: float
    ) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64]]:
        """Return the impostor comparisons at or above a similarity.

        Returns:
            Similarity, weight (all impostor comparisons together weigh 1), and the two identities,
            as indices, of each.
        """
        hits = self._similarities >= similarity
        left, right = np.nonzero(np.triu(hits, k=1) if self._orders == 1 else hits)
        a, b = self._owners[left], self._owners[right]
        other = a != b
        left, right, a, b = left[other], right[other], a[other], b[other]
        weight = 1.0 / (self._orders * self._counts[a] * self._counts[b] * self.identity_pairs)
        return self._similarities[left, right].astype(np.float64), weight, a, b

    def thresholds_for(self, fmrs: Floats) -> Floats:
        """Return for each false match rate the lowest threshold, in steps of 0.0001, that keeps it.

        Args:
            fmrs: (T,) rates wanted.
        """
        # A comparison counts in the step above it: a threshold at step k lets in all beyond k.
        beyond = 1.0 - np.cumsum(self._impostor_steps())
        lowest = np.searchsorted(-beyond, -fmrs - 1e-12, side="left")
        return similarity_of(lowest)

    def histograms(self) -> Histograms:
        """Return where the similarities lie."""
        similarity, weight, _ = self.genuine()
        genuine = np.bincount(steps_of(similarity), weights=weight, minlength=STEPS + 2)
        return Histograms(
            similarity_of(np.arange(STEPS + 2)),
            genuine / self.genuine_identities,
            self._impostor_steps(),
        )

    def _impostor_steps(self) -> Floats:
        """Return the share of impostor comparisons in each step, (steps,)."""
        histogram = np.zeros(STEPS + 2)
        per_picture = 1.0 / self._counts[self._owners]
        for row, owner in enumerate(self._owners):
            end = self._ends[owner]
            weight = per_picture[row] * per_picture[end:]
            for others in (self._similarities[row, end:], self._similarities[end:, row])[
                : self._orders
            ]:
                histogram += np.bincount(steps_of(others), weights=weight, minlength=STEPS + 2)
        return histogram / (self._orders * self.identity_pairs)

    def _in_all_orders(
        self, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return pairs of pictures, and the other way round where that is another comparison."""
        if self._orders == 1:
            return left, right
        return np.concatenate([left, right]), np.concatenate([right, left])


def _share_of(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, NaN where there is no whole."""
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))
