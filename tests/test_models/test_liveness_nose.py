"""Only a head's nose shifts against its face: on analytic motion, and on warped portraits."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f

from models.align import similarity_transform
from models.liveness.nose import HEADS, PICTURES, NoseShift, nose_height, squared_shift
from models.liveness.surface import CROP, EYE_DISTANCE_PX, Grey, Points, face_crop
from models.types import Landmarks
from tests.test_models.faces import portrait
from tests.test_models.liveness_geometry import Pose, Surface, bent, face_grid, flat, head, seen

ERROR_ED = 0.0015
GRID = np.array([place for place in face_grid() if abs(place[1]) > 0.33])  # but for the eyes
LANDMARKS = np.array(
    [[204.3, 101.0], [247.3, 103.3], [225.4, 129.1], [202.3, 139.4], [245.2, 141.7]], np.float32
)
TIMES_S = tuple(0.1 * i for i in range(11))
LEAST, MOST = -1.1, 4.4
_AWAY = st.floats(-1.0, 1.0)


def in_crop(surface: Surface, pose: Pose) -> Points:
    """Where the points of a face lie in the aligned crop, eye distances from between the eyes."""
    matrix = similarity_transform(seen(surface, [pose])[0].astype(np.float32), CROP.landmarks)
    pixels = seen(surface, [pose], GRID)[0] @ matrix[:, :2].T + matrix[:, 2]
    return (pixels - CROP.landmarks[:2].mean(axis=0)) / EYE_DISTANCE_PX


def shift(surface: Surface, poses: tuple[Pose, Pose], rng: np.random.Generator) -> float:
    here, there = (in_crop(surface, pose) for pose in poses)
    return squared(here, there - here + ERROR_ED * rng.normal(size=here.shape))


def squared(places: Points, moved: Points) -> float:
    found = squared_shift(places, moved)
    assert found is not None
    return found


def sheet_poses(share: list[float]) -> tuple[Pose, Pose]:
    """Two poses of a sheet, within 15 degrees of frontal and 5 of each other."""
    far = 0.6 + 0.4 * (1.0 + share[0])
    turned = 10.0 * np.array(share[1:4])
    then = turned + 5.0 * np.array(share[4:7])
    return Pose(0.1 * share[7], 0.1 * share[8], far, *turned), Pose(
        0.2 * share[9], 0.1 * share[10], far * (1.0 + 0.1 * share[11]), *then
    )


def shot(seed: int, *, nose_px: float = 0.0, noise: float = 1.0) -> Grey:
    """A noisy crop of a portrait; its nose may be where a head's is that has turned."""
    crop = face_crop(portrait(), LANDMARKS)
    rows, columns = np.mgrid[: CROP.size_px, : CROP.size_px].astype(np.float32)
    places = np.dstack([columns, rows]).reshape(-1, 2) - CROP.landmarks[:2].mean(axis=0)
    height = nose_height(places / EYE_DISTANCE_PX).reshape(rows.shape)
    turned = cv2.remap(crop, columns - (nose_px * height).astype(np.float32), rows, 1)
    noisy = turned + np.random.default_rng(seed).normal(0.0, noise, crop.shape)
    return np.clip(np.round(noisy), 0, 255).astype(np.uint8)


def watched(
    times_s: tuple[float, ...], turned_px: tuple[float, ...], *, seed: int = 0
) -> NoseShift:
    nose = NoseShift()
    for index, (at_s, px) in enumerate(zip(times_s, turned_px, strict=True)):
        crop = shot(1000 * seed + index, nose_px=px)
        nose = nose.with_face(crop, LANDMARKS, at_s)
    return nose


def after(looks: int, mean: float) -> float:
    """What a visit says whose squares have a mean, half of its logarithm given."""
    return NoseShift(looks=looks, total=looks * float(np.exp(2 * mean))).log_ratio.flat


def test_noise_alone_is_worth_about_one_whatever_its_size() -> None:
    """Two nested linear models: F(2, 2 (points - 7)), but for the points that are trimmed."""
    rng = np.random.default_rng(0)
    for size in (5e-3, 5e-2):
        squares = [squared(GRID, size * rng.normal(size=GRID.shape)) for _ in range(400)]
        expected = f(2, 2 * (len(GRID) - 7)).mean()
        assert expected < np.mean(squares) < 1.8 * expected


@settings(max_examples=60, deadline=None)
@given(st.lists(_AWAY, min_size=12, max_size=12), st.integers(0, 2**32 - 1))
def test_no_motion_of_a_plane_shifts_a_printed_nose(share: list[float], seed: int) -> None:
    """F(2, 300) passes 12 once in 100,000 times; trimming makes it 1.48 times as large."""
    rng = np.random.default_rng(seed)
    assert shift(flat, sheet_poses(share), rng) < 18.0


@settings(max_examples=40, deadline=None)
@given(st.lists(_AWAY, min_size=12, max_size=12), st.floats(0.0, 180.0), st.integers(0, 2**32 - 1))
def test_a_sheet_bent_to_40_cm_hardly_shifts_it(
    share: list[float], axis_deg: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    assert shift(bent(0.4, axis_deg=axis_deg), sheet_poses(share), rng) < 18.0


@pytest.mark.parametrize(("yaw_deg", "pitch_deg"), [(2.0, 0.0), (-2.0, 0.0), (0.0, 3.0)])
def test_a_head_that_turns_by_a_little_shifts_it(yaw_deg: float, pitch_deg: float) -> None:
    rng = np.random.default_rng(3)
    turned = Pose(0.0, 0.0, 0.8, yaw_deg, pitch_deg, 0.0)
    squares = [shift(head, (Pose(0.0, 0.0, 0.8, 0.0, 0.0, 0.0), turned), rng) for _ in range(20)]
    assert min(squares) > 12.0


def test_a_head_that_comes_nearer_beside_the_camera_shifts_it() -> None:
    rng = np.random.default_rng(4)
    far, near = Pose(0.25, 0.0, 1.6, 0.0, 0.0, 0.0), Pose(0.25, 0.0, 0.8, 0.0, 0.0, 0.0)
    assert shift(head, (far, near), rng) > 30.0


def test_a_print_stays_and_a_nose_that_turns_does_not() -> None:
    """Noise of the one picture that others are held against is in all of them: so some visits."""
    sway = tuple(0.6 * np.sin(2.0 * at_s) for at_s in TIMES_S)
    still = [watched(TIMES_S, (0.0,) * 11, seed=seed) for seed in range(9)]
    sways = [watched(TIMES_S, sway, seed=seed) for seed in range(9)]
    # Of the first face it is not known how far it has moved, and the second is held.
    assert {nose.looks for nose in still + sways} == {9}
    assert np.median([nose.log_ratio.flat for nose in still]) < 0.5
    assert np.median([nose.log_ratio.flat for nose in sways]) > 1.5


@pytest.mark.parametrize(
    ("times_s", "looks"),
    [
        ((0.0, 0.1), 0),
        ((0.0, 0.1, 0.2), 1),
        ((0.0, 0.1, 0.14, 0.2), 1),  # too near
        ((0.0, 0.1, 0.2, 1.3), 2),
        ((0.0, 0.1, 0.2, 1.4, 1.5), 2),  # the face of 0.1 s is too old at 1.4 s
    ],
)
def test_looks_are_taken_by_their_time(times_s: tuple[float, ...], looks: int) -> None:
    assert watched(times_s, (0.0,) * len(times_s)).looks == looks


def test_a_face_that_moves_far_is_smeared_and_begins_anew() -> None:
    eyes_px = float(np.linalg.norm(LANDMARKS[1] - LANDMARKS[0]))
    gone: Landmarks = LANDMARKS + np.float32([0.35 * eyes_px, 0.0])
    seen_once = watched(TIMES_S[:3], (0.0,) * 3)
    jumped = seen_once.with_face(shot(9), gone, 0.3)
    assert (jumped.looks, jumped.before) == (1, None)
    assert jumped.with_face(shot(10), gone, 0.4).before is not None


def test_a_picture_that_cannot_be_followed_from_is_let_go() -> None:
    blank = np.full_like(shot(0), 90)
    nose = NoseShift().with_face(shot(0), LANDMARKS, 0.0).with_face(blank, LANDMARKS, 0.1)
    for at_s in (0.2, 0.3, 0.4, 0.5):
        nose = nose.with_face(shot(round(10 * at_s)), LANDMARKS, at_s)
    assert nose.looks == 0
    assert nose.with_face(shot(7), LANDMARKS, 0.6).looks == 1


def test_a_covered_nose_says_nothing() -> None:
    beside = GRID[(np.abs(GRID[:, 0]) > 0.5) | (GRID[:, 1] < 0.0)]
    moved = ERROR_ED * np.random.default_rng(5).normal(size=beside.shape)
    assert len(beside) > 60
    assert squared_shift(beside, moved) is None


def test_little_seen_says_nothing() -> None:
    assert NoseShift().log_ratio.flat == after(2, 1.0) == 0.0


def test_shares_are_shares() -> None:
    for curves in (HEADS, PICTURES):
        assert sum(curve.share for curve in curves) == pytest.approx(1.0)


@given(st.integers(3, 500), st.floats(-4.0, 6.0))
def test_no_number_of_looks_at_any_mean_is_certain(looks: int, mean: float) -> None:
    assert LEAST < after(looks, mean) < MOST


@pytest.mark.parametrize("looks", [3, 5, 8, 20, 1000])
def test_a_larger_shift_never_speaks_less_for_a_head(looks: int) -> None:
    means = np.linspace(-3.0, 4.0, 700)
    assert np.diff([after(looks, mean) for mean in means]).min() > -1e-9


@given(st.integers(3, 50), st.floats(-4.0, 6.0))
def test_it_says_nothing_of_screens_and_streams(looks: int, mean: float) -> None:
    ratio = NoseShift(looks=looks, total=looks * float(np.exp(2 * mean))).log_ratio
    assert ratio.screen == ratio.frozen == 0.0
