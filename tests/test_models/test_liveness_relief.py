"""Pair after pair: the mean is what counts, and it can say only so much."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.liveness.curves import Curve
from models.liveness.relief import HEADS, PAIR_S, SHEETS, Relief
from models.liveness.surface import CROP, EYE_DISTANCE_PX, Grey, face_crop
from models.types import Landmarks
from tests.test_models.faces import portrait

LEAST, MOST = -1.3, 4.4  # whatever is seen, however long
PAIRS = st.integers(1, 500)
MEANS = st.floats(-2.4, 4.0)  # the logarithms of the smallest and the largest ratio that counts
LANDMARKS = np.array(
    [[204.3, 101.0], [247.3, 103.3], [225.4, 129.1], [202.3, 139.4], [245.2, 141.7]], np.float32
)


def after(pairs: int, mean: float) -> float:
    """What some pairs say against a flat picture."""
    return Relief(pairs=pairs, total=pairs * mean).log_ratio.flat


def shot(seed: int, *, nose_px: float = 0.0) -> Grey:
    """A noisy crop of a portrait; its nose may be where a head's is that has turned."""
    crop = face_crop(portrait(), LANDMARKS)
    rows, columns = np.mgrid[: CROP.size_px, : CROP.size_px].astype(np.float32)
    nose = CROP.landmarks[2]
    away = ((columns - nose[0]) ** 2 + (rows - nose[1]) ** 2) / (0.25 * EYE_DISTANCE_PX) ** 2
    shift = (nose_px * np.exp(-0.5 * away)).astype(np.float32)
    turned = cv2.remap(crop, columns - shift, rows, cv2.INTER_LINEAR)
    noisy = turned + np.random.default_rng(seed).normal(0.0, 1.0, crop.shape)
    return np.clip(np.round(noisy), 0, 255).astype(np.uint8)


def watched(
    times_s: list[float], *, nose_px: float = 0.0, landmarks: Landmarks = LANDMARKS
) -> Relief:
    """The nose goes to and fro from frame to frame."""
    relief = Relief()
    for index, at_s in enumerate(times_s):
        crop = shot(index, nose_px=nose_px * (index % 2))
        relief = relief.with_face(crop, landmarks, at_s)
    return relief


def test_shares_are_shares() -> None:
    for curves in (HEADS, SHEETS):
        assert sum(curve.share for curve in curves) == pytest.approx(1.0)


def test_density_is_normal_and_sharpens_with_the_pairs() -> None:
    curve = Curve(share=1.0, mean=1.0, between=0.3, within=0.6)
    one, many = ([curve.density(mean, pairs) for mean in (1.0, 1.3)] for pairs in (1, 10_000))
    assert one[0] - one[1] == pytest.approx(0.5 * 0.3**2 / (0.3**2 + 0.6**2))
    assert many[0] - many[1] == pytest.approx(0.5, rel=0.01)


def test_nothing_seen_says_nothing() -> None:
    assert Relief().log_ratio.flat == 0.0


@given(PAIRS, MEANS)
def test_no_number_of_pairs_at_any_mean_is_certain(pairs: int, mean: float) -> None:
    assert LEAST < after(pairs, mean) < MOST


@given(PAIRS, MEANS, MEANS)
def test_a_larger_ratio_never_speaks_less_for_a_head(pairs: int, one: float, other: float) -> None:
    smaller, larger = sorted((one, other))
    assert after(pairs, smaller) <= after(pairs, larger) + 1e-9


@pytest.mark.parametrize("pairs", [1, 2, 3, 5, 8, 30, 1000])
def test_it_never_turns_back(pairs: int) -> None:
    means = np.linspace(-2.4, 4.0, 800)
    assert np.diff([after(pairs, mean) for mean in means]).min() > -1e-9


@pytest.mark.parametrize("mean", [SHEETS[0].mean, HEADS[0].mean])
def test_a_long_look_adds_little_to_a_glance(mean: float) -> None:
    assert after(10_000, mean) == pytest.approx(after(8, mean), abs=0.4)


def test_sheets_are_held_against_and_heads_believed() -> None:
    assert after(6, SHEETS[0].mean) < -0.5
    assert after(6, HEADS[0].mean) > 1.0
    assert after(1, SHEETS[0].mean) > after(6, SHEETS[0].mean)
    assert after(1, HEADS[0].mean) < after(6, HEADS[0].mean)


@given(st.lists(MEANS, min_size=1, max_size=20))
def test_it_says_nothing_of_screens_and_streams(logs: list[float]) -> None:
    ratio = Relief(pairs=len(logs), total=sum(logs)).log_ratio
    assert ratio.screen == ratio.frozen == 0.0


@pytest.mark.parametrize(
    ("times_s", "pairs"),
    [
        ([0.0], 0),
        ([0.0, 0.1], 0),  # too near
        ([0.0, 0.2], 1),
        ([0.0, 0.1, 0.2], 1),
        ([10.1, 10.3], 1),  # rounding does not matter
        ([0.0, 0.44], 1),
        ([0.0, 0.5], 0),  # too far apart
        ([0.0, 0.5, 0.7], 1),  # but begins anew
        ([0.0, 0.3, 0.4, 0.5], 2),
        ([i / 30 for i in range(31)], 5),  # none overlap
        ([i / 6 for i in range(7)], 3),
        ([1.0, 0.7, 1.1], 0),  # out of order
    ],
)
def test_frames_are_paired_by_their_time(times_s: list[float], pairs: int) -> None:
    relief = watched(times_s)
    assert relief.pairs == pairs
    assert (relief.total != 0.0) == (pairs > 0)


def test_pairs_do_not_overlap() -> None:
    first = watched([0.0, PAIR_S])
    assert first.before_s == PAIR_S
    assert first.with_face(shot(9), LANDMARKS, 1.5 * PAIR_S) is first


def test_a_print_stays_calm_and_a_nose_that_stands_out_does_not() -> None:
    times_s = [0.2 * i for i in range(6)]
    print_, head = watched(times_s), watched(times_s, nose_px=2.0)
    assert print_.pairs == head.pairs == 5
    assert print_.log_ratio.flat < 0.0
    assert head.log_ratio.flat > 1.5


def test_one_pair_astray_does_not_make_a_head() -> None:
    """A smeared frame, a slip of the alignment: five calm pairs outweigh it."""
    calm = replace(watched([0.0]), pairs=5, total=5 * SHEETS[0].mean)
    slipped = calm.with_face(shot(1, nose_px=6.0), LANDMARKS, 0.2)
    assert slipped.pairs == 6
    assert calm.log_ratio.flat < slipped.log_ratio.flat < 1.0


def test_a_pair_that_cannot_be_followed_is_left_out() -> None:
    blank = np.full_like(shot(0), 90)
    lost = watched([0.0]).with_face(blank, LANDMARKS, 0.2)
    assert lost.pairs == 0
    found = lost.with_face(shot(1), LANDMARKS, 0.4).with_face(shot(2), LANDMARKS, 0.6)
    assert found.pairs == 1


def test_a_frame_that_comes_twice_is_no_pair() -> None:
    same = watched([0.0]).with_face(shot(0), LANDMARKS, 0.2)
    assert same.pairs == 0


def test_a_face_that_moved_far_is_smeared_and_left_out() -> None:
    eyes_px = float(np.linalg.norm(LANDMARKS[1] - LANDMARKS[0]))
    near, far = (LANDMARKS + np.float32([share * eyes_px, 0.0]) for share in (0.25, 0.35))
    assert watched([0.0]).with_face(shot(1), near, 0.2).pairs == 1
    gone = watched([0.0]).with_face(shot(1), far, 0.2)
    assert gone.pairs == 0
    assert gone.with_face(shot(2), far, 0.4).pairs == 1
