"""Pairs that the network has never seen: how alike it finds them, what it says, how often it errs.

No gradients, evaluation mode. The threshold is chosen on validation pairs and only applied to the
test pairs: one that is chosen on the pairs it is tried on flatters the network.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import binomtest  # type: ignore[import-untyped]
from torch import nn

from models.encoders.base import SiameseEncoder
from training.data.images import ImageSet
from training.data.pairs import PairList
from training.data.seeds import generator
from training.data.transforms import evaluation_view
from training.errors import TrainingError
from training.evaluation.threshold import fewest_errors

Floats = NDArray[np.float64]

_INTERVAL = 0.95
_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two pictures, and what the network says of them.

    Attributes:
        left: Row of the one picture.
        right: Row of the other.
        same: Whether they are of one class: the truth.
        similarity: Cosine of their embeddings, -1..1, higher is closer.
        distance: Euclidean distance of their embeddings on the unit sphere, 0..2; what the
            contrastive loss is made of.
        verdict: Whether the network calls them the same.
    """

    left: int
    right: int
    same: bool
    similarity: float
    distance: float
    verdict: bool

    @property
    def is_right(self) -> bool:
        """Whether the verdict is the truth."""
        return self.verdict == self.same


@dataclass(frozen=True, slots=True)
class PairTest:
    """The verdicts on all pairs of a test.

    Attributes:
        judged: The pairs.
        threshold: Similarity at and above which a pair was called the same.
        accuracy: Share of right verdicts.
        accuracy_low: Lower end of its 95 % interval, see `judge_pairs`.
        accuracy_high: Upper end.
    """

    judged: tuple[JudgedPair, ...]
    threshold: float
    accuracy: float
    accuracy_low: float
    accuracy_high: float

    @property
    def similarities(self) -> Floats:
        """Of each pair, (P,)."""
        return np.array([pair.similarity for pair in self.judged])

    @property
    def same(self) -> NDArray[np.bool_]:
        """The truth of each pair, (P,)."""
        return np.array([pair.same for pair in self.judged], dtype=np.bool_)

    @property
    def fmr(self) -> float:
        """Share of the different pairs that were called the same."""
        return float((self.similarities[~self.same] >= self.threshold).mean())

    @property
    def fnmr(self) -> float:
        """Share of the same pairs that were called different."""
        return float((self.similarities[self.same] < self.threshold).mean())


@contextlib.contextmanager
def evaluating(network: nn.Module) -> Iterator[None]:
    """Put a network into evaluation mode, without gradients; each layer gets its mode back."""
    modes = [(layer, layer.training) for layer in network.modules()]
    network.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        for layer, mode in modes:  # frozen stages stay in evaluation mode while others train
            layer.training = mode


def embed_images(
    encoder: SiameseEncoder, images: ImageSet, *, batch: int, device: torch.device
) -> NDArray[np.float32]:
    """Embed the centre of each picture.

    Args:
        encoder: A `torch.nn.Module` as well, on `device`; its modes are as before afterwards.
        images: N pictures.
        batch: How many are embedded at once.
        device: Where the encoder is.

    Returns:
        (N, D), rows of length 1.

    Raises:
        TypeError: The encoder is no `torch.nn.Module`.
        TrainingError: The encoder makes embeddings that are no numbers.
    """
    if not isinstance(encoder, nn.Module):
        raise TypeError(f"An encoder must be a torch module, not {type(encoder).__name__}.")
    view = evaluation_view(images.size_px)
    rows = []
    with evaluating(encoder):
        for start in range(0, len(images.pixels), batch):
            faces = view(images.pixels[start : start + batch])
            rows.append(encoder(faces.to(device)).float().cpu())
    vectors = torch.cat(rows).numpy() if rows else np.empty((0, encoder.dimension), np.float32)
    if not np.isfinite(vectors).all():
        raise TrainingError(
            "The network makes embeddings that are no numbers.",
            "Train it again with a lower learning rate, or from an earlier checkpoint.",
        )
    return vectors


def judge_pairs(
    vectors: NDArray[np.float32],
    pairs: PairList,
    threshold: float,
    *,
    people: NDArray[np.int64] | None = None,
    seed: int = 0,
) -> PairTest:
    """Judge pairs, and say how sure the accuracy is.

    The 95 % interval is Wilson's (1927), which takes the pairs as independent. They are not: a
    picture stands in several. With `people` it is widened to hold the percentile bootstrap by
    identity as well. It is not the bootstrap alone, whose interval has no width where no verdict
    is wrong.

    Args:
        vectors: (N, D) rows of length 1.
        pairs: Rows of them, and whether they are the same.
        threshold: Similarity, chosen on other pairs, see `best_threshold`.
        people: (N,) the class of each row.
        seed: Of the bootstrap.

    Raises:
        TrainingError: There are no pairs.
    """
    left, right = np.asarray(pairs.left), np.asarray(pairs.right)
    same = np.asarray(pairs.same, dtype=np.bool_)
    if len(same) == 0:
        raise TrainingError(
            "There are no pairs to judge.", "Give two pictures of some people, and two people."
        )
    a, b = vectors[left].astype(np.float64), vectors[right].astype(np.float64)
    similarities = np.clip((a * b).sum(axis=1), -1.0, 1.0)
    distances = np.linalg.norm(a - b, axis=1)
    verdicts = similarities >= threshold
    correct = verdicts == same
    wilson = binomtest(int(correct.sum()), len(correct)).proportion_ci(_INTERVAL, method="wilson")
    low, high = float(wilson.low), float(wilson.high)
    if people is not None:
        drawn = _drawn(correct, same, people[left], people[right], seed)
        low, high = min(low, drawn[0]), max(high, drawn[1])
    columns = (left, right, same, similarities, distances, verdicts)
    judged = tuple(
        JudgedPair(*row) for row in zip(*(column.tolist() for column in columns), strict=True)
    )
    return PairTest(judged, threshold, float(correct.mean()), low, high)


def best_threshold(similarities: NDArray[np.floating], same: NDArray[np.bool_]) -> float:
    """Return the threshold with the fewest errors, midway between two similarities.

    Args:
        similarities: (P,) of validation pairs, never of the test's.
        same: (P,) the truth.

    Raises:
        TrainingError: All pairs are the same, or all are different.
    """
    if bool(same.all()) or not bool(same.any()):
        raise TrainingError(
            "A threshold cannot be chosen: the validation pairs are all of one kind.",
            "Keep at least two people with two pictures each for validation.",
        )
    return fewest_errors(similarities, same)


def most_wrong(test: PairTest, count: int) -> tuple[JudgedPair, ...]:
    """Return the wrong verdicts that were furthest from the threshold, the worst first."""
    wrong = [pair for pair in test.judged if not pair.is_right]
    wrong.sort(key=lambda pair: abs(pair.similarity - test.threshold), reverse=True)
    return tuple(wrong[:count])


def _drawn(
    correct: NDArray[np.bool_],
    same: NDArray[np.bool_],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    seed: int,
) -> tuple[float, float]:
    """Return the percentile interval of the accuracy when the identities are drawn anew.

    An identity drawn twice is no stranger to itself: a pair of two identities weighs as the product
    of how often they were drawn. Same and different pairs keep their shares of the test.
    """
    names, numbers = np.unique(np.concatenate([left, right]), return_inverse=True)
    one, other = numbers[: len(left)], numbers[len(left) :]
    rng = generator(seed, "pair-test")
    shares = (same.mean(), 1.0 - same.mean())
    accuracies = []
    for _ in range(_DRAWS):
        times = rng.multinomial(len(names), np.full(len(names), 1.0 / len(names)))
        weight = np.where(same, times[one], times[one] * times[other])
        parts = [
            share * float(weight[kind & correct].sum()) / float(weight[kind].sum())
            for share, kind in zip(shares, (same, ~same), strict=True)
            if share and weight[kind].sum()
        ]
        if len(parts) == np.count_nonzero(shares):  # else this draw has no pair of one kind
            accuracies.append(sum(parts))
    if not accuracies:
        return 0.0, 1.0
    tail = (1.0 - _INTERVAL) / 2
    low, high = np.quantile(accuracies, [tail, 1.0 - tail])
    return float(low), float(high)
