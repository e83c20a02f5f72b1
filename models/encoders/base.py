"""The one protocol of all encoders."""

from typing import Protocol, runtime_checkable

import torch

from models.types import CanonicalCrop


@runtime_checkable
class SiameseEncoder(Protocol):
    """One twin of the Siamese network: aligned faces in, points on the unit sphere out.

    Each encoder is a `torch.nn.Module` as well; it normalises its input itself, so that every
    caller hands in the same thing.
    """

    @property
    def model_id(self) -> str:
        """Architecture and weights, as marked on every template, e.g. `resnet29-dlib-2`."""
        ...

    @property
    def dimension(self) -> int:
        """Length D of an embedding."""
        ...

    @property
    def crop(self) -> CanonicalCrop:
        """The alignment that the encoder expects."""
        ...

    def __call__(self, faces: torch.Tensor) -> torch.Tensor:
        """Embed aligned faces.

        Args:
            faces: (N, 3, H, W) RGB, uint8 or float32 in 0..255, H = W = `crop.size_px`.

        Returns:
            (N, D) float32, each row of length 1.

        Raises:
            ValueError: The shape is another.
        """
        ...
