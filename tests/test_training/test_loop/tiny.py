"""Trainings that take a second: patterns instead of people, and a network of few weights.

A person is a pattern of eight by eight squares; each picture of them is that with other light and
noise.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from models.encoders.trained import Trainable
from models.weights import WeightsStore
from training.config import TrainConfig, with_settings
from training.data.folders import Picture
from training.data.images import ImageSet
from training.loop.distributed import Ranks
from training.loop.encoders import build_encoder
from training.loop.history import EpochRecord, History
from training.loop.job import TrainingJob
from training.run.datasets import RunData
from training.run.job import build_job

SIDE_PX = 16
_SETTINGS = (
    f"network.size_px={SIDE_PX}",
    "network.widths=8,16",
    "network.dimension=8",
    "augment=none",
    "batch=16",
    "epochs=3",
    "epoch_length=64",
    "validation_pairs=100",
    "lr=0.005",
)


def people(
    count: int, each: int, *, seed: int, named: str = "p", contrast: float = 1.0
) -> ImageSet:
    """`count` patterns, `each` pictures of every one; less contrast makes them harder to tell."""
    random = np.random.default_rng(seed)
    pixels, pictures = [], []
    for number in range(count):
        pattern = random.integers(40, 216, size=(3, 8, 8)).repeat(2, axis=1).repeat(2, axis=2)
        for index in range(each):
            light = random.uniform(0.8, 1.2)
            noise = random.normal(0, 12, size=pattern.shape)
            shown = 128 + contrast * (pattern * light - 128)
            pixels.append((shown + noise).clip(0, 255).astype(np.uint8))
            pictures.append(Picture(f"{named}{number:02d}", Path(f"{named}{number}-{index}.png")))
    return ImageSet.of(torch.from_numpy(np.stack(pixels)), pictures, SIDE_PX)


def data(*, train: int = 8, seed: int = 1) -> RunData:
    """People to train on, and others to validate and to test on."""
    return RunData(
        people(train, 6, seed=seed),
        people(6, 5, seed=seed + 100, named="v"),
        people(6, 5, seed=seed + 200, named="t"),
        (),
        (),
    )


def config(*settings: str) -> TrainConfig:
    """Settings of a small training."""
    return with_settings(TrainConfig(), [*_SETTINGS, *settings])


def encoder(settings: TrainConfig) -> Trainable:
    """Its network."""
    return build_encoder(settings, WeightsStore(Path("no-weights-here")))


def job(
    *settings: str,
    checkpoints: Path | None = None,
    on: RunData | None = None,
    ranks: Ranks | None = None,
) -> TrainingJob:
    """A small training."""
    chosen = config(*settings)
    return build_job(
        chosen, on or data(), encoder(chosen), ranks=ranks or Ranks(), checkpoints=checkpoints
    )


def same_weights(one: torch.nn.Module, other: torch.nn.Module) -> bool:
    """Whether two networks have the same bits."""
    left, right = one.state_dict(), other.state_dict()
    return left.keys() == right.keys() and all(torch.equal(left[k], right[k]) for k in left)


class Watching:
    """Keeps what it is told, and does something at a step."""

    def __init__(self, at: tuple[int, int] | None = None, act: object = None) -> None:
        self.steps: list[tuple[int, int, int]] = []
        self.epochs: list[EpochRecord] = []
        self._at, self._act = at, act

    def step(self, epoch: int, done: int, of: int, loss: float | None) -> None:
        self.steps.append((epoch, done, of))
        if (epoch, done) == self._at and callable(self._act):
            self._act()

    def epoch(self, record: EpochRecord, history: History) -> None:
        self.epochs.append(record)


def losses(history: History) -> Sequence[float]:
    """The loss of each epoch."""
    return [record.loss for record in history.epochs]
