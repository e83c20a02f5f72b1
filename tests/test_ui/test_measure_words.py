"""What was measured of a photo, in words."""

import numpy as np
import pytest

from kiosk.ui.admin.measure_words import measured
from models.head_pose import FRONTAL
from models.quality import ENROLMENT_LIMITS, Quality, assess
from models.types import Box, DetectedFace, Landmarks
from tests.test_ui.fakes import camera_image

_BOX = Box(500, 200, 700, 450)


def _landmarks(*, aside: float = 0.0, down: float = 0.0, tilt_deg: float = 0.0) -> Landmarks:
    """A face seen from the front, with its nose moved or the whole turned in the picture."""
    points = FRONTAL.copy()
    points[2] += (aside, down)
    angle = np.deg2rad(tilt_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (points @ turn.T * 80 + (600, 300)).astype(np.float32)


@pytest.mark.parametrize(
    ("landmarks", "axis"),
    [
        (_landmarks(aside=0.15), "Turned aside"),
        (_landmarks(down=0.25), "Nodding"),
        (_landmarks(tilt_deg=-12), "Tilted"),
    ],
)
def test_the_angle_is_named_after_what_the_head_does(landmarks: Landmarks, axis: str) -> None:
    face = DetectedFace(_BOX, landmarks, 0.99)
    measures = {m.name: m for m in assess(camera_image(), face, ENROLMENT_LIMITS)}
    name, figure = measured(measures[Quality.POSE], face)
    assert name == axis
    assert "max" in figure


def test_every_measure_has_a_name_and_a_figure_with_its_limit() -> None:
    face = DetectedFace(_BOX, _landmarks(), 0.99)
    for measure in assess(camera_image(), face, ENROLMENT_LIMITS):
        name, figure = measured(measure, face)
        assert name
        assert "min" in figure or "max" in figure
