"""The part of a photo around its face, at a wanted size."""

import cv2
import numpy as np

from models.types import RgbImage


def around_face(
    photo: RgbImage,
    eyes_px: tuple[float, float],
    scale: float,
    size_px: tuple[int, int],
    eyes_down: float,
) -> RgbImage:
    """Return a picture of the wanted size; enlarged further where the photo would not fill it.

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
    # The middle of a wanted pixel is the middle of the square that it shows.
    back = np.array(
        [[1 / scale, 0, left + 0.5 / scale - 0.5], [0, 1 / scale, top + 0.5 / scale - 0.5]]
    )
    if scale < 0.7:
        photo = np.asarray(cv2.GaussianBlur(photo, (0, 0), 0.4 / scale), dtype=np.uint8)
    seen = cv2.warpAffine(
        photo,
        back,
        size_px,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(seen, dtype=np.uint8)
