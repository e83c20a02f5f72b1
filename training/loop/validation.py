"""How good the network is between two epochs, on what was held back."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import nn

from models.encoders.base import SiameseEncoder
from training.data.images import ImageSet
from training.data.pairs import PairList, rows_of
from training.data.seeds import generator
from training.evaluation.unseen_pairs import embed_images
from training.losses.catalogue import LossKind

# Small, so that what a processor holds of one layer stays in its cache.
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Validation:
    """The figures of one epoch; see `EpochRecord`."""

    auc: float
    loss: float | None


class Validator:
    """Measures a network on pairs that stay the same in all epochs.

    Args:
        images: The pictures held back.
        pairs: Pairs of their rows.
        kind: What the loss is computed from.
        batch: Pictures in a batch of the training, which the loss is computed over here too.
        pictures_per_person: In such a batch.
        seed: Of the batches.
    """

    def __init__(
        self,
        images: ImageSet,
        pairs: PairList,
        *,
        kind: LossKind,
        batch: int,
        pictures_per_person: int,
        seed: int,
    ) -> None:
        self._images = images
        self._pairs = pairs
        self._kind = kind
        labels = images.labels.numpy()
        self._batches = tuple(_people_batches(labels, batch, pictures_per_person, seed))

    def __call__(
        self, encoder: SiameseEncoder, loss: nn.Module, device: torch.device
    ) -> Validation:
        """Measure.

        Raises:
            TrainingError: The network makes embeddings that are no numbers.
        """
        vectors = embed_images(encoder, self._images, batch=_BATCH, device=device)
        left, right = vectors[self._pairs.left], vectors[self._pairs.right]
        # float64 sums: the same on every machine, so that ties are ties everywhere.
        similarities = (left.astype(np.float64) * right).sum(axis=1)
        auc = float(roc_auc_score(self._pairs.same, similarities))
        with torch.no_grad():
            return Validation(auc, self._loss(loss, torch.from_numpy(vectors).to(device)))

    def _loss(self, loss: nn.Module, vectors: torch.Tensor) -> float | None:
        if self._kind is LossKind.PAIRS:
            same = torch.from_numpy(self._pairs.same).to(vectors.device)
            return float(loss(vectors[self._pairs.left], vectors[self._pairs.right], same))
        if any(True for _ in loss.parameters()) or not self._batches:
            return None  # it knows the people it is trained on, and has no place for others
        labels = self._images.labels.to(vectors.device)
        found = [float(loss(vectors[rows], labels[rows])) for rows in self._batches]
        return float(np.mean(found))


def _people_batches(
    labels: NDArray[np.int64], batch: int, per_person: int, seed: int
) -> Iterator[NDArray[np.int64]]:
    """Yield rows of people with two pictures or more, each person in one batch only."""
    random = generator(seed, "validation batches")
    people = [rows for rows in rows_of(labels) if len(rows) > 1]
    each = max(2, batch // per_person)
    order = random.permutation(len(people))
    for start in range(0, len(order), each):
        chosen = [people[number] for number in order[start : start + each]]
        if len(chosen) > 1:  # one person alone has nobody to be told from
            yield np.concatenate(
                [random.choice(own, min(len(own), per_person), replace=False) for own in chosen]
            )
