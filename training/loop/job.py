"""What a training is given, what it tells while it runs, and what it returns."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import torch
from torch import nn

from models.encoders.trained import Trainable
from training.config import TrainConfig
from training.loop.distributed import Ranks
from training.loop.history import EpochRecord, History
from training.loop.step import Embed
from training.loop.validation import Validation

Step: TypeAlias = Callable[[Embed, nn.Module, Any, Ranks], tuple[torch.Tensor, torch.Tensor]]
"""See `training.loop.step`."""

Validate: TypeAlias = Callable[[Trainable, nn.Module, torch.device], Validation]
"""See `training.loop.validation.Validator`."""


class Batches(Protocol):
    """The batches of one epoch, e.g. a `DataLoader`."""

    def __len__(self) -> int:
        """How many."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """In their order."""
        ...


class Progress(Protocol):
    """What is told while a training runs."""

    def step(self, epoch: int, done: int, of: int, loss: float | None) -> None:
        """A step is done; `loss` is the newest one that was looked at."""
        ...

    def epoch(self, record: EpochRecord, history: History) -> None:
        """An epoch is done."""
        ...


class Silent:
    """Tells nothing."""

    def step(self, epoch: int, done: int, of: int, loss: float | None) -> None:
        """Do nothing."""

    def epoch(self, record: EpochRecord, history: History) -> None:
        """Do nothing."""


class Ending(StrEnum):
    """Why a training ended."""

    FINISHED = "finished"
    STOPPED_EARLY = "stopped early"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, eq=False)
class TrainingJob:
    """All that a training needs.

    Attributes:
        config: Its settings.
        encoder: The network; it is trained in place, and holds the best weights at the end.
        loss: What it is rewarded for.
        step: Computes the loss of a batch; see `training.loop.step`.
        batches: Returns the batches of an epoch, numbered from 0, of this process.
        validate: Measures the network after an epoch; None where nothing was held back.
        data_digest: Of the pictures.
        checkpoints: Folder that the training is kept in; None keeps none.
        provenance: What is written into the checkpoints about what made them.
        ranks: This process among those that train together, and its device.
        monotonic: Seconds on a clock that never goes back.
    """

    config: TrainConfig
    encoder: Trainable
    loss: nn.Module
    step: Step
    batches: Callable[[int], Batches]
    validate: Validate | None
    data_digest: str
    checkpoints: Path | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)
    ranks: Ranks = field(default_factory=Ranks)
    monotonic: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True, eq=False)
class TrainingOutcome:
    """What came of a training.

    Attributes:
        history: All epochs.
        ending: Why it ended.
        encoder: The network with the weights of the best epoch; where none was completed, with
            those at the end.
    """

    history: History
    ending: Ending
    encoder: Trainable

    @property
    def best(self) -> EpochRecord | None:
        """The epoch whose weights the encoder has."""
        return self.history.best
