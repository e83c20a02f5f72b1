"""Whether somebody stands before the door: heads that walk, sway and turn, projected exactly."""

from collections.abc import Callable

import numpy as np
import pytest

from models.liveness.rest import Rest
from tests.test_models.challenge_rig import Camera
from tests.test_models.liveness_geometry import Pose

FPS = (5.0, 12.0, 30.0)
NOISE_PX = 0.4


def watched(pose: Callable[[float], Pose], *, fps: float, until_s: float = 2.0) -> Rest:
    """Return what the frames of a head show that is posed so at each time."""
    camera, rest, rng = Camera(), Rest(), np.random.default_rng(3)
    for at_s in np.arange(0.0, until_s, 1.0 / fps):
        noise = rng.normal(0.0, NOISE_PX, (5, 2))
        landmarks = (camera.landmarks(pose(at_s)) + noise).astype(np.float32)
        rest = rest.with_face(landmarks, 10.0 + at_s)
    return rest


@pytest.mark.parametrize("fps", FPS)
def test_who_stands_and_sways_is_at_rest_from_the_first_frame_on(fps: float) -> None:
    rest = watched(lambda at_s: Pose(x_m=0.01 * np.sin(3.0 * at_s)), fps=fps)
    assert rest.since_s == 10.0


@pytest.mark.parametrize("fps", FPS)
def test_who_turns_to_the_camera_is_at_rest(fps: float) -> None:
    def turn(at_s: float) -> Pose:
        return Pose(yaw_deg=25.0 * (1.0 - min(at_s / 0.45, 1.0)))

    assert watched(turn, fps=fps).since_s == 10.0


@pytest.mark.parametrize("fps", FPS)
@pytest.mark.parametrize(
    "walk",
    [
        lambda at_s: Pose(distance_m=2.6 - 0.8 * at_s),
        lambda at_s: Pose(x_m=-0.4 + 0.4 * at_s),
    ],
    ids=["near", "past"],
)
def test_who_walks_is_not(walk: Callable[[float], Pose], fps: float) -> None:
    assert watched(walk, fps=fps).since_s is None


@pytest.mark.parametrize("fps", FPS)
def test_who_walks_up_is_at_rest_since_they_stand(fps: float) -> None:
    stands_s = 1.0

    def up(at_s: float) -> Pose:
        return Pose(distance_m=0.8 + 1.0 * max(stands_s - at_s, 0.0))

    since_s = watched(up, fps=fps).since_s
    assert since_s is not None
    assert -0.1 <= since_s - 10.0 - stands_s <= 0.4


def test_who_goes_on_stands_no_more() -> None:
    def on(at_s: float) -> Pose:
        return Pose(x_m=0.5 * max(at_s - 1.5, 0.0))

    assert watched(on, fps=12.0, until_s=1.4).since_s == 10.0
    assert watched(on, fps=12.0, until_s=2.2).since_s is None


def test_landmarks_in_one_point_are_nobody_who_stands() -> None:
    nowhere = np.zeros((5, 2), np.float32)
    assert Rest().with_face(nowhere, 1.0).with_face(nowhere, 2.0).since_s is None
