"""A display's grid is found in a face; what cameras themselves put into pictures is not."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.liveness.likelihood import NOTHING
from models.liveness.spectrum import narrow_peak
from models.liveness.texture import GAP_S, Texture, face_plane
from models.types import Box, DetectedFace, Frame, RgbImage

_MARKS = np.array([[130, 100], [190, 100], [160, 135], [137, 165], [183, 165]], dtype=np.float32)
_FACE = DetectedFace(Box(90, 50, 230, 210), _MARKS, 0.99)
_SHOWS = 2.6  # a peak above this was in no bona fide picture


def _skin(seed: int = 1, sigma: float = 2.0) -> NDArray[np.float64]:
    """Return (240, 320) grey: soft blotches like a face's, and a sensor's noise."""
    random = np.random.default_rng(seed)
    soft = cv2.GaussianBlur(random.standard_normal((240, 320)), (0, 0), 6)
    return 130 + 30 * soft / soft.std() + random.normal(0, sigma, (240, 320))


def _grid(display_px_per_px: float, turn_deg: float, depth: float) -> NDArray[np.float64]:
    """Return (240, 320): how a display's columns change the picture, aliased as by a sensor."""
    y, x = np.mgrid[:240, :320]
    turn = np.radians(turn_deg)
    along = np.cos(turn) * x + np.sin(turn) * y
    return 1 + depth * np.cos(2 * np.pi * display_px_per_px * along)


def _picture(grey: NDArray[np.float64]) -> RgbImage:
    bytes_ = np.clip(np.rint(grey), 0, 255).astype(np.uint8)
    return np.dstack([bytes_, bytes_, bytes_])


def _plane(grey: NDArray[np.float64]) -> NDArray[np.float32]:
    plane = face_plane(Frame(_picture(grey), 0.0, 0), _FACE)
    assert plane is not None
    return plane


def _watched(grey: NDArray[np.float64], count: int) -> Texture:
    state = Texture()
    for index in range(count):
        state = state.with_frame(Frame(_picture(grey), index * GAP_S, index), _FACE)
    return state


@pytest.mark.parametrize("sigma", [0.5, 2.0, 5.0])
def test_skin_and_noise_have_no_peak(sigma: float) -> None:
    assert narrow_peak(_plane(_skin(sigma=sigma))) < _SHOWS


@pytest.mark.parametrize("fineness", [0.2, 0.3, 0.42, 0.72, 0.78])
@pytest.mark.parametrize("turn_deg", [0.0, 7.0, 35.0])
def test_a_grid_shows_also_where_sampling_folds_it(fineness: float, turn_deg: float) -> None:
    assert narrow_peak(_plane(_skin() * _grid(fineness, turn_deg, 0.06))) > _SHOWS


def test_the_deeper_the_grid_the_higher_the_peak() -> None:
    peaks = [narrow_peak(_plane(_skin() * _grid(0.3, 7, depth))) for depth in (0.0, 0.02, 0.1)]
    assert peaks == sorted(peaks)
    assert peaks[-1] > peaks[0] + 2


@pytest.mark.parametrize("quality", [30, 60, 90])
def test_the_blocks_of_compression_are_no_grid(quality: int) -> None:
    coded = cv2.imencode(".jpg", _picture(_skin()), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    image = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), dtype=np.float64)
    assert narrow_peak(_plane(image)) < _SHOWS


def test_waves_of_a_tenth_of_a_grey_level_are_beneath_notice() -> None:
    flat = np.full((240, 320), 128.0) + 0.1 * (_grid(0.3, 7, 1.0) - 1)
    assert narrow_peak(_plane(flat)) < 1.5


def test_a_grid_speaks_against_a_screen_and_half_as_surely_against_a_flat_picture() -> None:
    ratio = _watched(_skin() * _grid(0.3, 7, 0.1), 3).log_ratio
    assert ratio.screen == -3
    assert -3 < ratio.flat < -2
    assert ratio.frozen == 0


def test_no_grid_says_nothing() -> None:
    assert _watched(_skin(), 5).log_ratio == NOTHING


def test_one_striped_frame_does_not_count() -> None:
    state = _watched(_skin(), 2)
    striped = Frame(_picture(_skin() * _grid(0.3, 7, 0.1)), 2 * GAP_S, 2)
    assert state.with_frame(striped, _FACE).log_ratio == NOTHING


def test_nothing_is_said_of_few_frames_and_near_ones_are_left_out() -> None:
    grid = _skin() * _grid(0.3, 7, 0.1)
    state = _watched(grid, 2)
    assert state.log_ratio == NOTHING
    too_soon = Frame(_picture(grid), 1.5 * GAP_S, 2)
    assert state.with_frame(too_soon, _FACE) is state


def test_a_face_cut_off_by_the_edge_is_not_looked_at() -> None:
    at_edge = DetectedFace(Box(-60, 50, 40, 180), _MARKS - np.float32([165, 0]), 0.99)
    assert Texture().with_frame(Frame(_picture(_skin()), 0.0, 0), at_edge) == Texture()


def test_a_face_smaller_than_the_spectrum_is_not_looked_at() -> None:
    small = DetectedFace(Box(110, 60, 210, 180), _MARKS, 0.99)
    assert Texture().with_frame(Frame(_picture(_skin()), 0.0, 0), small) == Texture()


@pytest.mark.data
def test_a_real_webcam_is_not_punished(data_dir: Path) -> None:
    film = cv2.VideoCapture(str(data_dir / "video" / "webcam-desk.mp4"))
    marks = [[190, 150], [232, 150], [211, 178], [194, 204], [228, 204]]
    face = DetectedFace(Box(161, 103, 257, 236), np.array(marks, dtype=np.float32), 0.99)
    state = Texture()
    for index in range(60):
        image = np.ascontiguousarray(film.read()[1][..., ::-1])
        state = state.with_frame(Frame(image, index / 12.0, index), face)
    assert len(state.peaks) == 15
    assert state.log_ratio == NOTHING
