"""Pairs: half and half, never with itself, everybody alike, and following from the seed."""

from collections import Counter

import numpy as np
import pytest
import torch

from tests.test_training.test_data.sets import image_set
from training.data.pairs import PairDataset, fixed_pairs, rows_of
from training.data.transforms import evaluation_view, training_view
from training.errors import TrainingError

COUNTS = [2, 1, 40, 3]


def dataset(seed: int = 0) -> PairDataset:
    return PairDataset(image_set(COUNTS), length=100, seed=seed, view=evaluation_view(16))


def test_same_and_different_alternate_and_are_what_they_say() -> None:
    data = dataset()
    labels = data.images.labels
    for item in range(400):
        left, right, same = data.rows(item)
        assert same == (item % 2 == 0) == (labels[left] == labels[right])
        assert left != right


def test_everybody_is_alike_likely_however_many_pictures_they_have() -> None:
    data = dataset()
    labels = data.images.labels.tolist()
    same = Counter(labels[data.rows(item)[0]] for item in range(0, 6000, 2))
    assert set(same) == {0, 2, 3}
    assert all(abs(count - 1000) < 120 for count in same.values())
    pairs = Counter(
        frozenset(labels[row] for row in data.rows(item)[:2]) for item in range(1, 6001, 2)
    )
    assert len(pairs) == 6
    assert all(abs(count - 500) < 100 for count in pairs.values())
    of_many = Counter(row for item in range(0, 6000, 2) for row in data.rows(item)[:2])
    assert set(of_many) == set(range(len(labels))) - {2}


def test_an_item_follows_from_the_seed_and_its_number_alone() -> None:
    images = image_set(COUNTS)
    view = training_view(16, "light")
    one = PairDataset(images, length=100, seed=5, view=view)
    other = PairDataset(images, length=7, seed=5, view=view)
    np.random.default_rng(0)
    torch.manual_seed(1)
    wanted = [one[item] for item in (3, 10**9, 4)]
    again = [other[item] for item in (4, 3, 10**9)]
    for a, b in zip(wanted, [again[1], again[2], again[0]], strict=True):
        assert torch.equal(a[0], b[0])
        assert torch.equal(a[1], b[1])
        assert a[2] is b[2]
    assert [one.rows(item) for item in range(20)] != [dataset(6).rows(item) for item in range(20)]


def test_the_pixels_are_those_of_the_rows() -> None:
    data = dataset()
    for item in (0, 1, 77):
        left, right, same = data[item]
        first, second, truth = data.rows(item)
        assert torch.equal(left, evaluation_view(16)(data.images.pixels[first]))
        assert torch.equal(right, evaluation_view(16)(data.images.pixels[second]))
        assert same == truth


def test_two_views_of_a_pair_differ() -> None:
    images = image_set([2, 2])
    images.pixels[:] = images.pixels[0]
    data = PairDataset(images, length=4, seed=0, view=training_view(16, "light"))
    assert all(not torch.equal(data[item][0], data[item][1]) for item in range(6))


@pytest.mark.parametrize(
    ("counts", "says"), [([5], "of one person"), ([1, 1, 1], "Nobody has two usable pictures")]
)
def test_people_who_make_no_pairs_are_refused(counts: list[int], says: str) -> None:
    images = image_set(counts)
    with pytest.raises(TrainingError, match=says):
        PairDataset(images, length=4, seed=0, view=evaluation_view(16))
    with pytest.raises(TrainingError, match=says):
        fixed_pairs(images.labels, 4, 0)


def test_rows_are_found_by_person() -> None:
    assert [rows.tolist() for rows in rows_of(np.array([2, 0, 2, 5, 0]))] == [[1, 4], [0, 2], [3]]


@pytest.mark.parametrize("count", [2, 40, 99, 100_000])
@pytest.mark.parametrize("counts", [COUNTS, [2, 1], [1] * 90 + [30, 30], [400, 2, 2]])
def test_fixed_pairs_are_balanced_and_none_comes_twice(counts: list[int], count: int) -> None:
    labels = image_set(counts, size_px=4).labels
    pairs = fixed_pairs(labels, count, seed=3)
    truth = labels[pairs.left] == labels[pairs.right]
    assert (truth.numpy() == pairs.same).all()
    assert (pairs.left != pairs.right).all()
    possible = sum(n * (n - 1) // 2 for n in counts)
    different = len(labels) * (len(labels) - 1) // 2 - possible
    half = min(count // 2, possible, different)
    assert int(pairs.same.sum()) == half
    assert len(pairs) == 2 * half
    both = {frozenset(pair) for pair in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)}
    assert len(both) == len(pairs)


def test_fixed_pairs_are_dealt_evenly_and_follow_from_the_seed() -> None:
    labels = torch.tensor([0] * 50 + [1] * 4 + [2] * 4 + [3] * 50)
    pairs = fixed_pairs(labels, 48, seed=1)
    dealt = Counter(labels[pairs.left[pairs.same]].tolist())
    assert dealt == {0: 6, 1: 6, 2: 6, 3: 6}
    again, other = fixed_pairs(labels.numpy(), 48, seed=1), fixed_pairs(labels, 48, seed=2)
    assert (again.left == pairs.left).all()
    assert (again.right == pairs.right).all()
    assert (other.left != pairs.left).any()
    # Neither the order nor the side gives the truth away.
    assert 0 < pairs.same[:24].sum() < 24
    assert 0 < (pairs.left < pairs.right).sum() < 48
