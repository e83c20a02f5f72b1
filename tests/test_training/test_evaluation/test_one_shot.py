"""N-way one-shot on embeddings whose answer is known."""

import numpy as np
import pytest

from training.errors import TrainingError
from training.evaluation.one_shot import alphabets_of, one_shot


def drawn(classes: int, each: int, spread: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(classes), each)
    vectors = rng.normal(size=(classes, 16))[labels] + spread * rng.normal(size=(len(labels), 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), labels


def test_classes_that_lie_apart_are_all_found() -> None:
    result = one_shot(*drawn(30, 4, 0.01), ways=20)
    assert (result.ways, result.trials, result.classes) == (20, 400, 30)
    assert (result.accuracy, result.accuracy_low, result.accuracy_high) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("ways", [5, 20])
def test_embeddings_that_know_nothing_guess(ways: int) -> None:
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(400, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    result = one_shot(vectors, np.repeat(np.arange(40), 10), ways=ways, trials=4000)
    assert result.accuracy_low < 1 / ways < result.accuracy_high
    assert result.accuracy == pytest.approx(1 / ways, abs=0.03)


def test_a_collapsed_network_is_no_better_than_guessing() -> None:
    vectors, labels = drawn(25, 3, 0.1)
    vectors[:] = vectors[0]
    assert one_shot(vectors, labels, ways=5).accuracy == 0.2


def test_more_ways_are_harder_and_the_interval_holds_the_accuracy() -> None:
    vectors, labels = drawn(40, 6, 1.0)
    few, many = (one_shot(vectors, labels, ways=ways, trials=2000) for ways in (5, 20))
    assert few.accuracy > many.accuracy + 0.1
    for result in (few, many):
        assert result.accuracy_low < result.accuracy < result.accuracy_high


def test_the_seed_decides() -> None:
    vectors, labels = drawn(30, 5, 0.8)
    first = one_shot(vectors, labels, ways=5, seed=1)
    assert first == one_shot(vectors, labels, ways=5, seed=1)
    assert first != one_shot(vectors, labels, ways=5, seed=2)


def test_the_query_is_never_its_own_support() -> None:
    # Two pictures of a class that are opposite: whoever compared one with itself would find it.
    half = np.eye(6, dtype=np.float32)
    vectors = np.concatenate([half, -half])
    labels = np.tile(np.arange(6), 2)
    assert one_shot(vectors, labels, ways=5, trials=200).accuracy == 0.0


def test_a_run_stays_within_one_alphabet() -> None:
    # Every class has a double in the other alphabet, so only within one can it be told.
    vectors, labels = drawn(6, 4, 0.0)
    both, numbers = np.concatenate([vectors, vectors]), np.concatenate([labels, labels + 6])
    alphabets = ["Latin"] * 6 + ["Greek"] * 6
    assert one_shot(both, numbers, ways=5, alphabets=alphabets).accuracy == 1.0
    assert one_shot(both, numbers, ways=5).accuracy < 1.0


def test_the_alphabets_take_turns() -> None:
    # Pictures of a class lie together in one alphabet, and are opposite in the other.
    together, apart = np.repeat(np.eye(6), 2, axis=0), np.repeat(np.eye(6), 2, axis=0)
    apart[1::2] *= -1
    vectors = np.concatenate([together, apart]).astype(np.float32)
    result = one_shot(vectors, np.repeat(np.arange(12), 2), ways=5, alphabets=["A"] * 6 + ["B"] * 6)
    assert (result.classes, result.accuracy) == (12, 0.5)


def test_alphabets_come_from_the_names_of_all_classes_or_none() -> None:
    assert alphabets_of(["Latin/a", "Greek__alpha", "A__b/c"]) == ("Latin", "Greek", "A")
    assert alphabets_of(["Latin/a", "scarlett_johansson"]) is None
    assert alphabets_of(["/a", "b/"]) is None


def test_too_few_classes_or_pictures_is_a_sentence() -> None:
    vectors, labels = drawn(4, 3, 0.1)
    with pytest.raises(TrainingError, match="needs 5 classes with two pictures each; there are 4"):
        one_shot(vectors, labels, ways=5)
    labels[-3:] = [3, 4, 5]  # the last three have one picture each
    with pytest.raises(TrainingError, match="there are 3"):
        one_shot(vectors, labels, ways=5)
    with pytest.raises(TrainingError, match="in one alphabet; there are 2"):
        one_shot(*drawn(4, 3, 0.1), ways=3, alphabets=["a", "a", "b", "b"])
    with pytest.raises(TrainingError, match="there are 0"):
        one_shot(np.empty((0, 3), np.float32), np.empty(0, np.int64), ways=2, alphabets=[])
