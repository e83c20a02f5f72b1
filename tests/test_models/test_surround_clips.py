"""Real people in real rooms are not held against their doors, pictures and lamps."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from models.detector import MtcnnDetector
from models.liveness.surround import GAP_S, Surround
from models.types import RgbImage

pytestmark = pytest.mark.data
_LONGEST_S = 2.0
_SEARCHED_PX = 960  # wide; a larger picture only takes longer


@pytest.fixture(scope="module")
def detector() -> MtcnnDetector:
    return MtcnnDetector(torch.device("cpu"), min_face_px=40)


def _pictures(path: Path, at_least_s: float) -> list[tuple[float, RgbImage]]:
    """Return the clip's pictures, so far apart, from its first two seconds."""
    clip = cv2.VideoCapture(str(path))
    rate, taken = float(clip.get(cv2.CAP_PROP_FPS)), []
    step = int(np.ceil(at_least_s * rate))
    for index in range(int(_LONGEST_S * rate)):
        is_read, picture = clip.read()
        if not is_read:
            break
        if index % step == 0:
            shrunk = min(1.0, _SEARCHED_PX / picture.shape[1])
            picture = cv2.resize(picture, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
            taken.append((index / rate, np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))))
    clip.release()
    return taken


@pytest.mark.parametrize(
    "name",
    ["webcam-desk.mp4", "facing-yes.mkv", "head-turn-b.mp4", "facing-book.mkv"],  # long hair
)
def test_living_people_are_left_in_peace(
    data_dir: Path, detector: MtcnnDetector, name: str
) -> None:
    state = Surround()
    for at_s, picture in _pictures(data_dir / "video" / name, GAP_S):
        faces = detector.detect(picture)
        if faces:
            state = state.with_face(picture, faces[0].landmarks, at_s)
    assert len(state.held) >= 3
    assert state.log_ratio.flat >= -0.5
    assert state.log_ratio.screen >= -0.5


def test_picture_of_a_clip_on_a_dark_device_is_found_out(
    data_dir: Path, detector: MtcnnDetector
) -> None:
    """The first picture of a clip, within a dark bezel, waved before another clip's room."""
    (_, shown), *_ = _pictures(data_dir / "video" / "webcam-desk.mp4", GAP_S)
    (_, room), *_ = _pictures(data_dir / "video" / "head-turn-b.mp4", GAP_S)
    face = detector.detect(shown)[0]
    eyes, wide = face.landmarks[:2].mean(axis=0), face.eye_distance_px
    left, right = round(eyes[0] - 1.6 * wide), round(eyes[0] + 1.6 * wide)
    top, bottom = max(round(eyes[1] - 2.2 * wide), 0), round(eyes[1] + 2.6 * wide)
    cut = shown[top:bottom, left:right]
    device = cv2.copyMakeBorder(cut, 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=(20, 20, 22))
    height, width = device.shape[:2]
    state = Surround()
    for step in range(6):
        x = (room.shape[1] - width) // 2 + round(0.25 * wide * np.sin(1.3 * step))
        y = (room.shape[0] - height) // 2 + round(0.1 * wide * np.sin(0.9 * step + 1))
        picture = room.copy()
        picture[max(y, 0) : y + height, x : x + width] = device[max(-y, 0) :][
            : picture.shape[0] - max(y, 0)
        ]
        marks = face.landmarks - np.array([left, top]) + 8 + np.array([x, y])
        state = state.with_face(picture, marks.astype(np.float32), 0.25 * step)
    assert state.log_ratio.flat < -2.0
    assert state.log_ratio.screen < -2.0
