"""What can go wrong while training, noticed and named."""

import math

import torch

from training.errors import TrainingError
from training.loop.history import EpochRecord, History

CHECK_EVERY = 10
"""Steps between two looks at the losses: on a graphics card each look waits for all of them."""

# Mean of 1 - similarity over all pairs. Networks that learn keep a tenth and more.
_COLLAPSED_BELOW = 1e-3

# One epoch may pass through a narrow place.
_EPOCHS_COLLAPSED = 2


class LossWatch:
    """Collects the losses of an epoch, and stops the training at the first that is no number.

    Args:
        epoch: Its number, for the message.
    """

    def __init__(self, epoch: int) -> None:
        self._epoch = epoch
        self._losses: list[torch.Tensor] = []
        self._alive: list[torch.Tensor] = []
        self._checked: list[float] = []

    def add(self, loss: torch.Tensor, embeddings: torch.Tensor) -> None:
        """Take the loss of a step, (), and its embeddings: mining makes 0 of what is no number."""
        self._losses.append(loss.detach())
        self._alive.append(embeddings.detach().sum())

    def check(self) -> float:
        """Look at what was added since the last look; return the newest loss.

        Raises:
            TrainingError: One of them is no number.
        """
        if self._losses:
            losses = torch.stack(self._losses).tolist()
            alive = torch.stack(self._alive).tolist()
            for loss, embedded in zip(losses, alive, strict=True):
                self._checked.append(loss)
                if not (math.isfinite(loss) and math.isfinite(embedded)):
                    raise TrainingError(
                        f"The loss is no longer a number in epoch {self._epoch}, step "
                        f"{len(self._checked)}: the training has run away.",
                        "Go on from the epoch before with a lower learning rate (--resume --set "
                        "lr=0.0001) or shorter gradients (--resume --set gradient_clip=1).",
                    )
            self._losses, self._alive = [], []
        return self._checked[-1]

    @property
    def mean(self) -> float:
        """The mean of all that were looked at."""
        return math.fsum(self._checked) / len(self._checked)


def spread_of(embeddings: torch.Tensor) -> float:
    """Return the mean of 1 - similarity over all pairs of rows.

    Args:
        embeddings: (N, D) rows of length 1, N at least 2.
    """
    rows = embeddings.detach().double()
    # Deviations from the mean, not similarities: near 1 those have no digits left.
    deviations = (rows - rows.mean(dim=0)).square().sum(dim=1).mean()
    return float(deviations * len(rows) / (len(rows) - 1))


def check_collapse(history: History) -> None:
    """See that the faces have not all become one point.

    With a triplet loss that is a trap and not an accident: where the hardest triplets are taken too
    early, one point for everybody costs exactly the margin, and every way out costs more (Hermans,
    Beyer and Leibe, 2017).

    Raises:
        TrainingError: They have, for two epochs.
    """
    last = history.epochs[-_EPOCHS_COLLAPSED:]
    if len(last) == _EPOCHS_COLLAPSED and all(_is_collapsed(record) for record in last):
        raise TrainingError(
            f"The embeddings have collapsed: since epoch {last[0].epoch} all pictures come out as "
            f"one point (mean distance from a similarity of 1: {last[-1].spread:.1e}), and the "
            "network tells nobody from anybody.",
            "Begin anew with a lower learning rate, with semi-hard instead of hard triplets "
            "(--set loss.mining=semihard), with a larger batch, or with another loss "
            "(--loss contrastive or multi-similarity).",
        )


def _is_collapsed(record: EpochRecord) -> bool:
    return record.spread < _COLLAPSED_BELOW


def is_patience_over(history: History, patience: int) -> bool:
    """Return whether so many epochs have brought nothing better; never for a patience of 0."""
    return patience > 0 and history.since_best >= patience
