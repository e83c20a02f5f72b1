"""Analytic motion: a rigid head, a plane and a bent sheet before a pinhole camera.

The test knows the truth. A surface is a function from places on a frontal face to points in space,
so the same poses and the same camera serve five landmarks and a thousand tracked points alike.

Coordinates: eye distances from the middle between the eyes, x to the picture's right, y down, z
towards the camera; after `place` metres before the camera, z away from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Points = NDArray[np.float64]
Surface = Callable[[Points], Points]  # (N, 2) places on a frontal face -> (N, 3) in space

EYE_DISTANCE_M = 0.063
# Left eye, right eye, nose, mouth left, mouth right: the median face of MTCNN, rounded.
LANDMARKS = np.array([[-0.5, 0.0], [0.5, 0.0], [0.0, 0.6], [-0.43, 1.1], [0.43, 1.1]])
NOSE_HEIGHT_ED = 0.45  # of the nose's tip over the plane of eyes and mouth
_MIDDLE = np.array([0.0, 0.55, 0.0])  # what poses turn about: the middle of eyes and mouth


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the middle of a face is, and how it is turned.

    Attributes:
        x_m: To the picture's right of the camera's axis.
        y_m: Below the axis.
        distance_m: Away from the camera.
        yaw_deg: Turned to the picture's right (positive) or left.
        pitch_deg: Nodding down (positive) or up.
        roll_deg: Tilted clockwise in the picture (positive) or the other way.
    """

    x_m: float = 0.0
    y_m: float = 0.0
    distance_m: float = 1.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Camera:
    """An ideal lens, by default that of a door's 720p camera: 71 degrees wide."""

    focal_px: float = 900.0
    centre_px: tuple[float, float] = (640.0, 360.0)


def flat(places: Points) -> Points:
    """Return a frontal photo of a face: a plane."""
    return np.column_stack([places, np.zeros(len(places))])


def head(places: Points) -> Points:
    """Return a head: a curved face and a nose; eyes and mouth lie in the plane z = 0."""
    x, y = places.T
    # Zero at the eyes (x = 0.5, y = 0) and at the corners of the mouth (x = 0.43, y = 1.1).
    cheeks = 0.4 * (0.25 - x**2) + 0.2 * y * (1.1 - y) - 0.0236 * y
    along = np.clip(y / 0.6, 0.0, 1.0)
    under = np.where(y > 0.6, np.exp(-(((y - 0.6) / 0.13) ** 2)), 1.0)
    ridge = along**2 * (3 - 2 * along) * under * np.exp(-((x / 0.2) ** 2))
    tip = NOSE_HEIGHT_ED - (0.4 * 0.25 + 0.2 * 0.6 * 0.5 - 0.0236 * 0.6)
    return np.column_stack([places, cheeks + tip * ridge])


def bent(
    radius_m: float, *, axis_deg: float = 90.0, eye_distance_m: float = EYE_DISTANCE_M
) -> Surface:
    """Return a photo bent around a cylinder without stretching.

    Args:
        radius_m: The cylinder's; negative bulges away from the camera.
        axis_deg: Direction of the cylinder's axis in the photo: 90 is upright, 0 level.
        eye_distance_m: Size of the printed face; a small one is bent less across its width.
    """
    radius = radius_m / eye_distance_m
    angle = np.radians(axis_deg)
    along, across = (
        np.array([np.cos(angle), np.sin(angle)]),
        np.array([-np.sin(angle), np.cos(angle)]),
    )

    def surface(places: Points) -> Points:
        from_middle = places - _MIDDLE[:2]
        arc = from_middle @ across / radius
        plane = np.outer(from_middle @ along, along) + np.outer(radius * np.sin(arc), across)
        return np.column_stack([plane + _MIDDLE[:2], radius * (np.cos(arc) - 1.0)])

    return surface


def place(points: Points, pose: Pose, *, eye_distance_m: float = EYE_DISTANCE_M) -> Points:
    """Return (N, 3) metres before the camera, z away from it, of (N, 3) eye distances."""
    (cy, cp, cr), (sy, sp, sr) = (
        f(np.radians([pose.yaw_deg, pose.pitch_deg, pose.roll_deg])) for f in (np.cos, np.sin)
    )
    turning = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    nodding = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    tilting = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    turned = (points - _MIDDLE) @ (turning @ nodding @ tilting).T * eye_distance_m
    return turned * [1.0, 1.0, -1.0] + [pose.x_m, pose.y_m, pose.distance_m]


def view_angle_deg(pose: Pose) -> float:
    """Return the angle between a face's axis and its line to the camera: it makes parallax."""
    middle, before = place(_MIDDLE + np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), pose)
    axis, to_camera = before - middle, -middle
    cosine = axis @ to_camera / (np.linalg.norm(axis) * np.linalg.norm(to_camera))
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def project(points_m: Points, camera: Camera) -> Points:
    """Return (N, 2) pixels of (N, 3) metres."""
    return points_m[:, :2] * (camera.focal_px / points_m[:, 2:]) + camera.centre_px


def seen(
    surface: Surface,
    poses: Sequence[Pose],
    places: Points = LANDMARKS,
    *,
    camera: Camera = Camera(),
    eye_distance_m: float = EYE_DISTANCE_M,
) -> Points:
    """Return (frames, N, 2) pixels: what a camera sees of a surface in each pose, free of noise."""
    points = surface(places)
    return np.stack(
        [project(place(points, pose, eye_distance_m=eye_distance_m), camera) for pose in poses]
    )


def face_grid(step_ed: float = 0.1) -> Points:
    """Return (N, 2) places over the face region, brows to chin: what dense flow tracks."""
    x, y = np.meshgrid(np.arange(-0.8, 0.81, step_ed), np.arange(-0.4, 1.61, step_ed))
    inside = (x / 0.85) ** 2 + ((y - 0.6) / 1.1) ** 2 <= 1.0
    return np.column_stack([x[inside], y[inside]])


def frame_times_s(duration_s: float, fps: float) -> Points:
    """Return (frames,) seconds."""
    return np.arange(0.0, duration_s, 1.0 / fps)


def drift(rng: np.random.Generator, times_s: Points, correlation_s: float) -> Points:
    """Return (frames,) of unit variance: a stationary Ornstein-Uhlenbeck process."""
    values = np.empty(len(times_s))
    values[0] = rng.normal()
    for i, step_s in enumerate(np.diff(times_s), start=1):
        keeps = np.exp(-step_s / correlation_s)
        values[i] = keeps * values[i - 1] + np.sqrt(1.0 - keeps**2) * rng.normal()
    return values


def landmark_noise(
    rng: np.random.Generator,
    times_s: Points,
    sigma_px: float,
    correlation_s: float,
    points: int = 5,
) -> Points:
    """Return (frames, points, 2) pixels of noise that is correlated in time, as a detector's is."""
    series = [drift(rng, times_s, correlation_s) for _ in range(points * 2)]
    return sigma_px * np.stack(series, axis=1).reshape(len(times_s), points, 2)


def sway(rng: np.random.Generator, times_s: Points, period_s: float) -> Points:
    """Return (frames,) of unit variance: smooth motion, sines of random phase around a period."""
    periods_s = period_s * np.array([0.6, 1.0, 1.7])
    phases = rng.uniform(0.0, 2.0 * np.pi, 3)
    waves = np.sin(2.0 * np.pi * times_s[:, None] / periods_s + phases)
    return np.asarray(waves @ np.array([0.5, 0.9, 0.97]))


def moving(
    rng: np.random.Generator,
    times_s: Points,
    start: Pose,
    *,
    turn_deg: float = 0.0,
    shift_m: float = 0.0,
    approach_m: float = 0.0,
    period_s: float = 2.0,
) -> list[Pose]:
    """Return poses of something that is moved about at random, from `start` on.

    Args:
        rng: Chance.
        times_s: (frames,).
        start: Where it is about.
        turn_deg: Standard deviation of each of its three angles, degrees.
        shift_m: The same of its place.
        approach_m: How far it comes closer over the whole time, evenly.
        period_s: About how long a way there and back takes.
    """
    yaw, pitch, roll, x, y, z = (sway(rng, times_s, period_s) for _ in range(6))
    closer = approach_m * (times_s - times_s[0]) / max(float(times_s[-1] - times_s[0]), 1e-9)
    return [
        replace(
            start,
            x_m=start.x_m + shift_m * x[i],
            y_m=start.y_m + shift_m * y[i],
            distance_m=max(start.distance_m + shift_m * z[i] - closer[i], 0.25),
            yaw_deg=float(np.clip(start.yaw_deg + turn_deg * yaw[i], -60.0, 60.0)),
            pitch_deg=float(np.clip(start.pitch_deg + turn_deg * pitch[i], -60.0, 60.0)),
            roll_deg=start.roll_deg + turn_deg * roll[i],
        )
        for i in range(len(times_s))
    ]


def any_pose(max_turn_deg: float = 55.0) -> st.SearchStrategy[Pose]:
    """Return any pose within 0.3 to 3 m in which the face is before the camera and not edge-on."""
    angle, aside = st.floats(-max_turn_deg, max_turn_deg), st.floats(-0.5, 0.5)
    return st.builds(
        lambda aside_x, aside_y, distance_m, yaw, pitch, roll: Pose(
            aside_x * distance_m, aside_y * distance_m, distance_m, yaw, pitch, roll
        ),
        aside,
        aside,
        st.floats(0.3, 3.0),
        angle,
        angle,
        angle,
    )


def any_motion(min_frames: int = 2, max_frames: int = 12) -> st.SearchStrategy[list[Pose]]:
    """Return any motion whatsoever: each frame's pose owes nothing to the one before."""
    return st.lists(any_pose(), min_size=min_frames, max_size=max_frames)
