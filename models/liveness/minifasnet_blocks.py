"""The parts of MiniFASNet: bottlenecks of separable convolutions, their widths read from a file.

The published networks were pruned: each block has its own odd width, and a few have a gate. So
nothing is written down here that a file of weights says itself; attributes are called as in it.
The order of the layers is that of the publishers' own source (Minivision AI, Silent-Face-Anti-
Spoofing, Apache-2.0); it follows MobileFaceNet (Chen et al. 2018) and, for the gate, squeeze and
excitation (Hu et al. 2018).
"""

from collections.abc import Mapping

import torch
from torch import nn
from typing_extensions import override

Weights = Mapping[str, torch.Tensor]


class Filters(nn.Module):
    """Convolution, normalisation and, where the file has its slopes, PReLU.

    Args:
        weights: All weights of the file.
        name: Of this part, as in the file.
        stride: Step of the filters, pixels.
        is_padded: Whether the result keeps the size of what comes in, but for the stride.
    """

    def __init__(self, weights: Weights, name: str, *, stride: int = 1, is_padded: bool) -> None:
        super().__init__()
        outputs, per_group, side, _ = weights[f"{name}.conv.weight"].shape
        # A filter that sees one channel sees its own: a depthwise convolution.
        groups = outputs if per_group == 1 else 1
        self.conv = nn.Conv2d(
            per_group * groups,
            outputs,
            side,
            stride,
            padding=side // 2 if is_padded else 0,
            groups=groups,
            bias=False,
        )
        self.bn = nn.BatchNorm2d(outputs)
        self.prelu: nn.Module = nn.Identity()
        if f"{name}.prelu.weight" in weights:
            self.prelu = nn.PReLU(outputs)

    @override
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Filter (N, C, H, W)."""
        filtered: torch.Tensor = self.prelu(self.bn(self.conv(x)))
        return filtered


class Gate(nn.Module):
    """Squeeze and excitation: each channel is weakened by what all of them see on the whole."""

    def __init__(self, weights: Weights, name: str) -> None:
        super().__init__()
        few, channels = weights[f"{name}.fc1.weight"].shape[:2]
        self.fc1 = nn.Conv2d(channels, few, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(few)
        self.fc2 = nn.Conv2d(few, channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    @override
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Weaken the channels of (N, C, H, W)."""
        seen = torch.relu(self.bn1(self.fc1(x.mean(dim=(2, 3), keepdim=True))))
        return x * torch.sigmoid(self.bn2(self.fc2(seen)))


class Bottleneck(nn.Module):
    """Widen, filter each channel for itself, narrow; gated where the file has a gate.

    Args:
        weights: All weights of the file.
        name: Of this block, as in the file.
        halves: Whether it halves the picture; one that does not adds what came in.
    """

    def __init__(self, weights: Weights, name: str, *, halves: bool) -> None:
        super().__init__()
        self.conv = Filters(weights, f"{name}.conv", is_padded=False)
        self.conv_dw = Filters(
            weights, f"{name}.conv_dw", stride=2 if halves else 1, is_padded=True
        )
        self.project = Filters(weights, f"{name}.project", is_padded=False)
        self.se_module: nn.Module = nn.Identity()
        if f"{name}.se_module.fc1.weight" in weights:
            self.se_module = Gate(weights, f"{name}.se_module")
        self._halves = halves

    @override
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Filter (N, C, H, W)."""
        filtered: torch.Tensor = self.se_module(self.project(self.conv_dw(self.conv(x))))
        return filtered if self._halves else x + filtered


class Bottlenecks(nn.Module):
    """Blocks of one size, one behind the other, as many as the file has."""

    def __init__(self, weights: Weights, name: str) -> None:
        super().__init__()
        start = f"{name}.model."
        numbers = {key[len(start) :].split(".")[0] for key in weights if key.startswith(start)}
        self.model = nn.Sequential(
            *(Bottleneck(weights, f"{start}{index}", halves=False) for index in range(len(numbers)))
        )

    @override
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Filter (N, C, H, W)."""
        filtered: torch.Tensor = self.model(x)
        return filtered
