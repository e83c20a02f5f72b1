"""Several processes that train one network, as `torchrun` starts them.

Each process embeds its slice of a batch; the embeddings of all are gathered, and every process
computes the loss of the whole batch. A loss that looks at a batch as a whole (triplets, N-pair…)
would otherwise see only the negatives of one slice, and the result would depend on how many
processes there are.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from typing_extensions import override

from models.device import choose_device
from training.errors import TrainingError

# The others wait while the first looks for the faces of a large folder.
_LONGEST_WAIT = timedelta(hours=6)

_CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Ranks:
    """Which of the processes this is, and what it says to the others.

    Attributes:
        rank: Its number, from 0.
        world: How many there are.
        device: Where it computes.
    """

    rank: int = 0
    world: int = 1
    device: torch.device = _CPU

    @property
    def is_first(self) -> bool:
        """Whether this is the one that writes and speaks."""
        return self.rank == 0

    def gather(self, tensor: torch.Tensor) -> torch.Tensor:
        """Return the rows of all processes, in the order of the processes, with their gradient.

        Args:
            tensor: (N, …), N alike in all processes.

        Returns:
            (world * N, …).
        """
        if self.world == 1:
            return tensor
        gathered: torch.Tensor = _Gather.apply(tensor, self)
        return gathered

    def average_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Make gradients one that are the same already up to rounding: weights must not drift."""
        if self.world == 1:
            return
        for parameter in parameters:
            if parameter.grad is not None:
                dist.all_reduce(parameter.grad)
                parameter.grad /= self.world

    def any(self, flag: bool) -> bool:  # noqa: FBT001 - the value itself
        """Return whether it is so in any process: all of them must go the same way."""
        if self.world == 1:
            return flag
        raised = torch.tensor(int(flag), device=self.device)
        dist.all_reduce(raised, op=dist.ReduceOp.MAX)
        return bool(raised.item())

    def as_the_first(self, numbers: list[float]) -> list[float]:
        """Return the numbers of the first process."""
        if self.world == 1:
            return numbers
        told = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        dist.broadcast(told, src=0)
        return [float(number) for number in told.tolist()]

    def wait(self) -> None:
        """Wait for all others."""
        if self.world > 1:
            dist.barrier()


class _Gather(torch.autograd.Function):
    """`all_gather` with a gradient, for a loss that every process computes alike."""

    @staticmethod
    @override
    def forward(ctx: Any, tensor: torch.Tensor, ranks: Ranks) -> torch.Tensor:
        ctx.ranks, ctx.rows = ranks, len(tensor)
        parts = [torch.empty_like(tensor) for _ in range(ranks.world)]
        dist.all_gather(parts, tensor.contiguous())
        return torch.cat(parts)

    @staticmethod
    @override
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        # Every process holds the gradient of the one global loss: its own rows are all it needs.
        # DistributedDataParallel takes the mean over processes where the sum is right.
        start = ctx.ranks.rank * ctx.rows
        return gradients[0][start : start + ctx.rows] * ctx.ranks.world, None


@contextlib.contextmanager
def joined(preference: str = "auto") -> Iterator[Ranks]:
    """Join the processes that `torchrun` started; alone without it.

    Args:
        preference: `auto`, `cpu` or `cuda`. On graphics cards NCCL carries the messages and each
            process has a card of its own; on processors gloo does.

    Raises:
        ModelError: The device is not there.
        TrainingError: There are fewer cards than processes on this machine.
    """
    world = int(os.environ.get("WORLD_SIZE", "1"))
    device = choose_device(preference)
    if world == 1:
        yield Ranks(device=device)
        return
    rank, local = int(os.environ["RANK"]), int(os.environ.get("LOCAL_RANK", "0"))
    if device.type == "cuda":
        cards = torch.cuda.device_count()
        if local >= cards:
            raise TrainingError(
                f"There are {cards} graphics cards for process number {local + 1}.",
                f"Start with --nproc-per-node {cards}, or train on the processor (--device cpu).",
            )
        device = torch.device("cuda", local)
        torch.cuda.set_device(device)
    backend = "nccl" if device.type == "cuda" else "gloo"
    dist.init_process_group(backend, timeout=_LONGEST_WAIT)
    try:
        yield Ranks(rank, world, device)
    finally:
        dist.destroy_process_group()
