"""The nose against the plane with MTCNN's own landmarks, on real clips and on pictures of them."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from models.detector import MtcnnDetector
from models.head_pose import head_pose
from models.liveness.parallax import no_frames, with_frame
from models.quality_limits import DOOR_LIMITS
from models.tracker import FaceTracker
from models.types import Frame, RgbImage
from tests.test_models.liveness_geometry import (
    Camera,
    Points,
    Pose,
    flat,
    frame_times_s,
    moving,
    place,
    project,
)

pytestmark = pytest.mark.data
SIZE = (640, 480)
CAMERA = Camera(focal_px=600.0, centre_px=(320.0, 240.0))


@pytest.fixture(scope="module")
def detector() -> MtcnnDetector:
    return MtcnnDetector(torch.device("cpu"))


def read(path: Path, frames: int) -> tuple[list[RgbImage], float]:
    clip = cv2.VideoCapture(str(path))
    fps = clip.get(cv2.CAP_PROP_FPS)
    pictures: list[RgbImage] = []
    while len(pictures) < frames:
        is_read, picture = clip.read()
        if not is_read:
            break
        pictures.append(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    clip.release()
    return pictures, fps


def highest(detector: MtcnnDetector, pictures: Sequence[RgbImage], fps: float) -> float:
    """The most that was said for a living head over the longest track, from usable frames."""
    tracker = FaceTracker(detector, detect_every=8)
    said, states = {}, {}
    for i, picture in enumerate(pictures):
        for track in tracker.update(Frame(picture, i / fps, i)):
            if abs(head_pose(track.face.landmarks).yaw_deg) > DOOR_LIMITS.max_yaw_deg:
                continue
            state = states.get(track.track_id, no_frames())
            states[track.track_id] = with_frame(state, i / fps, track.face.landmarks)
            said.setdefault(track.track_id, []).append(states[track.track_id].log_ratio.flat)
    return max(max(said.values(), key=len))


def photographed(picture: RgbImage, marks: Points, poses: list[Pose]) -> list[RgbImage]:
    """The picture as a flat print before a camera, its face of life size."""
    height, width = picture.shape[:2]
    corners = np.array([[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]])
    eyes, eyes_px = (marks[0] + marks[1]) / 2, np.linalg.norm(marks[1] - marks[0])
    sheet = flat((corners - eyes) / eyes_px)
    shots = []
    for pose in poses:
        there = project(place(sheet, pose), CAMERA).astype(np.float32)
        warp = cv2.getPerspectiveTransform(corners.astype(np.float32), there)
        shot = cv2.warpPerspective(picture, warp, SIZE, borderValue=(120, 120, 120))
        shots.append(np.asarray(shot, dtype=np.uint8))
    return shots


@pytest.mark.parametrize("name", ["head-turn-a.mp4", "facing-yes.mkv"])
def test_a_head_that_turns_or_nods_is_found_out(
    detector: MtcnnDetector, data_dir: Path, name: str
) -> None:
    pictures, fps = read(data_dir / "video" / name, 70)
    assert highest(detector, pictures, fps) > np.log(20)


@pytest.mark.parametrize("name", ["head-turn-b.mp4", "facing-yes.mkv", "webcam-desk.mp4"])
def test_a_print_of_its_first_frame_waved_about_is_not(
    detector: MtcnnDetector, data_dir: Path, name: str
) -> None:
    picture = read(data_dir / "video" / name, 3)[0][-1]
    marks = detector.detect(picture)[0].landmarks.astype(np.float64)
    rng = np.random.default_rng(11)
    start = Pose(distance_m=0.9)
    poses = moving(rng, frame_times_s(2.0, 15.0), start, turn_deg=8.0, shift_m=0.02)
    assert highest(detector, photographed(picture, marks, poses), 15.0) < np.log(20)
