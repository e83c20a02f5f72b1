"""Mixed precision on graphics cards: half as many bits where they are enough, twice the speed."""

import contextlib
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn


class Precision:
    """How the network computes, and how its gradients are kept from vanishing.

    bfloat16 has the range of float32 and needs nothing else; older cards have only float16, whose
    small gradients would become 0 and are scaled up. The loss is always computed in float32.

    Args:
        device: Where the network runs.
        mixed: Whether fewer bits are wanted; on a processor it changes nothing.
    """

    def __init__(self, device: torch.device, *, mixed: bool) -> None:
        self._device = device
        self._dtype: torch.dtype | None = None
        if mixed and device.type == "cuda":
            self._dtype = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
        self._scaler = torch.amp.GradScaler(
            device.type, enabled=device.type == "cuda" and self._dtype is torch.float16
        )

    def forward(self) -> contextlib.AbstractContextManager[Any]:
        """Return the context in which the network embeds."""
        if self._dtype is None:
            return contextlib.nullcontext()
        return torch.autocast(self._device.type, dtype=self._dtype)

    def backward(self, loss: torch.Tensor) -> None:
        """Compute the gradients."""
        scaled: torch.Tensor = self._scaler.scale(loss)
        torch.autograd.backward(scaled)

    def step(
        self, optimiser: torch.optim.Optimizer, clip: float, parameters: Sequence[nn.Parameter]
    ) -> None:
        """Change the weights.

        Args:
            optimiser: Does it.
            clip: Longest gradient; 0 clips none.
            parameters: All that are trained.
        """
        if clip > 0:
            self._scaler.unscale_(optimiser)
            nn.utils.clip_grad_norm_(parameters, clip)
        self._scaler.step(optimiser)
        self._scaler.update()

    def state(self) -> dict[str, Any]:
        """Return what a resumed training needs; plain values."""
        return self._scaler.state_dict()

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` returned."""
        if state and self._scaler.is_enabled():
            self._scaler.load_state_dict(state)
