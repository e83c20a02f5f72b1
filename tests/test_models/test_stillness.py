"""Streams that stand still or repeat are told from a head that sways."""

from collections.abc import Callable, Iterable
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.liveness.stillness import Stillness
from models.types import Box, Frame, RgbImage

_FACE = Box(100, 60, 220, 210)
_ALIVE_AT_FIRST = 0.7  # more only once a loop would have come round
_Picture = Callable[[float], RgbImage]


def _texture(seed: int = 3) -> RgbImage:
    """Return (240, 320, 3) of soft blotches of about a face's contrast."""
    random = np.random.default_rng(seed)
    blotches = cv2.GaussianBlur(random.standard_normal((240, 320)), (0, 0), 8)
    grey = np.clip(128 + 40 * blotches / blotches.std(), 0, 255).astype(np.uint8)
    return np.dstack([grey, grey, grey])


def _swaying(at_s: float) -> RgbImage:
    """Return the texture where a standing head would be: some pixels to and fro, never the same."""
    right = 4 * np.sin(2 * np.pi * 0.31 * at_s) + 2 * np.sin(2 * np.pi * 0.83 * at_s + 1)
    down = 2 * np.sin(2 * np.pi * 0.47 * at_s + 2)
    move = np.float32([[1, 0, right], [0, 1, down]])
    return np.asarray(cv2.warpAffine(_texture(), move, (320, 240), borderMode=cv2.BORDER_REFLECT))


def _grainy(picture: _Picture, sigma: float, seed: int = 0) -> _Picture:
    random = np.random.default_rng(seed)

    def take(at_s: float) -> RgbImage:
        grain = random.normal(0, sigma, (240, 320, 3))
        return np.clip(picture(at_s) + grain, 0, 255).astype(np.uint8)

    return take


def _reencoded(picture: _Picture, seed: int = 0) -> _Picture:
    random = np.random.default_rng(seed)

    def take(at_s: float) -> RgbImage:
        quality = int(random.integers(50, 95))
        return _jpeg(picture(at_s), quality)

    return take


def _jpeg(image: RgbImage, quality: int) -> RgbImage:
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)


def _watched(picture: _Picture, times_s: Iterable[float]) -> Stillness:
    state = Stillness()
    for index, at_s in enumerate(times_s):
        state = state.with_frame(Frame(picture(at_s), at_s, index), _FACE)
    return state


def _times_s(until_s: float, fps: float = 15.0) -> list[float]:
    return [index / fps for index in range(int(until_s * fps))]


def test_nothing_is_said_before_time_has_passed() -> None:
    assert Stillness().log_ratio.frozen == 0
    assert _watched(_swaying, _times_s(0.3)).log_ratio.frozen == 0


@pytest.mark.parametrize("sigma", [0.0, 3.0])
def test_a_head_that_sways_speaks_for_life_a_little_with_and_without_grain(sigma: float) -> None:
    ratio = _watched(_grainy(_swaying, sigma), _times_s(3)).log_ratio
    assert 1 <= ratio.frozen <= 2
    assert ratio.flat == ratio.screen == 0


def test_a_stuck_stream_speaks_strongly_against_it() -> None:
    assert _watched(lambda _: _swaying(0.4), _times_s(1)).log_ratio.frozen == -12


def test_encoding_a_stuck_picture_anew_does_not_bring_it_to_life() -> None:
    assert _watched(_reencoded(lambda _: _swaying(0.4)), _times_s(1)).log_ratio.frozen < -2


def test_a_stream_that_freezes_after_a_while_is_found_within_a_second() -> None:
    state = _watched(lambda at_s: _swaying(min(at_s, 2.0)), _times_s(3.1))
    assert state.log_ratio.frozen == -12


def test_a_short_stall_is_forgiven_once_it_is_over() -> None:
    stalled = _watched(
        lambda at_s: _swaying(at_s if at_s < 1 or at_s > 1.6 else 1.0), _times_s(2.6)
    )
    assert stalled.log_ratio.frozen >= _ALIVE_AT_FIRST


def test_a_slow_camera_read_too_often_is_no_stuck_one() -> None:
    twice_each = _watched(lambda at_s: _swaying(np.floor(at_s * 7.5) / 7.5), _times_s(2))
    assert twice_each.log_ratio.frozen >= _ALIVE_AT_FIRST


def test_a_loop_is_found_once_it_has_come_round() -> None:
    state = _watched(lambda at_s: _swaying(at_s % 1.2), _times_s(1.2 + 1.2))
    assert state.log_ratio.frozen == -12
    assert state.repetition is not None
    assert state.repetition.lag_s == pytest.approx(1.2)


def test_encoding_a_loop_anew_does_not_hide_it() -> None:
    state = _watched(_reencoded(lambda at_s: _swaying(at_s % 1.2)), _times_s(3))
    assert state.log_ratio.frozen < -1


def test_a_loop_that_was_found_stays_found() -> None:
    state = _watched(lambda at_s: _swaying(at_s % 1.2), _times_s(2.4))
    for index in range(20):
        at_s = 2.5 + index / 15
        state = state.with_frame(Frame(_swaying(at_s + 5), at_s, 100 + index), _FACE)
    assert state.log_ratio.frozen == -12


def test_a_nod_is_no_loop() -> None:
    """A person repeats a movement, but not to the pixel."""
    random = np.random.default_rng(5)

    def nodding(at_s: float) -> RgbImage:
        down = 8 * np.sin(2 * np.pi * 0.9 * at_s + 0.4 * random.standard_normal())
        move = np.float32([[1, 0, 0.5 * random.standard_normal()], [0, 1, down]])
        image = cv2.warpAffine(_texture(), move, (320, 240), borderMode=cv2.BORDER_REFLECT)
        return np.asarray(image)

    assert _watched(nodding, _times_s(4)).log_ratio.frozen >= 0


def test_what_lies_long_back_is_forgotten() -> None:
    state = _watched(_swaying, _times_s(14, fps=10))
    assert len(state._looks) == 101  # ten seconds, both ends
    assert all(look.before_s.size <= 100 for look in state._looks)


def test_a_frame_out_of_order_is_left_out_and_another_size_begins_anew() -> None:
    state = _watched(_swaying, _times_s(1))
    late = Frame(_swaying(0.2), 0.2, 99)
    assert state.with_frame(late, _FACE) is state
    larger = Frame(np.zeros((240, 640, 3), dtype=np.uint8), 2.0, 100)
    assert state.with_frame(larger, _FACE).log_ratio.frozen == 0


def test_a_face_at_the_edge_is_looked_at_as_far_as_it_is_seen() -> None:
    state = Stillness()
    for index, at_s in enumerate(_times_s(1)):
        frame = Frame(_swaying(at_s), at_s, index)
        state = state.with_frame(frame, Box(-40, -20, 60, 90))
    assert state.log_ratio.frozen == _ALIVE_AT_FIRST


@pytest.mark.data
@pytest.mark.parametrize(
    ("clip", "face"),
    [
        ("webcam-desk.mp4", Box(161, 103, 257, 236)),
        ("head-turn-b.mp4", Box(208, 39, 281, 138)),
        ("facing-book.mkv", Box(272, 96, 326, 166)),
    ],
)
def test_real_people_are_alive_and_stop_being_so_when_their_clip_stops(
    data_dir: Path, clip: str, face: Box
) -> None:
    film = cv2.VideoCapture(str(data_dir / "video" / clip))
    fps = film.get(cv2.CAP_PROP_FPS)
    state, index = Stillness(), 0
    image = np.zeros(0, dtype=np.uint8)
    said = []
    while index < 3 * fps:
        image = np.ascontiguousarray(film.read()[1][..., ::-1])
        state = state.with_frame(Frame(image, index / fps, index), face)
        said.append(state.log_ratio.frozen)
        index += 1
    assert min(said) > -0.5
    assert np.median(said) >= _ALIVE_AT_FIRST
    for more in range(index, index + int(1.1 * fps) + 1):
        state = state.with_frame(Frame(image, more / fps, more), face)
    assert state.log_ratio.frozen == -12
