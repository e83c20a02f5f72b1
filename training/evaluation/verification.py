"""Same person or not: the accuracy of the standard LFW test."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.data.folders import LabelledPair
from training.errors import TrainingError
from training.evaluation.embed_folder import EmbeddedPictures
from training.evaluation.threshold import fewest_errors

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairAccuracy:
    """The accuracy over folds: each is judged at the threshold that is best on all the others.

    Attributes:
        folds: Accuracy of each fold.
        pairs: Pairs of all folds.
        not_found: Pairs with a face not found; each counts as an error.
    """

    folds: tuple[float, ...]
    pairs: int
    not_found: int

    @property
    def mean(self) -> float:
        """Mean over the folds."""
        return float(np.mean(self.folds))

    @property
    def fold_deviation(self) -> float:
        """Standard deviation of the folds."""
        return float(np.std(self.folds, ddof=1))

    @property
    def standard_error(self) -> float:
        """Standard error of the mean, what LFW's tables print after the ±."""
        return self.fold_deviation / float(np.sqrt(len(self.folds)))


def pair_accuracy(
    embedded: EmbeddedPictures, folds: Sequence[Sequence[LabelledPair]]
) -> PairAccuracy:
    """Measure the accuracy (Huang et al. 2007, view 2), the left picture being the enrolled one.

    Args:
        embedded: The pictures of all pairs.
        folds: At least two.

    Raises:
        TrainingError: There is one fold only.
    """
    if len(folds) < 2:
        raise TrainingError(
            "The list of pairs has one fold, and each is judged by a threshold of the others.",
            "Give a list with two folds or more.",
        )
    row = {picture.path: i for i, picture in enumerate(embedded.pictures)}

    def similarity(pair: LabelledPair) -> float:
        left, right = row.get(pair.left.path), row.get(pair.right.path)
        if left is None or right is None:
            return float("nan")
        return float(embedded.templates[left] @ embedded.vectors[right])

    scores = [np.array([similarity(pair) for pair in fold]) for fold in folds]
    same = [np.array([pair.same for pair in fold]) for fold in folds]
    accuracies = []
    for held in range(len(folds)):
        others = [i for i in range(len(folds)) if i != held]
        known = np.concatenate([scores[i] for i in others])
        truth = np.concatenate([same[i] for i in others])
        there = ~np.isnan(known)
        threshold = fewest_errors(known[there], truth[there])
        right = (scores[held] >= threshold) == same[held]
        accuracies.append(float((right & ~np.isnan(scores[held])).mean()))
    missing = sum(int(np.isnan(fold).sum()) for fold in scores)
    return PairAccuracy(tuple(accuracies), sum(len(fold) for fold in folds), missing)
