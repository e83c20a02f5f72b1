"""Batches of people: full, without a picture twice, everybody alike."""

from collections import Counter

import pytest
import torch

from tests.test_training.test_data.sets import image_set
from training.data.classes import ClassDataset, ClassPlan, ClassSampler
from training.data.transforms import evaluation_view, training_view
from training.errors import TrainingError


def dataset(counts: list[int], seed: int = 0) -> ClassDataset:
    return ClassDataset(image_set(counts), seed=seed, view=evaluation_view(16))


def test_a_batch_is_p_people_with_k_pictures_each() -> None:
    data = dataset([9] * 10)
    sampler = ClassSampler(data, ClassPlan(people=4, per_person=3))
    assert sampler.size == 12
    assert sampler.batches == 8
    for number in range(20):
        rows = [row for row, _, _ in sampler.batch(2, number)]
        assert len(set(rows)) == 12
        people = Counter(data.images.labels[rows].tolist())
        assert sorted(people.values()) == [3, 3, 3, 3]


def test_where_some_have_few_pictures_there_are_more_people() -> None:
    data = dataset([2] * 6 + [1] * 6 + [30])
    sampler = ClassSampler(data, ClassPlan(people=3, per_person=4))
    sizes, singles = set(), 0
    for number in range(60):
        rows = [row for row, _, _ in sampler.batch(0, number)]
        sizes.add(len(rows))
        assert len(set(rows)) == len(rows)
        singles += sum(6 <= label < 12 for label in data.images.labels[rows].tolist())
    assert sizes == {12}
    assert singles == 0


def test_a_small_set_makes_small_batches_that_can_be_shared() -> None:
    plan = ClassPlan(people=16, per_person=4)
    assert ClassSampler(dataset([3, 2, 2]), plan).size == 7
    assert ClassSampler(dataset([3, 2, 2]), plan, multiple=2).size == 6
    with pytest.raises(ValueError, match="cannot be shared by 8"):
        ClassSampler(dataset([3, 2, 2]), plan, multiple=8)


def test_with_one_picture_each_everybody_comes() -> None:
    sampler = ClassSampler(dataset([1, 2, 1]), ClassPlan(people=3, per_person=1))
    labels = image_set([1, 2, 1]).labels
    assert sorted(labels[[row for row, _, _ in sampler.batch(0, 0)]].tolist()) == [0, 1, 2]


def test_everybody_is_alike_likely() -> None:
    data = dataset([2, 2, 4, 50])
    sampler = ClassSampler(data, ClassPlan(people=2, per_person=2))
    seen = Counter(
        label
        for number in range(600)
        for label in data.images.labels[[row for row, _, _ in sampler.batch(0, number)]].tolist()
    )
    assert all(abs(seen[person] - 600) < 90 for person in range(4))


def test_batches_and_views_follow_from_seed_epoch_and_place() -> None:
    plan = ClassPlan(people=3, per_person=2)
    samplers = [ClassSampler(dataset([5] * 8, seed), plan) for seed in (0, 0, 1)]
    first, again, other = ([s.batch(1, n) for n in range(5)] for s in samplers)
    assert first == again != other
    assert first != [samplers[0].batch(2, number) for number in range(5)]
    data = ClassDataset(image_set([5] * 8), seed=0, view=training_view(16, "light"))
    assert torch.equal(data[(3, 1, 9)][0], data[(3, 1, 9)][0])
    assert not torch.equal(data[(3, 1, 9)][0], data[(3, 1, 10)][0])
    assert not torch.equal(data[(3, 1, 9)][0], data[(3, 2, 9)][0])
    assert data[(7, 0, 0)][1] == 1


def test_people_who_make_no_pairs_are_refused() -> None:
    with pytest.raises(TrainingError, match="of one person"):
        dataset([4])
    with pytest.raises(TrainingError, match="Nobody has two"):
        dataset([1, 1])
    with pytest.raises(ValueError, match="two people or more"):
        ClassPlan(people=1, per_person=4)
