"""What a sheet's motion leaves, a head's does not: analytic, and on warped portraits."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, f

from models.align import similarity_transform
from models.liveness.relief import HEADS, SHEETS
from models.liveness.surface import (
    CROP,
    EYE_DISTANCE_PX,
    Grey,
    Motion,
    face_crop,
    motion_between,
    motion_of,
)
from models.types import Landmarks, RgbImage
from tests.test_models.aligned_faces import grace_hopper
from tests.test_models.faces import portrait
from tests.test_models.liveness_geometry import (
    Points,
    Pose,
    Surface,
    bent,
    face_grid,
    flat,
    head,
    seen,
)

ERROR_ED = 0.0015  # 0.07 pixels of the crop: what Lucas-Kanade errs by on the warped portraits here
LEFT_OUT = 1.48  # how much larger ratios are without the least fitting points, see `motion_of`
FLAT_REST_ED, BENT_REST_ED = 0.02 / EYE_DISTANCE_PX, 0.04 / EYE_DISTANCE_PX
MOST_TURNED_DEG = 20.0  # of any pose; a sheet before the door is looked at from its front
NEAREST_M = 0.5  # 8 eye distances
LEAST_RADIUS_M = 0.4  # 6 eye distances
_AWAY = st.floats(-1.0, 1.0)


GRID = np.array([place for place in face_grid() if abs(place[1]) > 0.33])  # but for the eyes


def in_crop(surface: Surface, pose: Pose) -> Points:
    """Where the points of a face lie in the aligned crop, eye distances from between the eyes."""
    matrix = similarity_transform(seen(surface, [pose])[0].astype(np.float32), CROP.landmarks)
    pixels = seen(surface, [pose], GRID)[0] @ matrix[:, :2].T + matrix[:, 2]
    return (pixels - CROP.landmarks[:2].mean(axis=0)) / EYE_DISTANCE_PX


def rest_ed(surface: Surface, before: Pose, after: Pose) -> float:
    """What is left of a motion that is measured without error."""
    here, there = in_crop(surface, before), in_crop(surface, after)
    motion = motion_of(here, there - here)
    return motion.smooth_ed if motion else 0.0


def seen_moving(rng: np.random.Generator, surface: Surface, poses: tuple[Pose, Pose]) -> Motion:
    here, there = (in_crop(surface, pose) for pose in poses)
    motion = motion_of(here, there - here + ERROR_ED * rng.normal(size=here.shape))
    assert motion is not None
    return motion


def two_poses(share: Points, turn_deg: float) -> tuple[Pose, Pose]:
    """Any two poses in range, from (12,) shares of -1 to 1: so far from the front, and apart."""
    far = NEAREST_M + 0.75 * (1.0 + share[2])
    aside, turned = 0.3 * share[:2], MOST_TURNED_DEG * share[3:6]
    then_far = max(far * (1.0 + 0.2 * share[8]), NEAREST_M)
    then_aside = np.clip(aside + 0.2 * share[6:8], -0.3, 0.3)
    then_turned = np.clip(turned + turn_deg * share[9:12], -MOST_TURNED_DEG, MOST_TURNED_DEG)
    return (
        Pose(*(aside * far), far, *turned),
        Pose(*(then_aside * then_far), then_far, *then_turned),
    )


def any_two_poses(turn_deg: float) -> st.SearchStrategy[tuple[Pose, Pose]]:
    shares = st.lists(_AWAY, min_size=12, max_size=12)
    return shares.map(lambda drawn: two_poses(np.array(drawn), turn_deg))


def any_bend(rng: np.random.Generator) -> Surface:
    radius_m = rng.choice([-1.0, 1.0]) * LEAST_RADIUS_M / rng.uniform(0.1, 1.0)
    return bent(float(radius_m), axis_deg=float(rng.uniform(0.0, 180.0)))


def degrees_of_freedom(points: int) -> tuple[int, int]:
    """Of the smooth part, and of the rest: x and y of 14 bumps, and of 6 monomials besides."""
    return 2 * 14, 2 * (points - 14 - 6)


def likely_limit(points: int, level: float) -> float:
    """What errors alone exceed with the probability `level`."""
    return LEFT_OUT * float(f.isf(level, *degrees_of_freedom(points)))


@settings(max_examples=200, deadline=None)
@given(any_two_poses(turn_deg=20.0))
def test_no_planar_motion_whatsoever_leaves_more_than_errors(poses: tuple[Pose, Pose]) -> None:
    assert rest_ed(flat, *poses) < FLAT_REST_ED


@settings(max_examples=200, deadline=None)
@given(any_two_poses(turn_deg=5.0), st.floats(LEAST_RADIUS_M, 5.0), st.floats(0, 180), _AWAY)
def test_no_bent_sheet_leaves_more_than_errors(
    poses: tuple[Pose, Pose], radius_m: float, axis_deg: float, side: float
) -> None:
    surface = bent(float(np.copysign(radius_m, side)), axis_deg=axis_deg)
    assert rest_ed(surface, *poses) < BENT_REST_ED


@pytest.mark.parametrize("points", [110, 160, len(GRID)])
def test_errors_alone_give_fishers_f(points: int) -> None:
    """Times the factor stated, at whatever scale, from the middle of it to its far end."""
    rng = np.random.default_rng(points)
    ratios, kept = [], 0
    for _ in range(800):
        errors = 10.0 ** rng.uniform(-4, 0) * rng.normal(size=(points, 2))
        motion = motion_of(rng.permutation(GRID)[:points], errors)
        assert motion is not None
        ratios.append(motion.ratio)
        kept = motion.points
    expected = LEFT_OUT * f.ppf([0.5, 0.9, 0.99], *degrees_of_freedom(kept))
    assert np.quantile(ratios, [0.5, 0.9, 0.99]) == pytest.approx(expected, rel=0.08)


@pytest.mark.parametrize(
    ("surface_of", "turn_deg"), [(lambda _: flat, 20.0), (any_bend, 5.0)], ids=["flat", "bent"]
)
def test_sheets_exceed_the_quantile_no_more_often_than_its_level(
    surface_of: Callable[[np.random.Generator], Surface], turn_deg: float
) -> None:
    rng = np.random.default_rng(7)
    exceeded, runs = 0, 1500
    for _ in range(runs):
        poses = two_poses(rng.uniform(-1.0, 1.0, 12), turn_deg)
        motion = seen_moving(rng, surface_of(rng), poses)
        exceeded += motion.ratio > likely_limit(motion.points, 0.01)
    assert exceeded > 0  # else the level means nothing
    assert binomtest(exceeded, runs, 0.01, alternative="greater").pvalue > 0.01


@pytest.mark.parametrize(("least_deg", "most_deg", "times"), [(2.0, 3.0, 1.5), (3.0, 5.0, 3.0)])
def test_a_head_that_turns_a_little_gives_far_more(
    least_deg: float, most_deg: float, times: float
) -> None:
    rng = np.random.default_rng(8)
    limits, ratios = [], []
    for _ in range(200):
        start = two_poses(0.5 * rng.uniform(-1.0, 1.0, 12), 0.0)[0]
        turn = rng.uniform(least_deg, most_deg) * np.exp(2j * np.pi * rng.uniform())
        after = replace(
            start, yaw_deg=start.yaw_deg + turn.real, pitch_deg=start.pitch_deg + turn.imag
        )
        motion = seen_moving(rng, head, (start, after))
        ratios.append(motion.ratio)
        limits.append(likely_limit(motion.points, 0.01))
    assert np.quantile(np.array(ratios) / limits, 0.05) > times


def test_points_astray_are_left_out() -> None:
    rng = np.random.default_rng(9)
    errors = ERROR_ED * rng.normal(size=GRID.shape)
    astray = errors.copy()
    astray[rng.permutation(len(GRID))[:10]] += rng.normal(0.0, 0.2, (10, 2))
    before, after = motion_of(GRID, errors), motion_of(GRID, astray)
    assert before is not None
    assert after is not None
    assert after.smooth_ed == pytest.approx(before.smooth_ed, rel=0.3)


def test_too_few_points_and_no_motion_say_nothing() -> None:
    errors = np.random.default_rng(1).normal(size=GRID.shape)
    assert motion_of(GRID[:59], errors[:59]) is None
    assert motion_of(GRID, np.zeros_like(GRID)) is None
    with pytest.raises(ValueError, match="needed"):
        motion_of(GRID, errors[1:])


# What MTCNN finds in the two portraits.
PORTRAITS = {
    "Eileen Collins": (
        portrait,
        [[204.3, 101.0], [247.3, 103.3], [225.4, 129.1], [202.3, 139.4], [245.2, 141.7]],
    ),
    "Grace Hopper": (
        grace_hopper,
        [[221.4, 191.6], [308.8, 188.1], [269.1, 240.0], [231.3, 277.5], [304.3, 275.0]],
    ),
}


def crops(name: str, pairs: int, noise: float) -> Iterator[tuple[Grey, Grey]]:
    """A portrait as a print: warped by random small homographies, with a sensor's noise."""
    rng = np.random.default_rng(11)
    image, landmarks = PORTRAITS[name][0](), np.array(PORTRAITS[name][1])
    for _ in range(pairs):
        yield tuple(_warped(rng, image, landmarks, noise) for _ in range(2))


def _warped(rng: np.random.Generator, image: RgbImage, landmarks: Points, noise: float) -> Grey:
    size_px = float(np.linalg.norm(landmarks[1] - landmarks[0]))
    to_middle = np.eye(3)
    to_middle[:2, 2] = -landmarks.mean(axis=0)
    tilted = np.eye(3)
    tilted[:2, :2] += rng.uniform(-0.04, 0.04, (2, 2))
    tilted[:2, 2] = rng.uniform(-4.0, 4.0, 2)
    tilted[2, :2] = rng.uniform(-0.02, 0.02, 2) / size_px
    warp = np.linalg.inv(to_middle) @ tilted @ to_middle
    print_ = cv2.warpPerspective(image, warp, image.shape[1::-1], flags=cv2.INTER_CUBIC)
    grainy = np.clip(np.round(print_ + rng.normal(0.0, noise, image.shape)), 0, 255)
    found = cv2.perspectiveTransform(landmarks[None], warp)[0]
    found += rng.normal(0.0, 0.005 * size_px, found.shape)  # a detector's own errors
    return face_crop(grainy.astype(np.uint8), found.astype(np.float32))


@pytest.mark.parametrize("name", PORTRAITS)
@pytest.mark.parametrize("noise", [1.0, 5.0])
def test_a_portrait_that_is_moved_about_looks_as_sheets_do(name: str, noise: float) -> None:
    logs = [
        np.log(found.ratio) for pair in crops(name, 12, noise) if (found := motion_between(*pair))
    ]
    sheets = SHEETS[0]
    assert len(logs) == 12
    assert np.mean(logs) < sheets.mean + sheets.between
    assert max(logs) < sheets.mean + 3.0 * np.hypot(sheets.between, sheets.within)


@pytest.mark.parametrize("name", PORTRAITS)
def test_a_portrait_whose_nose_stands_out_looks_as_heads_do(name: str) -> None:
    """What the nose of a head does that turns by 6 degrees; the rest of the face stays."""
    rows, columns = np.mgrid[: CROP.size_px, : CROP.size_px].astype(np.float32)
    nose = CROP.landmarks[2]
    away = ((columns - nose[0]) ** 2 + (rows - nose[1]) ** 2) / (0.25 * EYE_DISTANCE_PX) ** 2
    shift = (0.04 * EYE_DISTANCE_PX * np.exp(-0.5 * away)).astype(np.float32)
    for before, after in crops(name, 4, 1.0):
        turned = np.asarray(cv2.remap(after, columns - shift, rows, cv2.INTER_LINEAR), np.uint8)
        motion = motion_between(before, turned)
        assert motion is not None
        assert np.log(motion.ratio) > HEADS[0].mean


@pytest.mark.parametrize("name", PORTRAITS)
def test_equal_and_blank_pictures_say_nothing(name: str) -> None:
    face, _ = next(crops(name, 1, 1.0))
    blank = np.full_like(face, 120)
    assert motion_between(face, face.copy()) is None
    assert motion_between(blank, blank) is None
    assert motion_between(face, blank) is None
    assert motion_between(blank, face) is None


def test_a_face_in_one_point_is_no_face() -> None:
    nowhere: Landmarks = np.full((5, 2), 50, dtype=np.float32)
    with pytest.raises(ValueError, match="one point"):
        face_crop(portrait(), nowhere)
