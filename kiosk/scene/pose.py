"""Where a visitor is and how the head is held, and what that does to points."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.scene.cutout import EYE_DISTANCE_M
from kiosk.scene.figure import HEAD_PIVOT


@dataclass(frozen=True, slots=True)
class Pose:
    """A visitor's place and the turn of body and head.

    Attributes:
        x_m: Middle between the eyes, to the picture's right of the camera's axis.
        y_m: The same, below the axis.
        z_m: The same, away from the camera.
        yaw_deg: Head turned to the picture's right (positive) or left, beyond the body's turn.
        pitch_deg: Nodding down (positive) or up.
        roll_deg: Tilted clockwise in the picture (positive) or the other way.
        body_yaw_deg: Turn of the whole person.
    """

    x_m: float = 0.0
    y_m: float = 0.0
    z_m: float = 1.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    body_yaw_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Lens:
    """An ideal lens: pixels are f x / z.

    Attributes:
        focal_px: Focal length.
        centre_px: Where the axis meets the picture, (x, y).
    """

    focal_px: float
    centre_px: tuple[float, float]

    def project(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (..., 2) pixels of (..., 3) points in metres, z away from the camera."""
        centre = np.array(self.centre_px, dtype=np.float32)
        return points[..., :2] * (self.focal_px / points[..., 2:]) + centre


def turn(
    vectors: NDArray[np.float32], share: NDArray[np.float32], pose: Pose
) -> NDArray[np.float32]:
    """Turn directions, each by its share of the head's turn and by all of the body's.

    A share moves a vector so far along the straight way to where the whole turn would bring it; at
    the angles of a visitor that is within a fiftieth of turning it by a share of the angle.

    Args:
        vectors: (..., 3), z towards the camera.
        share: (...), 0..1.
        pose: How the head and body are turned.
    """
    whole = rotation(pose.yaw_deg, pose.pitch_deg, pose.roll_deg) - np.eye(3, dtype=np.float32)
    turned = vectors + share[..., None] * (vectors @ whole.T)
    return np.asarray(turned @ rotation(pose.body_yaw_deg, 0.0, 0.0).T, dtype=np.float32)


def rotation(yaw_deg: float, pitch_deg: float, roll_deg: float) -> NDArray[np.float32]:
    """Return the matrix that tilts, then nods, then turns."""
    (cy, cp, cr), (sy, sp, sr) = (
        f(np.radians([yaw_deg, pitch_deg, roll_deg])) for f in (np.cos, np.sin)
    )
    turning = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    nodding = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    tilting = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray(turning @ nodding @ tilting, dtype=np.float32)


def place(
    points: NDArray[np.float32], share: NDArray[np.float32], pose: Pose
) -> NDArray[np.float32]:
    """Return points of a figure, eye distances, as points before the camera, metres.

    Args:
        points: (..., 3), z towards the camera.
        share: (...), 0..1, how much of the head's turn each takes part in.
        pose: Where the visitor is.

    Returns:
        (..., 3) metres, z away from the camera.
    """
    pivot = np.array(HEAD_PIVOT, dtype=np.float32)
    turned = (turn(points - pivot, share, pose) + pivot) * EYE_DISTANCE_M
    away = np.array([1.0, 1.0, -1.0], dtype=np.float32)
    return turned * away + np.array([pose.x_m, pose.y_m, pose.z_m], dtype=np.float32)
