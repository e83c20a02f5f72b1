"""The part of a photo around its face, at a wanted size."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.types import RgbImage


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a photo.

    Attributes:
        scale: Pixels wanted for each of the photo's.
        left: Where it begins, pixels of the photo.
        top: The same, down.
    """

    scale: float
    left: float
    top: float

    def there(self, point_px: tuple[float, float]) -> tuple[float, float]:
        """Return where a point of the photo lies in the part, (x, y) pixels."""
        x, y = point_px
        return (
            (x + 0.5 - self.left) * self.scale - 0.5,
            (y + 0.5 - self.top) * self.scale - 0.5,
        )


def crop_around(
    photo: RgbImage,
    eyes_px: tuple[float, float],
    scale: float,
    size_px: tuple[int, int],
    eyes_down: float,
) -> Crop:
    """Return the part of a photo around a face; enlarged further where the photo is too small.

    Args:
        photo: (height, width, 3) uint8 RGB.
        eyes_px: The middle between the eyes, (x, y).
        scale: Pixels wanted for each of the photo's.
        size_px: Width and height wanted.
        eyes_down: How far down the eyes should lie, share of the height.
    """
    height, width = photo.shape[:2]
    scale = max(scale, size_px[0] / width, size_px[1] / height)
    part_width, part_height = size_px[0] / scale, size_px[1] / scale
    left = min(max(eyes_px[0] - part_width / 2, 0.0), width - part_width)
    top = min(max(eyes_px[1] - eyes_down * part_height, 0.0), height - part_height)
    return Crop(scale, left, top)


def cropped(photo: NDArray[np.uint8], crop: Crop, size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the part of a photo, of the wanted size."""
    scale = crop.scale
    if scale < 0.7:  # a smaller copy shows no detail that is too fine for it
        photo = np.asarray(cv2.GaussianBlur(photo, (0, 0), 0.4 / scale), dtype=np.uint8)
    # The middle of a wanted pixel is the middle of the square that it shows.
    middle = 0.5 / scale - 0.5
    back = np.array([[1 / scale, 0, crop.left + middle], [0, 1 / scale, crop.top + middle]])
    seen = cv2.warpAffine(
        photo,
        back,
        size_px,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(seen, dtype=np.uint8)
