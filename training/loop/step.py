"""One step: a batch → embeddings of all processes → the loss of the whole batch."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

import torch
from torch import nn

from training.loop.distributed import Ranks

Embed: TypeAlias = Callable[[torch.Tensor], torch.Tensor]
"""(N, 3, S, S) uint8 → (N, D) float32 rows of length 1, those of this process."""


class Batch(Protocol):
    """Pairs or pictures of people; see `training.data.loaders`."""

    def __len__(self) -> int:
        """How many pairs or pictures."""
        ...

    def to(self, device: torch.device) -> "Batch":
        """Return it on a device."""
        ...


class Pairs(Batch, Protocol):
    """Pairs of pictures."""

    @property
    def left(self) -> torch.Tensor:
        """(B, 3, S, S) uint8."""
        ...

    @property
    def right(self) -> torch.Tensor:
        """(B, 3, S, S) uint8."""
        ...

    @property
    def same(self) -> torch.Tensor:
        """(B,) bool."""
        ...


class Classes(Batch, Protocol):
    """Pictures and their people."""

    @property
    def images(self) -> torch.Tensor:
        """(B, 3, S, S) uint8."""
        ...

    @property
    def labels(self) -> torch.Tensor:
        """(B,) int64."""
        ...


def pair_step(
    embed: Embed, loss: nn.Module, batch: Pairs, ranks: Ranks
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the loss of a batch of pairs, (), and its embeddings, (2·B·world, D)."""
    # Both twins in one batch, as in SiameseNetwork: one set of weights, one pass.
    left, right = embed(torch.cat((batch.left, batch.right))).chunk(2)
    left, right, same = (ranks.gather(part) for part in (left, right, batch.same))
    return loss(left, right, same), torch.cat((left.detach(), right.detach()))


def class_step(
    embed: Embed, loss: nn.Module, batch: Classes, ranks: Ranks
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the loss of a batch of people, (), and its embeddings, (B·world, D)."""
    embedded = ranks.gather(embed(batch.images))
    return loss(embedded, ranks.gather(batch.labels)), embedded.detach()
