"""The crop around a face: its centre is what the door shows the encoder."""

import numpy as np
import pytest

from models.align import align
from models.types import Box, CanonicalCrop, DetectedFace, RgbImage
from training.data.crops import FaceCropper

POINTS = np.array([[2, 3], [6, 3], [4, 5], [2, 7], [6, 7]], dtype=np.float32)
CROP = CanonicalCrop(size_px=40, landmarks=POINTS * 4 + 4)


class OneFace:
    """Finds one face at the same place of every picture."""

    def __init__(self, landmarks: np.ndarray | None) -> None:
        self.landmarks = landmarks

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        if self.landmarks is None:
            return ()
        low, high = self.landmarks.min(axis=0) - 1, self.landmarks.max(axis=0) + 1
        return (DetectedFace(Box(*low, *high), self.landmarks.astype(np.float32), 1.0),)

    def follow(self, image: RgbImage, box: Box) -> DetectedFace | None:
        raise AssertionError("pictures are not followed")


@pytest.mark.parametrize("zoom", [2.0, 4.3, 9.7, 31.0], ids=lambda zoom: f"zoom-{zoom}")
def test_the_centre_is_the_crop_of_the_door(zoom: float) -> None:
    rng = np.random.default_rng(int(zoom))
    image = rng.integers(0, 256, (400, 420, 3), dtype=np.uint8)
    turn = np.array([[0.99, -0.14], [0.14, 0.99]])
    landmarks = (POINTS * zoom @ turn.T + 60).astype(np.float32)
    cut = FaceCropper(OneFace(landmarks), "one").cut(image, CROP, 7)
    assert cut is not None
    assert cut.shape == (54, 54, 3)
    assert (cut[7:-7, 7:-7] == align(image, landmarks, CROP)).all()
    # The margin is the picture going on, not a frame around the crop.
    assert cut[:7].std() > 10


def test_no_face_and_a_face_without_extent_are_none() -> None:
    image = np.zeros((50, 50, 3), dtype=np.uint8)
    assert FaceCropper(OneFace(None), "none").cut(image, CROP, 3) is None
    point = np.full((5, 2), 20.0)
    assert FaceCropper(OneFace(point), "point").cut(image, CROP, 3) is None
