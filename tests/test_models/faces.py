"""Faces for the tests of this folder: made up, or portraits that installed packages ship."""

from functools import cache

import numpy as np
import skimage.data

from models.head_pose import FRONTAL
from models.types import Box, DetectedFace, Landmarks, RgbImage


@cache
def portrait() -> RgbImage:
    """Eileen Collins, 512x512, public domain; one face, about 100 pixels high."""
    image = np.asarray(skimage.data.astronaut(), dtype=np.uint8)
    image.setflags(write=False)
    return image


def frontal_landmarks(
    x: float = 100.0, y: float = 100.0, eye_distance_px: float = 40.0
) -> Landmarks:
    """Landmarks of a frontal face whose eyes have their middle at (x, y)."""
    return (FRONTAL * eye_distance_px + (x, y)).astype(np.float32)


def face_at(left: float, top: float, side: float = 100.0, probability: float = 1.0) -> DetectedFace:
    """A made-up frontal face in a square box."""
    landmarks = frontal_landmarks(left + side / 2, top + 0.4 * side, 0.4 * side)
    return DetectedFace(Box(left, top, left + side, top + side), landmarks, probability)
