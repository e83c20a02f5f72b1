"""What every encoder does first: check the batch and bring it to the network's own type."""

import torch

from models.types import CanonicalCrop


def prepare_faces(faces: torch.Tensor, crop: CanonicalCrop, like: torch.Tensor) -> torch.Tensor:
    """Return a batch of aligned faces as numbers 0..255 of the network's type and device.

    Args:
        faces: (N, 3, H, W) RGB, uint8 or floating point in 0..255, H = W = `crop.size_px`.
        crop: The crop that the encoder expects.
        like: A parameter of the network.

    Raises:
        ValueError: The shape or the type is another.
    """
    side = crop.size_px
    if faces.ndim != 4 or faces.shape[1:] != (3, side, side):
        raise ValueError(f"Faces must be (N, 3, {side}, {side}), not {tuple(faces.shape)}.")
    if faces.dtype != torch.uint8 and not faces.is_floating_point():
        raise ValueError(f"Faces must be uint8 or floating point in 0..255, not {faces.dtype}.")
    return faces.to(device=like.device, dtype=like.dtype)
