"""Pairs drawn from a folder, and the most wrong ones found in it."""

from pathlib import Path

import numpy as np

from training.data.folders import Picture
from training.evaluation.drawn_pairs import drawn_folds
from training.evaluation.wrong_pairs import most_wrong


def folder_of(counts: list[int]) -> list[Picture]:
    return [
        Picture(f"p{person}", Path(f"p{person}_{k}.jpg"))
        for person, count in enumerate(counts)
        for k in range(count)
    ]


def test_folds_are_balanced_and_no_pair_comes_twice() -> None:
    folds = drawn_folds(folder_of([5] * 20 + [1] * 30), pairs=100, folds=5, seed=2)
    assert len(folds) == 5
    for fold in folds:
        assert [pair.same for pair in fold] == [True] * 10 + [False] * 10
    pairs = [pair for fold in folds for pair in fold]
    assert len({frozenset((pair.left, pair.right)) for pair in pairs}) == 100
    assert all(pair.left != pair.right for pair in pairs)
    assert all((pair.left.person == pair.right.person) == pair.same for pair in pairs)
    again = drawn_folds(folder_of([5] * 20 + [1] * 30), pairs=100, folds=5, seed=2)
    assert again == folds
    assert drawn_folds(folder_of([5] * 20 + [1] * 30), pairs=100, folds=5, seed=3) != folds


def test_a_person_with_many_pictures_is_drawn_like_any_other() -> None:
    folds = drawn_folds(folder_of([40] + [6] * 9), pairs=200, folds=2)
    mine = sum(pair.left.person == "p0" for fold in folds for pair in fold if pair.same)
    assert 2 <= mine <= 25  # one of ten people; by pictures it would be half of a hundred


def test_few_pictures_make_fewer_folds_and_too_few_none() -> None:
    folds = drawn_folds(folder_of([2, 2, 2]))
    assert [len(fold) for fold in folds] == [2, 2, 2]
    assert drawn_folds(folder_of([2, 1])) == ()
    assert drawn_folds(folder_of([9])) == ()
    assert drawn_folds(folder_of([1, 1, 1])) == ()


def test_the_most_wrong_pairs_are_those_found_by_looking_at_all() -> None:
    rng = np.random.default_rng(3)
    pictures = tuple(folder_of([4] * 300))
    people = np.repeat(np.arange(300), 4)
    vectors = rng.normal(size=(1200, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    strangers, own = most_wrong(pictures, vectors, people, count=5)
    similarity = vectors @ vectors.T
    worst: dict[tuple[int, int], float] = {}
    for i, j in zip(*np.triu_indices(1200, k=1), strict=True):
        key = (int(people[i]), int(people[j]))
        better = max if key[0] != key[1] else min
        worst[key] = better(worst.get(key, float(similarity[i, j])), float(similarity[i, j]))
    others = sorted((v for (a, b), v in worst.items() if a != b), reverse=True)[:5]
    selves = sorted(v for (a, b), v in worst.items() if a == b)[:5]
    np.testing.assert_allclose([pair.similarity for pair in strangers], others, rtol=1e-5)
    np.testing.assert_allclose([pair.similarity for pair in own], selves, rtol=1e-5)
    assert not any(pair.same for pair in strangers)
    assert all(pair.same and pair.left.person == pair.right.person for pair in own)


def test_there_may_be_no_pair_of_one_person() -> None:
    strangers, own = most_wrong(
        tuple(folder_of([1, 1])), np.eye(2, dtype=np.float32), np.array([0, 1])
    )
    assert (len(strangers), own) == (1, ())
