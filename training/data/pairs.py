"""Pairs of pictures, same and different in equal parts: what a Siamese network learns from."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset
from typing_extensions import override

from training.data.images import ImageSet
from training.data.seeds import generator, view_seed
from training.data.transforms import View
from training.errors import TrainingError

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class PairList:
    """Pairs of rows of an image set.

    Attributes:
        left: (P,) int64.
        right: (P,) int64.
        same: (P,) bool, whether both show one person.
    """

    left: Labels
    right: Labels
    same: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.same)


class PairDataset(Dataset[tuple[Tensor, Tensor, bool]]):
    """An endless sequence of pairs; item k follows from the seed and k alone.

    Even items show one person, odd ones two. Every person with two pictures or more is alike likely
    in the former, every two people in the latter, however many pictures they have: counted by
    pictures, a network would learn the few who are often photographed. A picture never meets
    itself.

    Args:
        images: The pictures.
        length: Pairs that make up an epoch.
        seed: Of the training.
        view: What is shown of each picture.

    Raises:
        TrainingError: There are fewer than two people, or none with two pictures.
    """

    def __init__(self, images: ImageSet, *, length: int, seed: int, view: View) -> None:
        if length < 1:
            raise ValueError(f"An epoch has at least one pair, not {length}.")
        labels = images.labels.numpy()
        check_people(labels)
        self.images = images
        self.length = length
        self.seed = seed
        self._view = view
        self._rows = rows_of(labels)
        self._paired = [person for person, rows in enumerate(self._rows) if len(rows) > 1]

    def __len__(self) -> int:
        return self.length

    def rows(self, item: int) -> tuple[int, int, bool]:
        """Return the rows of a pair, and whether they show one person."""
        return self._drawn(item, generator(self.seed, "pairs", item))

    @override
    def __getitem__(self, item: int) -> tuple[Tensor, Tensor, bool]:
        """Return a pair.

        Args:
            item: 0 or more; may lie beyond `length`.

        Returns:
            Two pictures, (3, S, S) uint8 each, and whether they show one person.
        """
        random = generator(self.seed, "pairs", item)
        left, right, same = self._drawn(item, random)
        pixels = self.images.pixels
        return (
            self._view(pixels[left], view_seed(random)),
            self._view(pixels[right], view_seed(random)),
            same,
        )

    def _drawn(self, item: int, random: np.random.Generator) -> tuple[int, int, bool]:
        if item % 2 == 0:
            rows = self._rows[self._paired[random.integers(len(self._paired))]]
            first, second = _two_of(len(rows), random)
            return int(rows[first]), int(rows[second]), True
        left, right = (self._rows[person] for person in _two_of(len(self._rows), random))
        return (
            int(left[random.integers(len(left))]),
            int(right[random.integers(len(right))]),
            False,
        )


def check_people(labels: Labels) -> None:
    """See that people can be told apart and known again.

    Args:
        labels: (N,) the person on each picture.

    Raises:
        TrainingError: There are fewer than two people, or none with two pictures.
    """
    _, counts = np.unique(labels, return_counts=True)
    if len(counts) < 2:
        raise TrainingError(
            "All usable pictures are of one person: there is nobody to tell them from.",
            "Give pictures of two people or more, each in a folder of their own.",
        )
    if counts.max() < 2:
        raise TrainingError(
            "Nobody has two usable pictures: there is no pair of one person.",
            "Give at least two pictures of some people, better ten of each.",
        )


def rows_of(labels: Labels) -> list[Labels]:
    """Return the rows of each person, in the order of their numbers.

    Args:
        labels: (N,) int64; people without a picture are left out.
    """
    order = np.argsort(labels, kind="stable")
    _, starts = np.unique(labels[order], return_index=True)
    return list(np.split(order.astype(np.int64), starts[1:]))


def fixed_pairs(labels: Tensor | Labels, count: int, seed: int) -> PairList:
    """Draw pairs for testing: half of one person, half of two, none twice, none with itself.

    People are alike likely as in `PairDataset`, as far as their pictures go.

    Args:
        labels: (N,) the person on each picture.
        count: Pairs wanted; where the pictures make fewer, there are fewer, still half and half.
        seed: Chooses them.

    Raises:
        TrainingError: There are fewer than two people, or none with two pictures.
    """
    numbers = labels.numpy() if isinstance(labels, torch.Tensor) else labels
    check_people(numbers)
    rows = rows_of(numbers)
    sizes = np.array([len(own) for own in rows], dtype=np.int64)
    possible_same = int((sizes * (sizes - 1) // 2).sum())
    possible_different = len(numbers) * (len(numbers) - 1) // 2 - possible_same
    half = min(max(count // 2, 1), possible_same, possible_different)
    random = generator(seed, "fixed pairs")
    same = _same_pairs(rows, half, random)
    different = _different_pairs(numbers, rows, half, random)
    left, right = np.concatenate([same, different]).T
    truth = np.repeat([True, False], half)
    # Which of the two is the left one says nothing.
    swap = random.random(2 * half) < 0.5
    order = random.permutation(2 * half)
    return PairList(
        np.where(swap, right, left)[order], np.where(swap, left, right)[order], truth[order]
    )


def _two_of(count: int, random: np.random.Generator) -> tuple[int, int]:
    """Draw two different numbers below `count`."""
    first = int(random.integers(count))
    second = int(random.integers(count - 1))
    return first, second + (second >= first)


def _same_pairs(rows: list[Labels], count: int, random: np.random.Generator) -> Labels:
    """Deal one pair of each person after the other until there are `count`, (count, 2)."""
    hands: list[Labels] = []
    for own in rows:
        possible = len(own) * (len(own) - 1) // 2
        chosen = random.choice(possible, size=min(possible, count), replace=False)
        hands.append(own[_unranked(np.asarray(chosen, dtype=np.int64))])
    rounds = np.concatenate([np.arange(len(hand)) for hand in hands])
    dealt = np.concatenate(hands)
    # Within a round, people come in a random order: the last round is cut short.
    order = np.lexsort((random.random(len(dealt)), rounds))
    return dealt[order[:count]]


def _unranked(number: Labels) -> Labels:
    """Return the pair i < j that each number j (j - 1) / 2 + i stands for, (n, 2)."""
    upper = ((1 + np.sqrt(1 + 8 * number.astype(np.float64))) // 2).astype(np.int64)
    upper -= upper * (upper - 1) // 2 > number
    upper += upper * (upper + 1) // 2 <= number
    return np.stack([number - upper * (upper - 1) // 2, upper], axis=1)


def _different_pairs(
    labels: Labels, rows: list[Labels], count: int, random: np.random.Generator
) -> Labels:
    """Draw pairs of two people, (count, 2), none twice."""
    sizes = np.array([len(own) for own in rows])
    possible = (len(labels) ** 2 - int((sizes**2).sum())) // 2
    if possible <= 8 * count:
        # Much of what there is is wanted: draw from the list of all.
        later = [np.concatenate(rows[person + 1 :]) for person in range(len(rows) - 1)]
        lists = [
            np.stack(np.meshgrid(own, others, indexing="ij"), axis=-1).reshape(-1, 2)
            for own, others in zip(rows, later, strict=False)
        ]
        return np.concatenate(lists)[random.permutation(possible)[:count]]
    drawn: Labels = np.empty((0, 2), dtype=np.int64)
    while len(drawn) < count:
        people = [_two_of(len(rows), random) for _ in range(count)]
        more = [
            sorted(int(rows[person][random.integers(len(rows[person]))]) for person in two)
            for two in people
        ]
        drawn = np.concatenate([drawn, np.array(more, dtype=np.int64)])
        _, first = np.unique(drawn, axis=0, return_index=True)
        drawn = drawn[np.sort(first)]
    return drawn[:count]
