import os
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from models.detector import FaceDetector, MtcnnDetector
from models.types import Box, DetectedFace, RgbImage
from tests.test_models.faces import portrait

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def detector() -> MtcnnDetector:
    return MtcnnDetector(CPU)


@pytest.fixture(scope="module")
def face(detector: MtcnnDetector) -> DetectedFace:
    (found,) = detector.detect(portrait())
    return found


def scene(*places: tuple[int, int, float], size: tuple[int, int] = (1280, 720)) -> RgbImage:
    """A grey picture with copies of the portrait: left, top and scale of each."""
    image = np.full((size[1], size[0], 3), 128, dtype=np.uint8)
    for left, top, scale in places:
        copy = cv2.resize(portrait(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        room = image[top : top + copy.shape[0], left : left + copy.shape[1]]
        room[:] = copy[: room.shape[0], : room.shape[1]]
    return image


def misfit(face: DetectedFace, expected: np.ndarray) -> float:
    """Return the mean distance of the landmarks from where they should be, in eye distances."""
    return float(np.linalg.norm(face.landmarks - expected, axis=1).mean() / face.eye_distance_px)


def test_one_face_is_found_where_it_is(face: DetectedFace) -> None:
    left_eye, right_eye, nose, mouth_left, mouth_right = face.landmarks
    assert face.landmarks.dtype == np.float32
    assert type(face.probability) is float
    assert face.probability > 0.95
    assert np.hypot(*(left_eye - (206, 106))) < 6  # read off the picture by eye
    assert np.hypot(*(nose - (225, 122))) < 8
    assert left_eye[0] < nose[0] < right_eye[0]
    assert mouth_left[0] < mouth_right[0]
    assert max(left_eye[1], right_eye[1]) < nose[1] < min(mouth_left[1], mouth_right[1])
    for x, y in face.landmarks:
        assert face.box.left < x < face.box.right
        assert face.box.top < y < face.box.bottom


def test_it_is_a_face_detector(detector: MtcnnDetector) -> None:
    part: FaceDetector = detector
    assert part.follow(portrait(), Box(170, 60, 270, 180)) is not None


def test_all_faces_are_found_the_largest_first(detector: MtcnnDetector, face: DetectedFace) -> None:
    places = [(40, 60, 0.9), (600, 150, 1.1)]
    found = detector.detect(scene(*places))
    assert len(found) == 2
    for seen, (left, top, scale) in zip(found, reversed(places), strict=True):
        assert misfit(seen, face.landmarks * scale + (left, top)) < 0.06


def test_a_portrait_of_twelve_megapixels_is_read_at_full_size(
    detector: MtcnnDetector, face: DetectedFace
) -> None:
    image = scene((300, 200, 5.0), size=(4032, 3024))
    (found,) = detector.detect(image)
    assert misfit(found, face.landmarks * 5 + (300, 200)) < 0.06
    (near,) = detector.detect(scene((300, 200, 1.5), size=(4032, 3024)))
    assert misfit(near, face.landmarks * 1.5 + (300, 200)) < 0.06


def test_small_faces_are_found_when_asked_for() -> None:
    image = scene((500, 300, 0.3))
    (found,) = MtcnnDetector(CPU, min_face_px=25).detect(image)
    assert 20 < found.box.height_px < 45


def test_faces_smaller_than_asked_for_are_left_out() -> None:
    assert MtcnnDetector(CPU, min_face_px=300).detect(portrait()) == ()


@pytest.mark.parametrize(
    "shape", [(720, 1280), (1, 1), (3, 5), (1, 2000), (2000, 1), (24, 24), (80, 80), (21, 4000)]
)
def test_where_nobody_is_nobody_is_found(detector: MtcnnDetector, shape: tuple[int, int]) -> None:
    for shade in (0, 128, 255):
        assert detector.detect(np.full((*shape, 3), shade, dtype=np.uint8)) == ()


@pytest.mark.parametrize("cut_px", [180, 200, 215, 230, 250])
def test_a_face_at_the_edge_is_seen_whole_or_not_at_all(
    detector: MtcnnDetector, face: DetectedFace, cut_px: int
) -> None:
    image = np.ascontiguousarray(portrait()[60:, cut_px:])
    for found in detector.detect(image):
        assert misfit(found, face.landmarks - (cut_px, 60)) < 0.35
    if cut_px == 180:  # cut along the cheek and the forehead: still found
        assert len(detector.detect(image)) == 1


def test_a_picture_that_is_no_picture_is_refused(detector: MtcnnDetector) -> None:
    for bad in (portrait()[:, :, 0], portrait().astype(np.float32), portrait()[:0]):
        with pytest.raises(ValueError, match="picture"):
            detector.detect(bad)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="picture"):
            detector.follow(bad, Box(0, 0, 9, 9))  # type: ignore[arg-type]


def test_the_picture_is_left_as_it_was(detector: MtcnnDetector) -> None:
    image = portrait().copy()
    detector.detect(image)
    assert np.array_equal(image, portrait())


def test_the_same_picture_gives_the_same_answer(detector: MtcnnDetector) -> None:
    one, two = detector.detect(portrait())[0], detector.detect(portrait())[0]
    assert one.box == two.box
    assert np.array_equal(one.landmarks, two.landmarks)


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.1, 0.0), (-0.1, 0.05), (0.0, 0.1), (0.12, -0.12)])
def test_a_face_that_moved_a_little_is_followed(
    detector: MtcnnDetector, face: DetectedFace, shift: tuple[float, float]
) -> None:
    x, y = shift[0] * face.box.width_px, shift[1] * face.box.height_px
    before = Box(face.box.left + x, face.box.top + y, face.box.right + x, face.box.bottom + y)
    found = detector.follow(portrait(), before)
    assert found is not None
    assert misfit(found, face.landmarks) < 0.08
    assert found.box.overlap(face.box) > 0.7


def test_following_settles_where_detection_does(
    detector: MtcnnDetector, face: DetectedFace
) -> None:
    box = face.box
    for _ in range(20):
        found = detector.follow(portrait(), box)
        assert found is not None
        box = found.box
    assert misfit(found, face.landmarks) < 0.03


@pytest.mark.parametrize(
    "box",
    [
        Box(350, 350, 470, 470),
        Box(-500, -500, -400, -400),
        Box(900, 100, 1000, 200),
        Box(511.5, 0, 600, 90),
        Box(10, 10, 10.2, 10.2),
    ],
    ids=["on a suit", "left of the picture", "right of it", "at its very edge", "a speck"],
)
def test_where_no_face_is_none_is_followed(detector: MtcnnDetector, box: Box) -> None:
    assert detector.follow(portrait(), box) is None


@pytest.mark.parametrize(
    "settings",
    [{"min_face_px": 0}, {"max_search_px": 0}, {"min_probability": 1.5}],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must"):
        MtcnnDetector(CPU, **settings)  # type: ignore[arg-type]


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_memory_does_not_grow_with_the_frames(detector: MtcnnDetector) -> None:
    frame = scene((300, 100, 1.0))
    box = detector.detect(frame)[0].box

    def look() -> None:
        for _ in range(100):
            detector.detect(frame)
            detector.follow(frame, box)

    look()
    before = _resident_mib()
    look()
    look()
    # One frame is 2.6 MiB: keeping even a tenth of each would show.
    assert _resident_mib() - before < 40


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA card here")
def test_a_graphics_card_finds_the_same_face(face: DetectedFace) -> None:
    (found,) = MtcnnDetector(torch.device("cuda")).detect(portrait())
    assert misfit(found, face.landmarks) < 0.01


@pytest.mark.data
def test_each_studio_portrait_shows_one_face(data_dir: Path, detector: MtcnnDetector) -> None:
    photos = sorted((data_dir / "london").glob("*/*.jpg"))
    assert len(photos) >= 200
    for photo in photos[::8]:
        image = cv2.cvtColor(cv2.imread(str(photo)), cv2.COLOR_BGR2RGB)
        faces = detector.detect(np.asarray(image, dtype=np.uint8))
        assert len(faces) == 1, photo
        assert faces[0].probability > 0.95, photo
