"""Landmarks that the picture carries: they go where it goes, and are lost rather than wrong."""

import cv2
import numpy as np
import pytest

from models.liveness import follow
from models.liveness.follow import Followed, follow_from
from models.types import Landmarks, RgbImage

MARKS: Landmarks = np.array(
    [[130, 100], [190, 100], [160, 130], [138, 165], [182, 165]], np.float32
)


def texture() -> RgbImage:
    noise = np.random.default_rng(3).integers(0, 256, (60, 80, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(noise, (320, 240), interpolation=cv2.INTER_CUBIC), np.uint8)


def moved(picture: RgbImage, matrix: list[list[float]]) -> RgbImage:
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.warpAffine(picture, np.float32(matrix), size), np.uint8)


def nose_moved(picture: RgbImage, by_px: float) -> RgbImage:
    """Move what is around the nose to the right, and leave the rest."""
    down, across = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    away = np.hypot(across - MARKS[2, 0], down - MARKS[2, 1])
    shift = (by_px * np.clip(2.0 - away / 14.0, 0.0, 1.0)).astype(np.float32)
    return np.asarray(cv2.remap(picture, across - shift, down, cv2.INTER_LINEAR), np.uint8)


def test_points_go_where_the_picture_goes() -> None:
    picture = texture()
    carried: Followed = follow_from(picture, MARKS)
    for step in range(1, 6):
        matrix = [[1.0, 0.0, 3.0 * step], [0.0, 1.0, -1.0 * step]]
        carried = carried.onwards(moved(picture, matrix))
    np.testing.assert_allclose(carried.landmarks, MARKS + np.float32([15.0, -5.0]), atol=0.5)
    np.testing.assert_array_equal(carried.begun, MARKS)


def test_a_nose_that_turns_with_its_head_is_carried_along() -> None:
    picture = texture()
    carried = follow_from(picture, MARKS)
    for by_px in (3.0, 6.0, 9.0):  # a tenth of the eye distance is 6
        carried = carried.onwards(nose_moved(picture, by_px))
    went = carried.landmarks - MARKS
    assert went[2, 0] == pytest.approx(9.0, abs=1.5)
    assert np.abs(np.delete(went, 2, axis=0)).max() < 1.0


def test_a_point_that_slips_far_against_the_others_is_lost_and_stays_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may find back to where it came from; a head does not turn so quickly all the same."""
    steps = [(5.0, True), (16.0, False)]
    for by_px, is_kept in steps:
        by = np.float32([[0, 0], [0, 0], [by_px, 0], [0, 0], [0, 0]])
        there = iter([MARKS + by, MARKS])  # forwards, and all the way back
        monkeypatch.setattr(follow, "_carried", lambda *_, there=there: next(there))
        carried = follow_from(texture(), MARKS).onwards(texture())
        assert np.isfinite(carried.landmarks).all() == is_kept
    assert np.isnan(carried.onwards(texture()).landmarks).all()


def test_points_without_texture_are_lost_after_some_frames() -> None:
    blank = np.full_like(texture(), 90)
    carried = follow_from(texture(), MARKS)
    for _ in range(5):
        carried = carried.onwards(blank)
    assert np.isnan(carried.landmarks).all()


def test_pictures_of_another_size_lose_them() -> None:
    carried = follow_from(texture(), MARKS).onwards(texture()[:200])
    assert np.isnan(carried.landmarks).all()
