"""Square crops around boxes, as the networks of the detector take them."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models.types import Box, RgbImage


@dataclass(frozen=True, slots=True)
class Square:
    """A square of whole pixels; may reach past the picture's edge."""

    left: int
    top: int
    side: int

    @classmethod
    def around(cls, box: Box) -> "Square":
        """Return the square with the box's centre and its longer side."""
        side = max(1, round(max(box.width_px, box.height_px)))
        x, y = box.centre
        return cls(left=round(x - side / 2), top=round(y - side / 2), side=side)

    def meets(self, image: RgbImage) -> bool:
        """Tell whether any pixel of the picture lies in it."""
        height, width = image.shape[:2]
        across = self.left < width and self.left + self.side > 0
        return across and self.top < height and self.top + self.side > 0

    def shifted(self, edges: NDArray[np.float32]) -> Box | None:
        """Return the box that a network answered.

        Args:
            edges: (4,) how far left, top, right and bottom move, in sides of this square.

        Returns:
            The box; None where the answer is no rectangle.
        """
        left, top, right, bottom = (float(edge) * self.side for edge in edges)
        box = (self.left + left, self.top + top, self.left + self.side + right)
        low = self.top + self.side + bottom
        if not (box[2] > box[0] and low > box[1]):
            return None
        return Box(*box, low)


def cut(image: RgbImage, square: Square, size_px: int) -> RgbImage:
    """Cut a square out of a picture and scale it.

    Past the picture's edge it is black. (facenet-pytorch stretches what is left of the crop over
    the whole square instead, and a face at the edge comes out bent.)

    Args:
        image: (height, width, 3) uint8 RGB.
        square: What to cut; it must meet the picture.
        size_px: Side of the result.

    Returns:
        (size, size, 3) uint8 RGB.
    """
    height, width = image.shape[:2]
    left, top = square.left, square.top
    right, bottom = left + square.side, top + square.side
    piece = image[max(top, 0) : bottom, max(left, 0) : right]
    missing = (max(-top, 0), max(bottom - height, 0), max(-left, 0), max(right - width, 0))
    if any(missing):
        padded = cv2.copyMakeBorder(piece, *missing, cv2.BORDER_CONSTANT, value=(0, 0, 0))
        piece = np.asarray(padded, dtype=np.uint8)
    scaled = cv2.resize(piece, (size_px, size_px), interpolation=cv2.INTER_AREA)
    return np.asarray(scaled, dtype=np.uint8)


def to_batch(pictures: NDArray[np.uint8], device: torch.device) -> torch.Tensor:
    """Return pictures as MTCNN's networks take them.

    Args:
        pictures: (N, H, W, 3) uint8 RGB.
        device: Where the networks run.

    Returns:
        (N, 3, H, W) float32 in about -1..1.
    """
    batch = torch.from_numpy(pictures).to(device).permute(0, 3, 1, 2)
    return (batch.float() - 127.5) / 128.0
