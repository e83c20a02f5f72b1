"""Pictures of anything, brought to a square: their middle, or the whole of them."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torchvision.transforms.v2 import functional as transform

from models.types import CanonicalCrop, RgbImage


def centred(image: RgbImage, size_px: int, margin_px: int) -> Tensor:
    """Resize a picture by its shorter side and take its middle.

    Args:
        image: (height, width, 3) uint8 RGB.
        size_px: What the shorter side becomes, and the side of the middle.
        margin_px: How much is wanted around it; past the picture's edge, the edge is repeated.

    Returns:
        (3, S', S') uint8, S' = `size_px` + 2 `margin_px`.
    """
    pixels = _tensor(image)
    wanted = size_px + 2 * margin_px
    scale = size_px / min(image.shape[:2])
    # A very long picture is cut first: its resized copy would not fit into the memory.
    reach = int(-(-wanted // scale)) + 2
    pixels = transform.center_crop(pixels, [min(side, reach) for side in image.shape[:2]])
    sides = [max(size_px, round(side * scale)) for side in pixels.shape[1:]]
    return _squared(transform.resize(pixels, sides, antialias=True), wanted)


def whole(image: RgbImage, size_px: int, margin_px: int) -> Tensor:
    """Resize a picture by its longer side, so that nothing of it is cut off.

    Args:
        image: (height, width, 3) uint8 RGB.
        size_px: What the longer side becomes.
        margin_px: How much is wanted around it; beyond the picture, its edge is repeated.

    Returns:
        (3, S', S') uint8, S' = `size_px` + 2 `margin_px`.
    """
    scale = size_px / max(image.shape[:2])
    sides = [max(1, round(side * scale)) for side in image.shape[:2]]
    resized = transform.resize(_tensor(image), sides, antialias=True)
    return _squared(resized, size_px + 2 * margin_px)


class WholePicture:
    """A `Cropper` that cuts nothing off: for signatures and other things that are no squares."""

    @property
    def key(self) -> str:
        """Names the framing."""
        return "whole"

    def cut(self, image: RgbImage, crop: CanonicalCrop, margin_px: int) -> RgbImage:
        """Return the whole picture in the middle of the square. See `Cropper`."""
        pixels = whole(image, crop.size_px, margin_px)
        return np.asarray(pixels.permute(1, 2, 0).numpy(), dtype=np.uint8)


def plain_cropper(framing: str) -> WholePicture | None:
    """Return the cropper of pictures without faces: None for their `middle`."""
    return WholePicture() if framing == "whole" else None


def _tensor(image: RgbImage) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))


def _squared(pixels: Tensor, side_px: int) -> Tensor:
    """Cut or continue a picture on all sides to a square of `side_px`."""
    missing = [max(0, side_px - side) for side in pixels.shape[1:]]
    top, left = (gap // 2 for gap in missing)
    padding = (left, missing[1] - left, top, missing[0] - top)
    if any(padding):
        pixels = F.pad(pixels[None].float(), padding, mode="replicate")[0].to(torch.uint8)
    return torch.as_tensor(transform.center_crop(pixels, [side_px, side_px]))
