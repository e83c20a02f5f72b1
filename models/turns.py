"""One face, turned a little: what an embedding is averaged over.

dlib's own descriptors are at their best as the mean over many jittered copies of a face. Few do
nearly as well: the crop as it is and turned by 5° either way, each with its mirror image. An
enrolment photo has time for all of them. A probe has not, but it comes as several frames, so each
frame takes another turn, and their similarities are averaged anyway (docs/adr/0014).
"""

import numpy as np
from numpy.typing import NDArray

TURNS_DEG = (0.0, -5.0, 5.0)
"""The turns, the plain one first; a probe's frames take them one after the other."""


def turn_of(frame: int) -> float:
    """Return the turn of a probe's usable frame, counted from 0, degrees."""
    return TURNS_DEG[frame % len(TURNS_DEG)]


def turned(matrix: NDArray[np.float64], turn_deg: float, size_px: int) -> NDArray[np.float64]:
    """Return the transform into a crop, followed by a turn about the crop's middle.

    Args:
        matrix: (2, 3), from the picture into the crop.
        turn_deg: How far, clockwise as seen in the picture.
        size_px: Side of the crop.

    Returns:
        (2, 3).
    """
    angle = np.deg2rad(turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.full((2, 1), (size_px - 1) / 2)
    return np.hstack([turn @ matrix[:, :2], turn @ (matrix[:, 2:] - middle) + middle])
