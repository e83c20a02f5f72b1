"""The accuracy of pairs, on pairs whose answer is known."""

from pathlib import Path

import numpy as np
import pytest

from training.data.folders import LabelledPair, Picture
from training.evaluation.embed_folder import EmbeddedPictures
from training.evaluation.verification import pair_accuracy


def folds_of(similarities: list[list[tuple[float, bool]]]) -> tuple[EmbeddedPictures, list]:
    """Pairs with given similarities: each is one picture on the x axis and one turned from it."""
    pictures: list[Picture] = []
    vectors: list[list[float]] = []
    folds = []
    for fold in similarities:
        pairs = []
        for similarity, same in fold:
            ends = [Picture("p", Path(f"{len(pictures) + k}.jpg")) for k in (0, 1)]
            pictures += ends
            vectors += [[1.0, 0.0], [similarity, float(np.sqrt(1 - similarity**2))]]
            pairs.append(LabelledPair(ends[0], ends[1], same))
        folds.append(pairs)
    rows = np.array(vectors, dtype=np.float32)
    return EmbeddedPictures("m-1", tuple(pictures), rows, (), (), rows), folds


def test_pairs_that_part_cleanly_are_all_right() -> None:
    fold = [(0.9, True), (0.8, True), (0.3, False), (0.2, False)]
    accuracy = pair_accuracy(*folds_of([fold, fold]))
    assert (accuracy.mean, accuracy.standard_error, accuracy.pairs) == (1.0, 0.0, 8)


def test_a_fold_is_judged_by_the_threshold_of_the_others() -> None:
    # In the first fold 0.6 would part the pairs; the others part at 0.85, where one is missed.
    first = [(0.9, True), (0.7, True), (0.5, False), (0.4, False)]
    other = [(0.95, True), (0.9, True), (0.8, False), (0.75, False)]
    accuracy = pair_accuracy(*folds_of([first, other, other]))
    assert accuracy.folds == (0.75, 1.0, 1.0)
    assert accuracy.mean == pytest.approx(11 / 12)
    assert accuracy.standard_error == pytest.approx(1 / 12)


def test_a_face_not_found_is_an_error_whatever_the_pair() -> None:
    fold = [(0.9, True), (0.8, True), (0.3, False), (0.2, False)]
    embedded, folds = folds_of([fold, fold])
    lost = EmbeddedPictures(
        "m-1",
        embedded.pictures[:-1],
        embedded.vectors[:-1],
        embedded.pictures[-1:],
        (),
        embedded.vectors[:-1],
    )
    accuracy = pair_accuracy(lost, folds)
    assert accuracy.folds == (1.0, 0.75)
    assert accuracy.not_found == 1
