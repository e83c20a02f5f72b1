"""The test at the end of a run: pairs that the network has never seen, and one-shot trials."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.encoders.base import SiameseEncoder
from training.config import TrainConfig
from training.data.images import ImageSet
from training.data.pairs import PairList, fixed_pairs
from training.errors import TrainingError
from training.evaluation.one_shot import OneShot, alphabets_of, one_shot
from training.evaluation.roc import RocCurve, pair_roc
from training.evaluation.unseen_pairs import PairTest, best_threshold, embed_images, judge_pairs
from training.run.datasets import RunData

_WAYS = (5, 20)
_BATCH = 64


@dataclass(frozen=True, slots=True, eq=False)
class UnseenTest:
    """What a network does with pictures it has never seen.

    Attributes:
        images: The pictures.
        pairs: Its verdicts, at a threshold that was chosen on other pairs.
        curve: Its errors at all thresholds.
        one_shot: 5- and 20-way, where there are as many classes and none was trained on.
    """

    images: ImageSet
    pairs: PairTest
    curve: RocCurve
    one_shot: tuple[OneShot, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the figures, in plain values."""
        return {
            "pairs": len(self.pairs.judged),
            "accuracy": self.pairs.accuracy,
            "accuracy_low": self.pairs.accuracy_low,
            "accuracy_high": self.pairs.accuracy_high,
            "threshold": self.pairs.threshold,
            "fmr": self.pairs.fmr,
            "fnmr": self.pairs.fnmr,
            "auc": self.curve.auc,
            "auc_low": self.curve.auc_interval.low,
            "auc_high": self.curve.auc_interval.high,
            "eer": self.curve.eer,
            "eer_low": self.curve.eer_interval.low,
            "eer_high": self.curve.eer_interval.high,
            "d_prime": self.curve.d_prime,
            "one_shot": [
                {
                    "ways": found.ways,
                    "trials": found.trials,
                    "classes": found.classes,
                    "accuracy": found.accuracy,
                    "accuracy_low": found.accuracy_low,
                    "accuracy_high": found.accuracy_high,
                }
                for found in self.one_shot
            ],
        }


def run_unseen(
    encoder: SiameseEncoder, data: RunData, config: TrainConfig, device: torch.device
) -> UnseenTest | None:
    """Test a network on the pictures that were kept for it.

    Args:
        encoder: On `device`.
        data: The pictures of the run.
        config: Its settings.
        device: Where the encoder is.

    Returns:
        None where no pictures were kept.

    Raises:
        TrainingError: No pairs can be made of them.
    """
    if data.test is None:
        return None
    # The pairs that chose the best epoch choose the threshold too; without them, training pairs.
    chosen_on = data.train if data.validation is None else data.validation
    chosen = fixed_pairs(chosen_on.labels, config.validation_pairs, config.seed)
    known = embed_images(encoder, chosen_on, batch=_BATCH, device=device)
    threshold = best_threshold(_similarities(known, chosen), chosen.same)
    pairs = fixed_pairs(data.test.labels, config.test_pairs, config.seed)
    vectors = embed_images(encoder, data.test, batch=_BATCH, device=device)
    people = data.test.labels.numpy()
    test = judge_pairs(vectors, pairs, threshold, people=people, seed=config.seed)
    sides = np.stack([people[pairs.left], people[pairs.right]], axis=1)
    curve = pair_roc(test.similarities, test.same, identities=sides, seed=config.seed)
    trials = _one_shot(vectors, data, config.seed) if data.are_strangers else ()
    return UnseenTest(data.test, test, curve, trials)


def _similarities(vectors: NDArray[np.float32], pairs: PairList) -> NDArray[np.float64]:
    left, right = vectors[pairs.left].astype(np.float64), vectors[pairs.right].astype(np.float64)
    return np.asarray((left * right).sum(axis=1))


def _one_shot(vectors: NDArray[np.float32], data: RunData, seed: int) -> tuple[OneShot, ...]:
    assert data.test is not None  # noqa: S101 - for the type checker
    labels, alphabets = data.test.labels.numpy(), alphabets_of(data.test.classes)
    found = []
    for ways in _WAYS:
        try:
            found.append(one_shot(vectors, labels, ways=ways, seed=seed, alphabets=alphabets))
        except TrainingError:  # fewer classes than ways: not asked for, so nothing is missing
            break
    return tuple(found)
