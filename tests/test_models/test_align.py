import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.align import align, similarity_transform
from models.types import CanonicalCrop, Landmarks
from tests.test_models.faces import frontal_landmarks, portrait

CROP = CanonicalCrop(150, frontal_landmarks(75, 50, 54))


def moved(points: Landmarks, degrees: float, scale: float, x: float, y: float) -> Landmarks:
    turn = math.radians(degrees)
    matrix = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    return (points @ matrix.T + (x, y)).astype(np.float32)


@given(
    degrees=st.floats(-179, 179),
    scale=st.floats(0.05, 20),
    x=st.floats(-500, 500),
    y=st.floats(-500, 500),
)
def test_a_similarity_is_found_exactly(degrees: float, scale: float, x: float, y: float) -> None:
    source = frontal_landmarks()
    target = moved(source, degrees, scale, x, y)
    matrix = similarity_transform(source, target)
    assert np.allclose(source @ matrix[:, :2].T + matrix[:, 2], target, atol=1e-2)


def test_no_similarity_fits_better_than_the_one_found() -> None:
    rng = np.random.default_rng(7)
    source = frontal_landmarks()
    target = moved(source, 20, 1.5, 30, -10) + rng.normal(0, 5, (5, 2)).astype(np.float32)

    def misfit(matrix: np.ndarray) -> float:
        return float(np.sum((source @ matrix[:, :2].T + matrix[:, 2] - target) ** 2))

    best = similarity_transform(source, target)
    for _ in range(200):
        turn, stretch = rng.normal(0, 0.02), 1 + rng.normal(0, 0.02)
        change = stretch * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        other = np.hstack([best[:, :2] @ change, best[:, 2:] + rng.normal(0, 0.5, (2, 1))])
        assert misfit(best) < misfit(other)


def test_a_mirror_image_is_not_fitted_by_mirroring() -> None:
    source = frontal_landmarks()
    mirrored = source * np.array([-1, 1], dtype=np.float32)
    matrix = similarity_transform(source, mirrored)
    assert np.linalg.det(matrix[:, :2]) > 0


@pytest.mark.parametrize("scale", [0.1, 0.3, 0.6, 1.0, 2.5])
def test_a_dot_at_each_landmark_lands_on_its_canonical_place(scale: float) -> None:
    landmarks = moved(frontal_landmarks(0, 0, 54 / scale), 12, 1.0, 1300, 1100)
    image = np.zeros((2400, 2600, 3), dtype=np.uint8)
    radius = max(2, round(3 / scale))
    for point in landmarks:
        cv2.circle(image, (round(float(point[0])), round(float(point[1]))), radius, (255,) * 3, -1)
    seen = align(image, landmarks, CROP)[:, :, 0]
    for x, y in CROP.landmarks:
        left, top = round(float(x)) - 8, round(float(y)) - 8
        window = seen[top : top + 17, left : left + 17].astype(np.float64)
        rows, columns = np.mgrid[0:17, 0:17]
        centre = ((window * columns).sum(), (window * rows).sum()) / window.sum()
        # The dot was drawn at whole pixels of the picture.
        assert np.hypot(centre[0] + left - x, centre[1] + top - y) < 0.5 + 0.71 * scale


def test_fine_texture_does_not_turn_to_noise_when_a_large_face_shrinks() -> None:
    rows, columns = np.indices((2000, 2000))
    checks = ((rows + columns) % 2 * 255).astype(np.uint8)
    image = np.repeat(checks[:, :, None], 3, axis=2)
    aligned = align(image, frontal_landmarks(1000, 900, 431), CROP)
    assert np.abs(aligned.astype(int) - 127).max() <= 12


def test_past_the_edge_it_is_black() -> None:
    image = np.full((100, 100, 3), 200, dtype=np.uint8)
    aligned = align(image, frontal_landmarks(0, 50, 54), CROP)
    assert aligned[:, :40].max() == 0
    assert aligned[20:80, 90:].min() == 200


def test_the_same_picture_twice_as_large_gives_nearly_the_same_crop() -> None:
    image = portrait()
    large = np.asarray(cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
    landmarks = frontal_landmarks(224, 112, 40)
    # Pixel centres are whole numbers, so a picture twice as large also moves by half a pixel.
    one, two = align(image, landmarks, CROP), align(large, landmarks * 2 + 0.5, CROP)
    assert np.abs(one.astype(int) - two.astype(int)).mean() < 3


def test_landmarks_in_one_point_are_refused() -> None:
    with pytest.raises(ValueError, match="one point"):
        align(portrait(), np.full((5, 2), 50, dtype=np.float32), CROP)


def test_wrong_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="picture"):
        align(portrait()[:, :, 0], frontal_landmarks(), CROP)
    with pytest.raises(ValueError, match=r"\(5, 2\)"):
        align(portrait(), frontal_landmarks()[:4], CROP)
    with pytest.raises(ValueError, match=r"\(N, 2\)"):
        similarity_transform(frontal_landmarks(), frontal_landmarks()[:4])
