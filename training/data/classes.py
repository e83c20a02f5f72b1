"""Batches of several people with several pictures each, for losses that look for pairs themselves.

Hermans, Beyer and Leibe (2017), "In defense of the triplet loss": P people, K pictures of each.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from torch import Tensor
from torch.utils.data import Dataset
from typing_extensions import override

from training.data.images import ImageSet
from training.data.pairs import check_people, rows_of
from training.data.seeds import generator, view_seed
from training.data.transforms import View

Shown: TypeAlias = tuple[int, int, int]
"""A row of the image set, and the epoch and the place within it at which it is shown."""


class ClassDataset(Dataset[tuple[Tensor, int]]):
    """Pictures and their people; what is shown follows from the seed, the epoch and the place.

    Args:
        images: The pictures.
        seed: Of the training.
        view: What is shown of each picture.

    Raises:
        TrainingError: There are fewer than two people, or none with two pictures.
    """

    def __init__(self, images: ImageSet, *, seed: int, view: View) -> None:
        self._labels = images.labels.numpy()
        check_people(self._labels)
        self.images = images
        self.seed = seed
        self._view = view

    def __len__(self) -> int:
        return len(self.images)

    @override
    def __getitem__(self, shown: Shown) -> tuple[Tensor, int]:
        """Return a picture, (3, S, S) uint8, and its person's number."""
        row, epoch, place = shown
        seed = view_seed(generator(self.seed, "views", epoch, place))
        return self._view(self.images.pixels[row], seed), int(self._labels[row])


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """What a batch is made of.

    Attributes:
        people: P, how many people.
        per_person: K, how many pictures of each at most.
    """

    people: int
    per_person: int

    def __post_init__(self) -> None:
        if self.people < 2 or self.per_person < 1:
            raise ValueError(f"A batch has two people or more with pictures, not {self}.")


class ClassSampler:
    """Chooses the pictures of each batch; batch b of an epoch follows from the seed, it and b.

    People are drawn one after the other, each with up to K pictures and none twice, until P·K
    pictures are together: where some have fewer than K, there are more than P people. No picture is
    repeated to fill a place, for it would be a pair with itself. All batches are of one size. With
    K > 1, people with a single picture are left out: they would be in nobody's pair.

    Args:
        dataset: The pictures.
        plan: P and K.
        multiple: The size of a batch is a multiple of this, e.g. of the number of processes.
    """

    def __init__(self, dataset: ClassDataset, plan: ClassPlan, *, multiple: int = 1) -> None:
        fewest = 2 if plan.per_person > 1 else 1
        people = rows_of(dataset.images.labels.numpy())
        self._people = [rows for rows in people if len(rows) >= fewest]
        self._plan = plan
        self._seed = dataset.seed
        most = sum(min(len(rows), plan.per_person) for rows in self._people)
        self.size = min(plan.people * plan.per_person, most) // multiple * multiple
        if self.size < 1:
            raise ValueError(f"{most} pictures cannot be shared by {multiple} processes.")
        self._pictures = sum(len(rows) for rows in self._people)

    @property
    def batches(self) -> int:
        """How many batches show about as many pictures as there are."""
        return -(-self._pictures // self.size)

    def batch(self, epoch: int, number: int) -> list[Shown]:
        """Return what batch `number` of an epoch shows, `size` pictures."""
        random = generator(self._seed, "people of a batch", epoch, number)
        rows: list[int] = []
        for person in random.permutation(len(self._people)):
            own = self._people[person]
            chosen = random.choice(own, min(len(own), self._plan.per_person), replace=False)
            rows.extend(int(row) for row in np.asarray(chosen)[: self.size - len(rows)])
            if len(rows) == self.size:
                break
        start = number * self.size
        return [(row, epoch, start + place) for place, row in enumerate(rows)]
