"""A frame that travels with a face is told from a room that stands still behind it."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from models.head_pose import FRONTAL
from models.liveness.likelihood import NOTHING
from models.liveness.straight_edges import Side, edges_of, view_of
from models.liveness.surround import GAP_S, Surround
from models.types import Landmarks, RgbImage

_WIDTH, _HEIGHT, _EYES_PX = 640, 480, 44.0
_Scene = Callable[[tuple[float, float]], RgbImage]
_LITTLE = 0.6  # what may be said of nothing in particular


def _landmarks(middle: tuple[float, float]) -> Landmarks:
    return (FRONTAL * _EYES_PX + middle).astype(np.float32)


def _wall(seed: int = 1) -> RgbImage:
    """Return a wall with soft blotches and grain, (480, 640, 3)."""
    random = np.random.default_rng(seed)
    soft = cv2.GaussianBlur(random.standard_normal((_HEIGHT, _WIDTH)), (0, 0), 12)
    grey = 150 + 12 * soft / soft.std() + random.normal(0, 2, soft.shape)
    return np.dstack([np.clip(grey, 0, 255).astype(np.uint8)] * 3)


def _draw_head(picture: RgbImage, middle: tuple[float, float]) -> RgbImage:
    """Paint an oval head with shoulders: nothing straight."""
    x, y = (round(16 * float(at)) for at in middle)
    unit = round(16 * _EYES_PX)

    def oval(centre: tuple[float, float], axes: tuple[float, float], shade: int) -> None:
        at = (x + round(centre[0] * unit), y + round(centre[1] * unit))
        size = (round(axes[0] * unit), round(axes[1] * unit))
        cv2.ellipse(picture, at, size, 0, 0, 360, (shade,) * 3, -1, cv2.LINE_AA, 4)

    oval((0, 4.2), (2.6, 2.0), 70)
    oval((0, 0.3), (1.15, 1.7), 40)
    oval((0, 0.5), (0.95, 1.3), 200)
    for side in (-0.5, 0.5):
        oval((side, 0), (0.2, 0.09), 60)
    oval((0, 1.1), (0.4, 0.09), 110)
    return picture


def _rectangle(
    picture: RgbImage, middle: tuple[float, float], half_ed: float, shade: int
) -> RgbImage:
    """Paint a dark frame as of a phone or poster, its picture lighter, about a place."""
    x, y = middle
    corners = np.array([(-half_ed, -1.9), (half_ed, -1.9), (half_ed, 3.4), (-half_ed, 3.4)])
    for grown, grey in ((1.0, 25), (0.92, shade)):
        drawn = np.rint((corners * (grown, grown) * _EYES_PX + (x, y)) * 16).astype(np.int32)
        cv2.fillPoly(picture, [drawn], (grey,) * 3, cv2.LINE_AA, 4)
    return picture


def _held(middle: tuple[float, float]) -> RgbImage:
    return _draw_head(_rectangle(_wall(), middle, 1.7, 190), middle)


def _before_a_poster(middle: tuple[float, float]) -> RgbImage:
    return _draw_head(_rectangle(_wall(), (320.0, 200.0), 1.9, 190), middle)


def _before_a_wall(middle: tuple[float, float]) -> RgbImage:
    return _draw_head(_wall(), middle)


def _swaying(at_s: float, reach_px: float = 14.0) -> tuple[float, float]:
    return 320.0 + reach_px * np.sin(3.1 * at_s), 200.0 + 0.4 * reach_px * np.sin(2.3 * at_s + 1)


def _resting(at_s: float) -> tuple[float, float]:
    del at_s
    return 320.0, 200.0


def _watched(
    scene: _Scene,
    moves: Callable[[float], tuple[float, float]] = _swaying,
    *,
    length_s: float = 1.6,
    frames_per_s: float = 15.0,
) -> Surround:
    state = Surround()
    random = np.random.default_rng(5)
    for at_s in np.arange(0.0, length_s, 1.0 / frames_per_s):
        middle = moves(float(at_s))
        grain = random.normal(0, 1.5, (_HEIGHT, _WIDTH, 3))
        picture = np.clip(scene(middle) + grain, 0, 255).astype(np.uint8)
        found = _landmarks(middle) + random.normal(0, 0.3, (5, 2)).astype(np.float32)
        state = state.with_face(picture, found, float(at_s))
    return state


def test_frame_that_travels_with_the_face_speaks_clearly_against_a_head() -> None:
    ratio = _watched(_held).log_ratio
    assert ratio.flat < -3.0
    assert ratio.screen < -3.0
    assert ratio.frozen == 0.0


@pytest.mark.parametrize("scene", [_before_a_poster, _before_a_wall])
def test_room_that_stands_still_behind_a_moving_head_is_nothing_to_refuse_for(
    scene: _Scene,
) -> None:
    ratio = _watched(scene).log_ratio
    assert -_LITTLE <= ratio.flat <= _LITTLE
    assert -_LITTLE <= ratio.screen <= _LITTLE


def test_head_that_moves_inside_a_frame_in_a_hand_is_a_screen() -> None:
    def replayed(middle: tuple[float, float]) -> RgbImage:
        # The hand goes one way while the head on the screen goes the other.
        hand = (320.0 - 0.6 * (middle[0] - 320.0), 200.0)
        return _draw_head(_rectangle(_wall(), hand, 1.9, 190), middle)

    ratio = _watched(replayed).log_ratio
    assert ratio.screen < -2.0
    assert ratio.screen < ratio.flat


def test_straight_hair_that_falls_from_a_parting_is_no_frame() -> None:
    def haired(middle: tuple[float, float]) -> RgbImage:
        picture = _wall()
        outline = np.array([(-0.7, -1.5), (0.7, -1.5), (1.9, 3.2), (-1.9, 3.2)])
        drawn = np.rint((outline * _EYES_PX + middle) * 16).astype(np.int32)
        cv2.fillPoly(picture, [drawn], (40, 40, 40), cv2.LINE_AA, 4)
        return _draw_head(picture, middle)

    ratio = _watched(haired).log_ratio
    assert ratio.flat > -_LITTLE
    assert ratio.screen > -_LITTLE


def test_frame_that_does_not_move_counts_for_little() -> None:
    still, moving = _watched(_held, _resting).log_ratio, _watched(_held).log_ratio
    assert still.flat > moving.flat + 1.0


def test_nothing_is_said_before_pictures_can_be_compared() -> None:
    assert Surround().log_ratio == NOTHING
    assert _watched(_held, length_s=1.5 * GAP_S).log_ratio == NOTHING


def test_frames_in_between_are_not_looked_at() -> None:
    first = Surround().with_face(_held((320.0, 200.0)), _landmarks((320.0, 200.0)), 3.0)
    again = first.with_face(_held((330.0, 200.0)), _landmarks((330.0, 200.0)), 3.0 + GAP_S / 2)
    assert again is first


def test_speed_of_the_camera_does_not_matter() -> None:
    slow, quick = (_watched(_held, frames_per_s=rate).log_ratio for rate in (8.0, 30.0))
    assert slow.flat < -3.0
    assert quick.flat < -3.0


def test_border_of_the_picture_is_no_edge() -> None:
    def cut_close(middle: tuple[float, float]) -> RgbImage:
        picture = np.zeros((_HEIGHT, _WIDTH, 3), np.uint8)
        picture[:] = _before_a_wall(middle)
        return picture

    middle = (95.0, 120.0)  # left and upper border within reach of the crop
    view = view_of(cut_close(middle), _landmarks(middle))
    edges = edges_of(view)
    assert all(edge.length_ed < 1.2 for edge in edges[Side.LEFT] + edges[Side.ABOVE])


def test_edges_are_found_where_they_are() -> None:
    middle = (320.0, 200.0)
    edges = edges_of(view_of(_held(middle), _landmarks(middle)))
    for side, sign in ((Side.LEFT, -1.0), (Side.RIGHT, 1.0)):
        longest = edges[side][0]
        assert longest.length_ed > 3.5
        across = float(longest.points[:, 0].mean())
        assert min(abs(across - sign * 1.7), abs(across - sign * 0.92 * 1.7)) < 0.08
        assert np.allclose(np.abs(longest.normal), (1.0, 0.0), atol=0.05)


def test_edges_do_not_hang_on_the_size_or_turn_of_the_face() -> None:
    middle = (320.0, 200.0)
    picture, marks = _held(middle), _landmarks(middle)
    matrix = cv2.getRotationMatrix2D(middle, 12.0, 0.8)
    turned = np.asarray(cv2.warpAffine(picture, matrix, (_WIDTH, _HEIGHT)), np.uint8)
    moved = (marks @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    plain, other = (
        edges_of(view_of(image, points)) for image, points in ((picture, marks), (turned, moved))
    )
    for side in (Side.LEFT, Side.RIGHT):
        assert abs(plain[side][0].length_ed - other[side][0].length_ed) < 0.8


def test_landmarks_in_one_point_are_refused() -> None:
    with pytest.raises(ValueError, match="one point"):
        Surround().with_face(_wall(), np.full((5, 2), 100.0, np.float32), 0.0)


def test_picture_without_any_edge_has_none() -> None:
    plain = np.full((_HEIGHT, _WIDTH, 3), 120, np.uint8)
    edges = edges_of(view_of(plain, _landmarks((320.0, 200.0))))
    assert all(found == () for found in edges.values())
