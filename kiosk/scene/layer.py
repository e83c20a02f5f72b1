"""Pictures with opacity that are laid over others; their colour is multiplied by it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.warp import Window
from models.types import RgbImage


def lay_over(picture: RgbImage, window: Window, layer: NDArray[np.uint8]) -> None:
    """Lay a layer over a window of the picture.

    Args:
        picture: (height, width, 3) uint8 RGB, changed in place.
        window: Where.
        layer: (h, w, 4) uint8 of the window's size, colour multiplied by opacity.
    """
    behind = picture[window.top : window.bottom, window.left : window.right]
    clear = cv2.merge([cv2.bitwise_not(layer[..., 3])] * 3)
    behind[:] = cv2.add(cv2.multiply(behind, clear, scale=1.0 / 255.0), layer[..., :3])


def halved(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture of half the size, each pixel the mean of four."""
    height, width = image.shape[:2]
    even = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    size = (even.shape[1] // 2, even.shape[0] // 2)
    return np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
