import cv2
import numpy as np
import pytest
import torch

from models.detector import MtcnnDetector
from models.head_pose import head_pose
from models.quality import DOOR_LIMITS, ENROLMENT_LIMITS, Measure, Quality, QualityLimits, assess
from models.types import Box, DetectedFace, Landmarks, RgbImage
from tests.test_models.faces import frontal_landmarks, portrait


@pytest.fixture(scope="module")
def face() -> DetectedFace:
    return MtcnnDetector(torch.device("cpu"), min_face_px=60).detect(portrait())[0]


def named(
    image: RgbImage, face: DetectedFace, name: Quality, limits: QualityLimits = DOOR_LIMITS
) -> Measure:
    (measure,) = [m for m in assess(image, face, limits) if m.name == name]
    return measure


def with_landmarks(landmarks: Landmarks) -> DetectedFace:
    return DetectedFace(Box(0, 0, 10, 10), landmarks.astype(np.float32), 1.0)


def turned(yaw_deg: float = 0, pitch_deg: float = 0, roll_deg: float = 0) -> Landmarks:
    """A solid head of five points, turned and seen from afar."""
    yaw, pitch, roll = np.radians([yaw_deg, pitch_deg, roll_deg])
    points = np.hstack([frontal_landmarks(0, 0, 1).astype(float), np.zeros((5, 1))])
    points[2, 2] = 0.4  # the nose stands out towards the camera
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array(
        [[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]]
    )
    about_z = np.array(
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    )
    seen = points @ about_y.T @ about_x.T @ about_z.T
    return (seen[:, :2] * 40 + 100).astype(np.float32)


def test_a_good_portrait_passes_the_door_and_enrolment(face: DetectedFace) -> None:
    for limits in (DOOR_LIMITS, ENROLMENT_LIMITS):
        measures = assess(portrait(), face, limits)
        assert [m.name for m in measures] == list(Quality)
        assert [m.name for m in measures if not m.ok] == []
        assert {m.sentence for m in measures} == {""}


@pytest.mark.parametrize("angle", [-40, -15, 0, 15, 40])
def test_each_angle_is_read_from_the_landmarks(angle: float) -> None:
    yaw = head_pose(turned(yaw_deg=angle))
    assert yaw.yaw_deg == pytest.approx(angle, abs=2)
    assert yaw.pitch_deg == pytest.approx(0, abs=1)
    pitch = head_pose(turned(pitch_deg=angle))
    assert pitch.pitch_deg == pytest.approx(angle, abs=2)
    assert pitch.yaw_deg == pytest.approx(0, abs=1)
    roll = head_pose(turned(roll_deg=angle))
    assert roll.roll_deg == pytest.approx(angle, abs=0.5)
    assert (roll.yaw_deg, roll.pitch_deg) == pytest.approx((0, 0), abs=0.5)


def test_a_turned_and_tilted_head_is_still_read() -> None:
    pose = head_pose(turned(yaw_deg=25, roll_deg=20))
    assert pose.yaw_deg == pytest.approx(25, abs=2)
    assert pose.roll_deg == pytest.approx(20, abs=6)


def test_size_does_not_change_the_angles() -> None:
    small, large = head_pose(turned(yaw_deg=20)), head_pose(turned(yaw_deg=20) * 9)
    assert small.yaw_deg == pytest.approx(large.yaw_deg, abs=0.01)


@pytest.mark.parametrize(
    ("landmarks", "sentence"),
    [
        (turned(yaw_deg=50), DOOR_LIMITS.sentences.turned),
        (turned(yaw_deg=-50), DOOR_LIMITS.sentences.turned),
        (turned(pitch_deg=65), DOOR_LIMITS.sentences.turned),
        (turned(roll_deg=45), DOOR_LIMITS.sentences.tilted),
    ],
    ids=["right", "left", "down", "tilted"],
)
def test_a_head_that_looks_away_is_asked_to_look(landmarks: Landmarks, sentence: str) -> None:
    measure = named(portrait(), with_landmarks(landmarks), Quality.POSE)
    assert not measure.ok
    assert measure.value > measure.limit
    assert measure.sentence == sentence


def test_a_far_face_is_asked_to_come_closer() -> None:
    measure = named(portrait(), with_landmarks(frontal_landmarks(224, 112, 20)), Quality.SIZE)
    assert (measure.ok, measure.sentence) == (False, "Please come closer.")
    assert measure.value == pytest.approx(20, abs=0.01)


def test_blur_is_noticed(face: DetectedFace) -> None:
    blurred = cv2.GaussianBlur(portrait(), (0, 0), face.eye_distance_px / 8)
    measure = named(np.asarray(blurred, dtype=np.uint8), face, Quality.BLUR)
    assert not measure.ok
    assert measure.sentence == "Please stand still for a moment."


def test_sharpness_does_not_depend_on_size_or_contrast(face: DetectedFace) -> None:
    plain = named(portrait(), face, Quality.BLUR).value
    large = np.asarray(cv2.resize(portrait(), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC))
    near = named(large, with_landmarks(face.landmarks * 3 + 1), Quality.BLUR).value
    pale = (portrait() * 0.5 + 64).astype(np.uint8)
    assert near == pytest.approx(plain, rel=0.25)
    assert named(pale, face, Quality.BLUR).value == pytest.approx(plain, rel=0.1)


def test_light_is_noticed(face: DetectedFace) -> None:
    dark = (portrait() * 0.08).astype(np.uint8)
    assert not named(dark, face, Quality.DARK).ok
    assert named(dark, face, Quality.BRIGHT).ok
    bright = (255 - (255 - portrait().astype(float)) * 0.15).astype(np.uint8)
    assert not named(bright, face, Quality.BRIGHT).ok
    assert named(bright, face, Quality.DARK).ok


def test_a_half_in_shadow_is_noticed(face: DetectedFace) -> None:
    image = portrait().copy()
    image[:, : int(face.landmarks[2, 0])] //= 5
    measure = named(image, face, Quality.UNEVEN)
    assert not measure.ok
    assert measure.value > 1


def test_a_dark_skinned_face_in_good_light_is_not_called_dark(face: DetectedFace) -> None:
    # The darkest well-lit face of the London Set has a mean luminance of 58.
    mean = named(portrait(), face, Quality.DARK).value
    darker = (portrait() * (58 / mean)).astype(np.uint8)
    assert named(darker, face, Quality.DARK, ENROLMENT_LIMITS).ok


def test_the_door_asks_no_more_than_enrolment() -> None:
    door, enrolment = DOOR_LIMITS, ENROLMENT_LIMITS
    assert door.min_eye_distance_px <= enrolment.min_eye_distance_px
    assert door.max_yaw_deg >= enrolment.max_yaw_deg
    assert door.max_pitch_deg >= enrolment.max_pitch_deg
    assert door.max_roll_deg >= enrolment.max_roll_deg
    assert door.min_sharpness <= enrolment.min_sharpness
    assert door.min_luminance <= enrolment.min_luminance
    assert door.max_luminance >= enrolment.max_luminance
    assert door.max_unevenness >= enrolment.max_unevenness


def test_landmarks_in_one_point_are_refused() -> None:
    with pytest.raises(ValueError, match="one point"):
        assess(portrait(), with_landmarks(np.full((5, 2), 9)), DOOR_LIMITS)
    with pytest.raises(ValueError, match="one point"):
        head_pose(np.full((5, 2), 9, dtype=np.float32))
    with pytest.raises(ValueError, match=r"\(5, 2\)"):
        head_pose(frontal_landmarks()[:4])
