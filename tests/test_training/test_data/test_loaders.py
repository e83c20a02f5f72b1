"""Batches: the same for any number of workers and of processes that train together."""

from collections.abc import Iterable

import pytest
import torch

from tests.test_training.test_data.sets import image_set
from training.data.classes import ClassDataset, ClassPlan
from training.data.loaders import ClassBatch, PairBatch, class_batches, pair_batches
from training.data.pairs import PairDataset
from training.data.transforms import training_view

VIEW = training_view(16, "light")
PLAN = ClassPlan(people=4, per_person=2)


@pytest.fixture(scope="module")
def pairs() -> PairDataset:
    return PairDataset(image_set([3, 4, 5, 2, 6]), length=30, seed=2, view=VIEW)


@pytest.fixture(scope="module")
def people() -> ClassDataset:
    return ClassDataset(image_set([3, 4, 5, 2, 6]), seed=2, view=VIEW)


def joined(batches: Iterable[PairBatch]) -> list[torch.Tensor]:
    """Return left, right and same of all batches as one."""
    parts = [(batch.left, batch.right, batch.same) for batch in batches]
    return [torch.cat(column) for column in zip(*parts, strict=True)]


def equal(one: list[torch.Tensor], other: list[torch.Tensor]) -> bool:
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_batches_are_full_balanced_and_go_on_where_the_last_epoch_ended(pairs: PairDataset) -> None:
    epochs = [list(pair_batches(pairs, batch=8, epoch=epoch)) for epoch in range(2)]
    assert [len(batch) for batch in epochs[0]] == [8, 8, 8, 8]
    assert all(int(batch.same.sum()) == 4 for batch in epochs[0])
    assert epochs[0][0].left.shape == (8, 3, 16, 16)
    assert epochs[0][0].left.dtype == torch.uint8
    assert epochs[0][0].same.dtype == torch.bool
    items = [pairs[item] for item in range(64)]
    left, right, same = joined([*epochs[0], *epochs[1]])
    assert torch.equal(left, torch.stack([item[0] for item in items]))
    assert torch.equal(right, torch.stack([item[1] for item in items]))
    assert same.tolist() == [item[2] for item in items]


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_change_nothing(pairs: PairDataset, people: ClassDataset, workers: int) -> None:
    alone = joined(pair_batches(pairs, batch=8, epoch=3))
    assert equal(joined(pair_batches(pairs, batch=8, epoch=3, workers=workers)), alone)
    one, other = (
        list(class_batches(people, plan=PLAN, epoch=3, workers=number)) for number in (0, workers)
    )
    assert all(torch.equal(a.images, b.images) for a, b in zip(one, other, strict=True))
    assert all(torch.equal(a.labels, b.labels) for a, b in zip(one, other, strict=True))


def test_processes_together_see_the_batches_of_one(
    pairs: PairDataset, people: ClassDataset
) -> None:
    whole = list(pair_batches(pairs, batch=8, epoch=1))
    shares = [list(pair_batches(pairs, batch=8, epoch=1, rank=r, world=2)) for r in range(2)]
    for batch, *parts in zip(whole, *shares, strict=True):
        assert [len(part) for part in parts] == [4, 4]
        assert equal(joined(parts), joined([batch]))
    whole_people = list(class_batches(people, plan=PLAN, epoch=1))
    shares_people = [
        list(class_batches(people, plan=PLAN, epoch=1, rank=r, world=4)) for r in range(4)
    ]
    for batch, *parts in zip(whole_people, *shares_people, strict=True):
        assert torch.equal(torch.cat([part.images for part in parts]), batch.images)
        assert torch.equal(torch.cat([part.labels for part in parts]), batch.labels)


def test_the_global_state_of_chance_is_left_alone(pairs: PairDataset, people: ClassDataset) -> None:
    state = torch.get_rng_state()
    list(pair_batches(pairs, batch=8, epoch=0))
    list(pair_batches(pairs, batch=8, epoch=0, workers=1))
    list(class_batches(people, plan=PLAN, epoch=0))
    assert torch.equal(torch.get_rng_state(), state)


def test_a_loader_can_be_read_twice(pairs: PairDataset) -> None:
    loader = pair_batches(pairs, batch=8, epoch=0)
    assert len(loader) == 4
    assert equal(joined(loader), joined(loader))


def test_class_batches_carry_the_labels_of_their_pictures(people: ClassDataset) -> None:
    batches = list(class_batches(people, plan=PLAN, epoch=0, batches=2))
    assert len(batches) == 2
    for batch in batches:
        assert batch.images.shape == (8, 3, 16, 16)
        assert batch.labels.dtype == torch.int64
        assert sorted(torch.unique(batch.labels, return_counts=True)[1].tolist()) == [2, 2, 2, 2]
    assert len(class_batches(people, plan=PLAN, epoch=0)) == 3


def test_batches_move_to_a_device(pairs: PairDataset, people: ClassDataset) -> None:
    device = torch.device("meta")
    batch: PairBatch = next(iter(pair_batches(pairs, batch=4, epoch=0)))
    moved = batch.to(device)
    assert {moved.left.device, moved.right.device, moved.same.device} == {device}
    faces: ClassBatch = next(iter(class_batches(people, plan=PLAN, epoch=0)))
    assert {faces.to(device).images.device, faces.to(device).labels.device} == {device}


@pytest.mark.parametrize(("batch", "rank", "world"), [(7, 0, 2), (8, 2, 2), (0, 0, 1)])
def test_a_batch_that_cannot_be_shared_is_refused(
    pairs: PairDataset, batch: int, rank: int, world: int
) -> None:
    with pytest.raises(ValueError, match="process"):
        pair_batches(pairs, batch=batch, epoch=0, rank=rank, world=world)
