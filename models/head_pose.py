"""How far a head is turned, from five landmarks.

The eyes and the corners of the mouth lie nearly in one plane, and the tip of the nose stands out of
it. Seen from the front the nose falls at a known place of that plane; a turn moves it sideways, a
nod up or down, by the sine of the angle times its height. Under weak perspective (a head is small
against its distance from the camera) the plane's own image gives the scale.

The angles are estimates: noses differ, so a person looking straight ahead may read some degrees.
"""

from dataclasses import dataclass

import numpy as np

from models.types import LANDMARK_COUNT, Landmarks

# Where the landmarks lie in a face seen from the front, in eye distances from the middle of the
# eyes, y down: the median of MTCNN's answers over 340 faces, left and right made alike.
FRONTAL = np.array([[-0.5, 0.0], [0.5, 0.0], [0.0, 0.597], [-0.434, 1.108], [0.434, 1.108]])
# Height of the nose's tip over the plane, eye distances: about 25 mm on 63 mm.
_NOSE_HEIGHT = 0.40
_IN_PLANE = [0, 1, 3, 4]


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Angles in degrees, 0 for a head held upright that looks straight at the camera.

    Attributes:
        yaw_deg: Turned to the picture's right (positive) or left.
        pitch_deg: Nodding down (positive) or up.
        roll_deg: Tilted clockwise in the picture (positive) or the other way.
    """

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


def head_pose(landmarks: Landmarks) -> HeadPose:
    """Estimate how the head is turned.

    Args:
        landmarks: (5, 2) pixels: left eye, right eye, nose, mouth left, mouth right.

    Raises:
        ValueError: The shape is another, or the eyes and mouth lie in one point.
    """
    if landmarks.shape != (LANDMARK_COUNT, 2):
        raise ValueError(f"Landmarks must be (5, 2), not {landmarks.shape}.")
    points = landmarks.astype(np.float64)
    plane = points[_IN_PLANE]
    model = np.hstack([FRONTAL[_IN_PLANE], np.ones((4, 1))])
    affine = np.linalg.lstsq(model, plane, rcond=None)[0].T  # (2, 3)
    # A turn shortens the plane in one direction only: the longer one keeps the true scale.
    scale = float(np.linalg.svd(affine[:, :2], compute_uv=False)[0])
    if not np.isfinite(scale) or scale < 1e-6:
        raise ValueError("The eyes and the mouth lie in one point.")
    eyes, down = points[1] - points[0], plane[2:].mean(axis=0) - plane[:2].mean(axis=0)
    # Eyes and mouth vote together on what is upright: a turned head bends one line, seldom both.
    upright = np.arctan2(eyes[1] - down[0], eyes[0] + down[1])
    offset = points[2] - (affine[:, :2] @ FRONTAL[2] + affine[:, 2])
    cos, sin = np.cos(upright), np.sin(upright)
    sideways, downwards = (
        np.clip(value / (_NOSE_HEIGHT * scale), -1.0, 1.0)
        for value in (cos * offset[0] + sin * offset[1], cos * offset[1] - sin * offset[0])
    )
    return HeadPose(
        yaw_deg=float(np.degrees(np.arcsin(sideways))),
        pitch_deg=float(np.degrees(np.arcsin(downwards))),
        roll_deg=float(np.degrees(upright)),
    )
