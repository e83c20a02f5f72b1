"""What became of each epoch."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """One epoch.

    Attributes:
        epoch: Its number, from 1.
        loss: Mean over its steps.
        validation_loss: On what was held back; None where nothing was, or where the loss knows
            only the people it was trained on.
        validation_auc: How likely a pair of one person is more similar than a pair of two, 0.5 is
            guessing; None without a validation.
        learning_rate: Of the last step, of the stage that learns fastest.
        spread: Mean of 1 - similarity over all pairs in the last batch; 0 when all faces have
            become one point.
        seconds: How long it took, validation included.
        images_per_s: Pictures trained on in a second, by all processes together.
    """

    epoch: int
    loss: float
    validation_loss: float | None
    validation_auc: float | None
    learning_rate: float
    spread: float
    seconds: float = 0.0
    images_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class History:
    """All epochs so far, in order."""

    epochs: tuple[EpochRecord, ...] = ()

    def __len__(self) -> int:
        return len(self.epochs)

    @property
    def best(self) -> EpochRecord | None:
        """The epoch with the highest validation AUC, the earlier of two; without one, the last."""
        if not self.epochs:
            return None
        judged = [record for record in self.epochs if record.validation_auc is not None]
        if not judged:
            return self.epochs[-1]
        return max(judged, key=lambda record: (record.validation_auc, -record.epoch))

    @property
    def since_best(self) -> int:
        """How many epochs have passed since the best one."""
        return 0 if self.best is None else self.epochs[-1].epoch - self.best.epoch

    def added(self, record: EpochRecord) -> "History":
        """Return the history with one epoch more."""
        return History((*self.epochs, record))

    def without_times(self) -> "History":
        """Return what two equal trainings agree on."""
        return History(tuple(replace(e, seconds=0.0, images_per_s=0.0) for e in self.epochs))

    def to_json(self) -> list[dict[str, Any]]:
        """Return plain values."""
        return [asdict(record) for record in self.epochs]

    @classmethod
    def from_json(cls, values: Sequence[dict[str, Any]]) -> "History":
        """Return the history that `to_json` made the values of.

        Raises:
            TypeError: They are others.
        """
        return cls(tuple(EpochRecord(**value) for value in values))
