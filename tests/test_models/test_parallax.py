"""The nose against the plane of eyes and mouth, on motion whose truth is known."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from models.liveness.parallax import RULES, Parallax, no_frames, nose_place, with_frame
from tests.test_models.liveness_geometry import (
    LANDMARKS,
    NOSE_HEIGHT_ED,
    Points,
    Pose,
    Surface,
    any_motion,
    any_pose,
    bent,
    flat,
    frame_times_s,
    head,
    landmark_noise,
    moving,
    seen,
    view_angle_deg,
)

NOISE_ED = np.array([0.006, 0.010])
# The places of one plane differ by rounding only, distances from eyes to mouth.
EXACT = 1e-6


def places(surface: Surface, poses: list[Pose]) -> Points:
    return np.stack([nose_place(marks / 50.0, NOISE_ED)[0] for marks in seen(surface, poses)])


def visit(
    rng: np.random.Generator, surface: Surface, poses: list[Pose], times_s: Points
) -> list[float]:
    """What landmarks with a detector's noise say, frame by frame."""
    marks = seen(surface, poses)
    eyes_px = np.linalg.norm(marks[:, 1] - marks[:, 0], axis=1)
    noise = landmark_noise(rng, times_s, 1.0, 0.05) * (NOISE_ED * eyes_px[:, None, None])
    states = [no_frames()]
    for at_s, frame in zip(times_s, marks + noise, strict=True):
        states.append(with_frame(states[-1], float(at_s), frame.astype(np.float32)))
    return [state.log_ratio.flat for state in states[1:]]


def any_start(rng: np.random.Generator) -> Pose:
    distance_m = rng.uniform(0.5, 1.6)
    aside = rng.uniform(-0.3, 0.3, 2) * distance_m
    turned = rng.normal(0.0, 8.0, 3)
    return Pose(aside[0], aside[1], distance_m, turned[0], turned[1], 0.5 * turned[2])


@settings(max_examples=300, deadline=None)
@given(any_motion())
def test_no_planar_motion_whatsoever_moves_the_nose(poses: list[Pose]) -> None:
    assert np.ptp(places(flat, poses), axis=0).max() < EXACT


@settings(max_examples=300, deadline=None)
@given(any_pose(40.0), st.floats(0.15, 1.0), st.sampled_from([-1, 1]), st.floats(0.0, 180.0))
def test_a_bent_picture_moves_it_a_little_at_most(
    pose: Pose, radius_m: float, side: int, axis_deg: float
) -> None:
    """At most a fifth of a head's 0.41 times the tangent, bent no tighter than 15 cm."""
    assume(view_angle_deg(pose) <= 60.0)
    views = [pose, Pose(distance_m=pose.distance_m)]
    moved = np.ptp(places(bent(side * radius_m, axis_deg=axis_deg), views), axis=0)
    tangent = np.tan(np.radians(view_angle_deg(pose)))
    assert moved.max() < 0.082 * tangent * (0.15 / radius_m) + 0.003


@pytest.mark.parametrize("yaw_deg", [-20.0, -8.0, 8.0, 20.0])
def test_a_head_moves_it_by_its_height_times_the_tangent(yaw_deg: float) -> None:
    moved = np.diff(places(head, [Pose(distance_m=50.0), Pose(0, 0, 50.0, yaw_deg)]), axis=0)[0]
    expected = NOSE_HEIGHT_ED * np.tan(np.radians(yaw_deg)) / LANDMARKS[3, 1]
    assert moved[0] == pytest.approx(expected, rel=0.03)
    assert abs(moved[1]) < 0.01


def test_a_head_that_only_comes_nearer_moves_it_too_if_off_the_axis() -> None:
    far, near = Pose(y_m=0.2, distance_m=1.6), Pose(y_m=0.2, distance_m=0.6)
    assert abs(np.diff(places(head, [far, near]), axis=0)[0][1]) > 0.05
    assert abs(np.diff(places(flat, [far, near]), axis=0)[0][1]) < EXACT


def test_noise_is_carried_through_the_homography() -> None:
    rng = np.random.default_rng(5)
    marks = seen(flat, [Pose(0.1, 0.1, 0.8, 25.0, -15.0, 10.0)])[0]
    marks = marks / np.linalg.norm(marks[1] - marks[0])
    stated = nose_place(marks, NOISE_ED)[1]
    noisy = marks + NOISE_ED * rng.normal(size=(3000, 5, 2))
    found = np.std([nose_place(points, NOISE_ED)[0] for points in noisy], axis=0)
    assert found == pytest.approx(stated, rel=0.06)


def planar_visit(rng: np.random.Generator) -> list[float]:
    times_s = frame_times_s(1.5, rng.choice([6.0, 10.0]))
    size_m = rng.choice([0.03, 0.063, 0.1])
    radius_m = rng.choice([-1, 1]) * rng.uniform(0.15, 0.6) * size_m / 0.063
    surface = (
        bent(radius_m, axis_deg=rng.uniform(0, 180), eye_distance_m=size_m)
        if rng.random() < 0.5
        else flat
    )
    turn_deg, shift_m = rng.choice([0.5, 5.0, 12.0]), rng.choice([0.002, 0.02])
    approach_m = rng.choice([0.0, 0.3])
    poses = moving(
        rng, times_s, any_start(rng), turn_deg=turn_deg, shift_m=shift_m, approach_m=approach_m
    )
    return visit(rng, surface, poses, times_s)


def test_pictures_pass_no_more_often_than_stated() -> None:
    """Held, waved, tilted, bent and brought near, with noise, read after every single frame."""
    rng = np.random.default_rng(6)
    visits = 1000
    highest = [max(planar_visit(rng)) for _ in range(visits)]
    for one_in in (5, 20, 100):
        passed = sum(value >= np.log(one_in) for value in highest)
        assert binomtest(passed, visits).proportion_ci(0.95, method="exact").high < 1 / one_in


def test_heads_that_turn_are_found_out() -> None:
    rng = np.random.default_rng(7)
    times_s = frame_times_s(2.0, 12.0)
    last = [
        visit(rng, head, moving(rng, times_s, any_start(rng), turn_deg=10.0), times_s)[-1]
        for _ in range(60)
    ]
    assert np.median(last) > np.log(50)
    assert np.mean(np.array(last) > np.log(20)) > 0.75


def test_walking_up_below_the_camera_speaks_for_a_head_and_against_a_picture() -> None:
    rng = np.random.default_rng(8)
    times_s = frame_times_s(2.0, 12.0)
    start = Pose(y_m=0.35, distance_m=1.6)

    def last(surface: Surface) -> list[float]:
        paths = [moving(rng, times_s, start, turn_deg=1.0, approach_m=1.0) for _ in range(40)]
        return [visit(rng, surface, poses, times_s)[-1] for poses in paths]

    assert np.quantile(last(head), 0.5) > 0.0
    assert np.quantile(last(flat), 0.75) < -0.3


def test_a_head_that_keeps_still_is_hardly_held_against_it() -> None:
    rng = np.random.default_rng(9)
    times_s = frame_times_s(4.0, 12.0)
    said = visit(rng, head, [Pose(distance_m=0.8)] * len(times_s), times_s)
    assert 2 * np.log(0.8) <= min(said) <= max(said) < 0.5


def test_screens_and_stuck_cameras_are_not_its_business() -> None:
    marks = seen(head, [Pose(), Pose(yaw_deg=15.0)]).astype(np.float32)
    state = with_frame(with_frame(no_frames(), 0.0, marks[0]), 0.5, marks[1])
    assert state.log_ratio.screen == 0.0
    assert state.log_ratio.frozen == 0.0


def frame(points: Points) -> np.ndarray:
    return points.astype(np.float32)


def is_unmoved(one: Parallax, other: Parallax) -> bool:
    return one.sideways is other.sideways and one.downwards is other.downwards


def test_corners_that_form_no_face_say_nothing() -> None:
    marks = seen(head, [Pose()])[0]
    state = with_frame(no_frames(), 0.0, frame(marks))
    in_one_point = np.full((5, 2), 7.0)
    mirrored = marks * [-1.0, 1.0]
    crossed = marks[[0, 1, 2, 4, 3]]
    for odd in (in_one_point, mirrored, crossed, marks * np.nan):
        assert is_unmoved(state, with_frame(state, 0.1, frame(odd)))


def test_a_view_too_slanted_says_nothing() -> None:
    state = with_frame(no_frames(), 0.0, frame(seen(flat, [Pose()])[0]))
    slanted = seen(flat, [Pose(yaw_deg=65.0)])[0]
    assert is_unmoved(state, with_frame(state, 0.1, frame(slanted)))


def test_it_can_be_split_anywhere() -> None:
    """States are frozen: the same frames give the same evidence, whatever else was tried."""
    rng = np.random.default_rng(10)
    times_s = frame_times_s(1.0, 10.0)
    marks = seen(head, moving(rng, times_s, Pose(), turn_deg=8.0)).astype(np.float32)
    state = no_frames()
    for (at_s, later_s), points in zip(pairwise(times_s), marks[:-1], strict=True):
        before = state.log_ratio
        with_frame(state, later_s, points)
        assert state.log_ratio == before
        state = with_frame(state, at_s, points)


def test_wrong_landmarks_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(5, 2\)"):
        with_frame(no_frames(), 0.0, np.zeros((4, 2), dtype=np.float32))


def test_a_stricter_rule_says_less() -> None:
    marks = seen(head, [Pose(yaw_deg=float(yaw)) for yaw in range(0, 16, 3)]).astype(np.float32)
    usual, strict = no_frames(), no_frames(replace(RULES, drift=0.1))
    for i, points in enumerate(marks):
        usual = with_frame(usual, i / 10, points)
        strict = with_frame(strict, i / 10, points)
    assert strict.log_ratio.flat < usual.log_ratio.flat
