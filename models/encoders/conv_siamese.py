"""The teaching network: small enough to train on an afternoon's own pictures and to read at once.

Koch, Zemel and Salakhutdinov (2015), "Siamese neural networks for one-shot image recognition",
brought up to date: small filters in blocks with normalisation, and a dense layer onto the unit
sphere.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F
from typing_extensions import override

from models.encoders import resnet29
from models.encoders.faces import prepare_faces
from models.types import CanonicalCrop

_GROUPS = 8
_MOST_SIDE_PX = 512

# How bright red, green and blue look (ITU-R BT.601).
_LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, slots=True)
class ConvSiameseShape:
    """What a network of this kind is made of.

    Attributes:
        size_px: Side of the faces that go in.
        channels: 3 for colour, 1 for gray (made from the colours inside).
        widths: Filters of each block, multiples of 8; each block halves the picture.
        dimension: Length of an embedding.
    """

    size_px: int = 100
    channels: int = 3
    widths: tuple[int, ...] = (32, 64, 128, 128)
    dimension: int = 128

    def __post_init__(self) -> None:
        if self.channels not in (1, 3):
            raise ValueError(f"Faces have 1 or 3 channels, not {self.channels}.")
        if not self.widths or any(width < 1 or width % _GROUPS for width in self.widths):
            raise ValueError(f"Widths are multiples of {_GROUPS}, not {self.widths}.")
        if not 2 ** len(self.widths) <= self.size_px <= _MOST_SIDE_PX:
            raise ValueError(f"{len(self.widths)} blocks cannot halve {self.size_px} px.")
        if self.dimension < 1:
            raise ValueError(f"An embedding has at least one number, not {self.dimension}.")


class ConvSiamese(nn.Module):
    """Aligned faces → points on the unit sphere, by a few blocks of convolutions.

    Args:
        shape: What it is made of.
        seed: Of the first, random weights: the same seed gives the same network.
        model_id: The mark of architecture and weights.
    """

    luma: torch.Tensor

    def __init__(
        self,
        shape: ConvSiameseShape | None = None,
        *,
        seed: int = 0,
        model_id: str = "conv-siamese-untrained",
    ) -> None:
        super().__init__()
        self.shape = shape or ConvSiameseShape()
        self._model_id = model_id
        # The framing of the default encoder, so that a comparison of the two compares networks.
        scale = self.shape.size_px / resnet29.CROP.size_px
        self._crop = CanonicalCrop(self.shape.size_px, resnet29.CROP.landmarks * scale)
        self.register_buffer("luma", torch.tensor(_LUMA).view(1, 3, 1, 1), persistent=False)
        self.blocks = nn.Sequential(
            *(_block(a, b) for a, b in pairwise((self.shape.channels, *self.shape.widths)))
        )
        side = self.shape.size_px >> len(self.shape.widths)
        self.out = nn.Linear(self.shape.widths[-1] * side * side, self.shape.dimension)
        _initialise(self, torch.Generator().manual_seed(seed))

    @property
    def model_id(self) -> str:
        """Architecture and weights."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """Length of an embedding."""
        return self.shape.dimension

    @property
    def crop(self) -> CanonicalCrop:
        """The alignment that the encoder expects."""
        return self._crop

    @override
    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        """Embed aligned faces.

        Args:
            faces: (N, 3, size, size) RGB, uint8 or float in 0..255, also for a gray network.

        Returns:
            (N, D), each row of length 1.

        Raises:
            ValueError: The shape is another.
        """
        x = prepare_faces(faces, self._crop, self.out.weight) / 127.5 - 1.0
        if self.shape.channels == 1:
            x = (x * self.luma).sum(dim=1, keepdim=True)
        return F.normalize(self.out(self.blocks(x).flatten(1)), dim=1)


def _block(inputs: int, width: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, width, 3, padding=1, bias=False),
        # Groups, not batches: a face's embedding must not depend on who else is in the batch, nor
        # a twin's on its partner.
        nn.GroupNorm(_GROUPS, width),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
    )


def _initialise(network: nn.Module, generator: torch.Generator) -> None:
    """Draw the weights after He et al. (2015), from a generator of our own."""
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):
                inputs = layer.weight[0].numel()
                layer.weight.normal_(0.0, math.sqrt(2.0 / inputs), generator=generator)
                if layer.bias is not None:
                    layer.bias.zero_()
