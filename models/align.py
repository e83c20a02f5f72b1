"""Five landmarks → the canonical crop an encoder was trained on.

The transform is a similarity (turn, one scale, shift; never a mirror image), fitted by least
squares after Umeyama (1991), "Least-squares estimation of transformation parameters between two
point patterns". An affine fit would bend the face's proportions, which the encoder looks at.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.turns import turned
from models.types import LANDMARK_COUNT, CanonicalCrop, Landmarks, RgbImage, check_rgb

# Bilinear sampling skips pixels when it shrinks by more than this, and fine texture turns to noise.
_MAX_SHRINK = 2.0


def similarity_transform(source: Landmarks, target: Landmarks) -> NDArray[np.float64]:
    """Return the similarity that takes `source` nearest to `target`.

    Args:
        source: (N, 2) pixels.
        target: (N, 2) pixels.

    Returns:
        (2, 3) matrix [A | b] with A·x + b ≈ y for each pair of points x, y.

    Raises:
        ValueError: The shapes differ, or all source points are one point.
    """
    if source.shape != target.shape or source.ndim != 2 or source.shape[1] != 2:
        raise ValueError(f"Two (N, 2) sets are needed, not {source.shape} and {target.shape}.")
    # In the plane the fit is one complex division: a similarity is multiplication by a number.
    x = source.astype(np.float64) @ np.array([1.0, 1.0j])
    y = target.astype(np.float64) @ np.array([1.0, 1.0j])
    x_mean, y_mean = x.mean(), y.mean()
    spread = float(np.sum(np.abs(x - x_mean) ** 2))
    if not np.isfinite(spread) or spread < 1e-9:
        raise ValueError("The landmarks lie in one point: no alignment follows from them.")
    turn = np.sum(np.conj(x - x_mean) * (y - y_mean)) / spread
    shift = y_mean - turn * x_mean
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def align(
    image: RgbImage, landmarks: Landmarks, crop: CanonicalCrop, *, turn_deg: float = 0.0
) -> RgbImage:
    """Cut a face out of a picture so that its landmarks lie where `crop` wants them.

    Parts of the crop that reach past the picture's edge are black.

    Args:
        image: (height, width, 3) uint8 RGB.
        landmarks: (5, 2) pixels of `image`.
        crop: The encoder's canonical crop.
        turn_deg: Turns the crop about its middle, see `models.turns`.

    Returns:
        (size, size, 3) uint8 RGB.

    Raises:
        ValueError: The picture or the landmarks have the wrong shape, or the landmarks coincide.
    """
    check_rgb(image)
    if landmarks.shape != (LANDMARK_COUNT, 2):
        raise ValueError(f"Landmarks must be (5, 2), not {landmarks.shape}.")
    matrix = similarity_transform(landmarks, crop.landmarks)
    if turn_deg:
        matrix = turned(matrix, turn_deg, crop.size_px)
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if scale * _MAX_SHRINK < 1.0:
        image, matrix = _shrunk_region(image, matrix, scale, crop.size_px)
    aligned = cv2.warpAffine(
        image, matrix, (crop.size_px, crop.size_px), flags=cv2.INTER_LINEAR, borderValue=(0, 0, 0)
    )
    return np.asarray(aligned, dtype=np.uint8)


def _shrunk_region(
    image: RgbImage, matrix: NDArray[np.float64], scale: float, size_px: int
) -> tuple[RgbImage, NDArray[np.float64]]:
    """Average whole blocks of pixels of the face's surroundings, and adapt `matrix` to that."""
    step = int(1.0 / scale)
    corners = np.array([[0, 0, size_px, size_px], [0, size_px, 0, size_px]], dtype=np.float64)
    reach = np.linalg.solve(matrix[:, :2], corners - matrix[:, 2:])
    height, width = image.shape[:2]
    low = np.clip(np.floor(reach.min(axis=1)).astype(int) - step, 0, (width - 1, height - 1))
    high = np.clip(np.ceil(reach.max(axis=1)).astype(int) + step, low + 1, (width, height))
    region = image[low[1] : high[1], low[0] : high[0]]
    columns, rows = (max(1, round(side / step)) for side in (high - low))
    small = cv2.resize(region, (columns, rows), interpolation=cv2.INTER_AREA)
    # Pixel centres are whole numbers: x = low + (x_small + 0.5) * ratio - 0.5.
    ratio = (high - low) / np.array([columns, rows])
    offset = low + 0.5 * ratio - 0.5
    adapted = np.hstack(
        [matrix[:, :2] * ratio, (matrix[:, 2] + matrix[:, :2] @ offset).reshape(2, 1)]
    )
    return np.asarray(small, dtype=np.uint8), adapted
