"""A picture for an enrolment, taken of whoever stands before the camera."""

from collections.abc import Sequence

import numpy as np
import pytest

from enroll.errors import EnrollError
from enroll.photo import image_of, read_photo
from kiosk.camera_photo import take_picture
from kiosk.errors import KioskError
from models.types import Box, DetectedFace, Frame, RgbImage
from tests.test_enroll.scripted import GRACE, grace

SHARP = image_of(read_photo(grace()).jpeg)
FAR = DetectedFace(Box(200, 150, 260, 230), GRACE.landmarks / 4, 0.99)


def softened(image: RgbImage) -> RgbImage:
    """Every pixel the mean of two."""
    return ((image.astype(np.uint16) + np.roll(image, 1, axis=1)) // 2).astype(np.uint8)


class Camera:
    """Shows frames, a second apart."""

    description = "test camera"
    is_live = True

    def __init__(self, *images: RgbImage, fails: bool = False) -> None:
        self.left = list(images)
        self.fails = fails
        self.read_frames = 0
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def read(self) -> Frame | None:
        if self.fails:
            raise KioskError("The camera is lost.", "Wait.")
        if not self.left:
            return None
        self.read_frames += 1
        return Frame(self.left.pop(0), 100.0 + self.read_frames, self.read_frames)

    def close(self) -> None:
        self.is_open = False


class Finder:
    """Finds the faces of each frame in turn, and the last ones for ever."""

    def __init__(self, *faces: Sequence[DetectedFace]) -> None:
        self.faces = list(faces)

    def detect(self, image: RgbImage) -> Sequence[DetectedFace]:
        return self.faces.pop(0) if len(self.faces) > 1 else self.faces[0]


def test_the_sharpest_usable_frame_is_taken() -> None:
    camera = Camera(softened(SHARP), SHARP, softened(SHARP))
    taken = take_picture(camera, Finder([GRACE]))  # type: ignore[arg-type]
    assert taken is SHARP
    assert not camera.is_open


def test_frames_that_will_not_do_are_passed_over() -> None:
    soft = softened(SHARP)
    finder = Finder([], [GRACE, GRACE], [FAR], [GRACE])
    assert take_picture(Camera(SHARP, SHARP, SHARP, soft), finder) is soft  # type: ignore[arg-type]


def test_it_ends_after_so_many_seconds() -> None:
    camera = Camera(*[SHARP] * 20)
    take_picture(camera, Finder([GRACE]), seconds=4)  # type: ignore[arg-type]
    assert camera.read_frames == 5


@pytest.mark.parametrize(
    ("faces", "says"),
    [
        ([[]], "Nobody was seen .* within about a metre"),
        ([[GRACE, GRACE], []], "2 people .* One at a time"),
        ([[FAR], [], [GRACE, GRACE]], "come closer"),
    ],
)
def test_what_to_do_is_said_to_whoever_came_nearest(
    faces: list[list[DetectedFace]], says: str
) -> None:
    camera = Camera(*[SHARP] * 3)
    with pytest.raises(EnrollError, match=says):
        take_picture(camera, Finder(*faces))  # type: ignore[arg-type]
    assert not camera.is_open


def test_a_camera_that_is_lost_or_shows_nothing() -> None:
    for camera, kind in ((Camera(fails=True), KioskError), (Camera(), EnrollError)):
        with pytest.raises(kind):
            take_picture(camera, Finder([GRACE]))  # type: ignore[arg-type]
        assert not camera.is_open
