"""Batches, the same for any number of worker processes and of training processes.

The global batch b of an epoch is fixed by the seed; process r of w takes the r-th of w equal,
contiguous slices of it. So two processes with half a batch each see exactly what one with the whole
batch sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from training.data.classes import ClassDataset, ClassPlan, ClassSampler
from training.data.pairs import PairDataset


@dataclass(frozen=True, slots=True, eq=False)
class PairBatch:
    """Pairs of pictures.

    Attributes:
        left: (B, 3, S, S) uint8.
        right: (B, 3, S, S) uint8.
        same: (B,) bool, whether both show one person.
    """

    left: Tensor
    right: Tensor
    same: Tensor

    def __len__(self) -> int:
        return len(self.same)

    def to(self, device: torch.device) -> "PairBatch":
        """Return the batch on a device; does not wait for the copy out of pinned memory."""
        moved = (part.to(device, non_blocking=True) for part in (self.left, self.right, self.same))
        return PairBatch(*moved)

    def pin_memory(self) -> "PairBatch":
        """Return the batch in memory that a GPU fetches from by itself. For `DataLoader`."""
        return PairBatch(self.left.pin_memory(), self.right.pin_memory(), self.same.pin_memory())


@dataclass(frozen=True, slots=True, eq=False)
class ClassBatch:
    """Pictures of several people.

    Attributes:
        images: (B, 3, S, S) uint8.
        labels: (B,) int64, the person on each.
    """

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def to(self, device: torch.device) -> "ClassBatch":
        """Return the batch on a device; does not wait for the copy out of pinned memory."""
        return ClassBatch(
            self.images.to(device, non_blocking=True), self.labels.to(device, non_blocking=True)
        )

    def pin_memory(self) -> "ClassBatch":
        """Return the batch in memory that a GPU fetches from by itself. For `DataLoader`."""
        return ClassBatch(self.images.pin_memory(), self.labels.pin_memory())


def pair_batches(
    dataset: PairDataset,
    *,
    batch: int,
    epoch: int,
    rank: int = 0,
    world: int = 1,
    workers: int = 0,
) -> DataLoader[PairBatch]:
    """Return the batches of pairs of one epoch.

    An epoch is `dataset.length` pairs, rounded up to whole batches: the sequence is endless, so
    every batch is full.

    Args:
        dataset: The pairs.
        batch: Pairs in a global batch, all processes together.
        epoch: From 0.
        rank: Which process this is, from 0.
        world: How many processes train together.
        workers: Processes that prepare batches; 0 prepares them in this one.

    Raises:
        ValueError: The batch cannot be shared equally.
    """
    _check_shares(batch, rank, world)
    each, batches = batch // world, -(-len(dataset) // batch)
    start = epoch * batches * batch + rank * each
    firsts = range(start, start + batches * batch, batch)
    plan = [list(range(first, first + each)) for first in firsts]
    return DataLoader(
        cast("Dataset[PairBatch]", dataset),  # what the collation makes of its items
        batch_sampler=plan,
        collate_fn=_collate_pairs,
        num_workers=workers,
        pin_memory=torch.cuda.is_available(),
        generator=torch.Generator(),  # else each epoch would draw from the global state
    )


def class_batches(
    dataset: ClassDataset,
    *,
    plan: ClassPlan,
    epoch: int,
    batches: int | None = None,
    rank: int = 0,
    world: int = 1,
    workers: int = 0,
) -> DataLoader[ClassBatch]:
    """Return the batches of people of one epoch.

    Args:
        dataset: The pictures.
        plan: People in a global batch, and pictures of each.
        epoch: From 0.
        batches: How many; left out, as many as show about each picture once.
        rank: Which process this is, from 0.
        world: How many processes train together.
        workers: Processes that prepare batches; 0 prepares them in this one.

    Raises:
        ValueError: There are more processes than pictures in a batch.
    """
    sampler = ClassSampler(dataset, plan, multiple=world)
    _check_shares(sampler.size, rank, world)
    each, count = sampler.size // world, sampler.batches if batches is None else batches
    own = slice(rank * each, (rank + 1) * each)
    shown = [sampler.batch(epoch, number)[own] for number in range(count)]
    return DataLoader(
        cast("Dataset[ClassBatch]", dataset),  # what the collation makes of its items
        batch_sampler=shown,
        collate_fn=_collate_classes,
        num_workers=workers,
        pin_memory=torch.cuda.is_available(),
        generator=torch.Generator(),  # else each epoch would draw from the global state
    )


def _collate_pairs(items: Sequence[tuple[Tensor, Tensor, bool]]) -> PairBatch:
    left, right, same = zip(*items, strict=True)
    return PairBatch(torch.stack(left), torch.stack(right), torch.tensor(same, dtype=torch.bool))


def _collate_classes(items: Sequence[tuple[Tensor, int]]) -> ClassBatch:
    images, labels = zip(*items, strict=True)
    return ClassBatch(torch.stack(images), torch.tensor(labels, dtype=torch.int64))


def _check_shares(batch: int, rank: int, world: int) -> None:
    if batch < 1 or batch % world:
        raise ValueError(f"A batch of {batch} cannot be shared equally by {world} processes.")
    if not 0 <= rank < world:
        raise ValueError(f"There is no process {rank} among {world}.")
