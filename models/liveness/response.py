"""How a head has moved since it was looked at straight, from five landmarks: pure.

A turn is read from the nose alone. Two pictures of one plane, however it is held, are related by a
projective map (Hartley and Zisserman, Multiple View Geometry, 2nd ed., chapter 13). The eyes and
the corners of the mouth fix that map; where it takes the neutral face's nose, there a flat
picture's nose lies, tilted, moved or near as it may be. A head's nose stands out of the plane and
moves away from there by the sine of the turn. So what is read of a flat picture's tilt is 0 but for
the noise of its landmarks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.head_pose import FRONTAL, head_pose
from models.liveness.step import Step
from models.types import LANDMARK_COUNT, Landmarks

_Points = NDArray[np.float64]

_NOSE = 2
_IN_PLANE = [0, 1, 3, 4]
_LAST_FRAMES = 5
_SMALLEST = 1e-6
NOSE_HEIGHT_ED = 0.40
"""Height of the nose's tip over the plane, eye distances: see models/head_pose.py."""


@dataclass(frozen=True, slots=True, eq=False)
class Neutral:
    """A face as it looked before it was asked to move.

    Attributes:
        points: (5, 2) float64, eye distances from the middle of eyes and mouth, upright.
        size_px: Its eye distance, pixels.
    """

    points: _Points
    size_px: float

    @property
    def yaw_deg(self) -> float:
        """How far it was turned to the picture's right, or left (< 0), for a common nose."""
        return head_pose(self.points.astype(np.float32)).yaw_deg

    @property
    def tilt_deg(self) -> float:
        """How far its plane is narrower one way than a common face's is, as a turn."""
        longer, shorter = _stretch(FRONTAL, self.points)
        return _tilt_deg(longer, shorter)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one frame, or the middle of several, differs from the neutral face.

    Attributes:
        at_s: When, seconds on the monotonic clock.
        left_deg: How far the nose says that the head is turned to its own left, or right (< 0).
        up_deg: How far it says that the head looks up, or down (< 0).
        growth: By what share the face is larger; 0.12 is 12 %.
        tilt_deg: How far the plane of eyes and mouth is itself turned away, >= 0, by how much
            narrower it is one way than the other: noisy, and no telling which way.
    """

    at_s: float
    left_deg: float
    up_deg: float
    growth: float
    tilt_deg: float

    @property
    def turn_deg(self) -> float:
        """How far the nose says that the head is turned in all."""
        return float(np.hypot(self.left_deg, self.up_deg))

    def towards(self, turn: Step) -> float:
        """Return how far the head has gone in the direction of a turn, degrees."""
        match turn:
            case Step.LEFT:
                return self.left_deg
            case Step.RIGHT:
                return -self.left_deg
            case Step.UP:
                return self.up_deg
            case Step.CLOSER:
                raise ValueError("Coming closer is no turn.")


def neutral_of(shots: Sequence[Landmarks]) -> Neutral:
    """Return the median face of the frames before the ask; its size is that of the last five.

    Args:
        shots: Each (5, 2) pixels: left eye, right eye, nose, mouth left, mouth right; oldest first.

    Raises:
        ValueError: None of them shows a face, or one has another shape.
    """
    upright = [(points, size) for points, size in map(_upright, shots) if np.isfinite(points).all()]
    if not upright:
        raise ValueError("A neutral face needs at least one frame that shows it.")
    points = np.median([points for points, _ in upright], axis=0)
    return Neutral(
        points=points, size_px=float(np.median([size for _, size in upright[-_LAST_FRAMES:]]))
    )


def reading(neutral: Neutral, landmarks: Landmarks, at_s: float) -> Reading | None:
    """Return how a frame differs from the neutral face; None where its landmarks are no face.

    Args:
        neutral: From `neutral_of`, of the same track.
        landmarks: (5, 2) pixels.
        at_s: When the frame was taken, seconds.

    Raises:
        ValueError: The landmarks have another shape.
    """
    points, size_px = _upright(landmarks)
    if not np.isfinite(points).all():
        return None
    plane = cv2.getPerspectiveTransform(
        neutral.points[_IN_PLANE].astype(np.float32), points[_IN_PLANE].astype(np.float32)
    )
    nose = plane @ np.append(neutral.points[_NOSE], 1.0)
    longer, shorter = _stretch(neutral.points, points)
    if not np.isfinite(nose).all() or abs(nose[2]) < _SMALLEST or longer < _SMALLEST:
        return None
    # A turn narrows the plane one way only: the longer way keeps the true scale.
    sines = (points[_NOSE] - nose[:2] / nose[2]) / (NOSE_HEIGHT_ED * longer)
    right_deg, down_deg = np.degrees(np.arcsin(np.clip(sines, -1.0, 1.0)))
    return Reading(
        at_s=at_s,
        left_deg=float(right_deg),  # a person's own left is the picture's right
        up_deg=-float(down_deg),
        growth=longer * size_px / neutral.size_px - 1.0,
        tilt_deg=_tilt_deg(longer, shorter),
    )


def middle_of(readings: Sequence[Reading]) -> Reading:
    """Return the median of several readings in each figure, their time too.

    Raises:
        ValueError: There is none.
    """
    if not readings:
        raise ValueError("No reading has no middle.")
    table = [[r.at_s, r.left_deg, r.up_deg, r.growth, r.tilt_deg] for r in readings]
    return Reading(*(float(value) for value in np.median(table, axis=0)))


def _upright(landmarks: Landmarks) -> tuple[_Points, float]:
    """Return a face in eye distances from the middle of its plane, and its eye distance, pixels.

    All points are NaN where the eyes lie in one point.
    """
    if landmarks.shape != (LANDMARK_COUNT, 2):
        raise ValueError(f"Landmarks must be (5, 2), not {landmarks.shape}.")
    points = landmarks.astype(np.float64)
    size_px = float(np.linalg.norm(points[1] - points[0]))
    if not np.isfinite(points).all() or size_px < _SMALLEST:
        return np.full(points.shape, np.nan), size_px
    angle = np.radians(head_pose(landmarks).roll_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return (points - points[_IN_PLANE].mean(axis=0)) @ turn.T / size_px, size_px


def _stretch(before: _Points, after: _Points) -> tuple[float, float]:
    """Return by how much the plane is longer, in the way that it is longest, and in the other."""
    model = np.hstack([before[_IN_PLANE], np.ones((4, 1))])
    affine = np.linalg.lstsq(model, after[_IN_PLANE], rcond=None)[0][:2]
    longer, shorter = np.linalg.svd(affine, compute_uv=False)
    return float(longer), float(shorter)


def _tilt_deg(longer: float, shorter: float) -> float:
    return float(np.degrees(np.arccos(np.clip(shorter / longer, 0.0, 1.0))))
