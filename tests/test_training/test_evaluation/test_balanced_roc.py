"""The identity-balanced curve and its points: against scikit-learn's weights, and by hand."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score, roc_curve

from tests.test_training.conftest import People
from training.evaluation.balanced_roc import balanced_roc, tail_grid
from training.evaluation.bootstrap import draw_identities
from training.evaluation.scores import ScoreSet
from training.evaluation.true_accepts import true_accepts


def weighted(
    vectors: np.ndarray, people: np.ndarray, times: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every comparison: similarity, same, weight; identity k counts `times[k]` times."""
    count = np.bincount(people)
    rows = []
    for i, j in combinations(range(len(people)), 2):
        a, b = people[i], people[j]
        pairs = count[a] * (count[a] - 1) / 2 if a == b else count[a] * count[b]
        drawn = times[a] if a == b else times[a] * times[b]
        rows.append((float(vectors[i] @ vectors[j]), a == b, drawn / pairs))
    scores, same, weight = (np.array(column) for column in zip(*rows, strict=True))
    return scores, same, weight


def test_the_curve_is_that_of_weighted_comparisons(draw_people: Callable[..., People]) -> None:
    vectors, people = draw_people(40, seed=3, spread=0.8)
    scores = ScoreSet(vectors, people)
    weights = draw_identities(40, 30, np.random.default_rng(0))
    curve = balanced_roc(scores, true_accepts(scores, tail_grid(scores), weights), weights)
    found, same, weight = weighted(vectors, people, np.ones(40))
    assert curve.auc == pytest.approx(roc_auc_score(same, found, sample_weight=weight), abs=2e-4)
    fmr, tar, _ = roc_curve(same, found, sample_weight=weight)
    at = np.searchsorted(fmr, [0.01, 0.05, 0.2], side="right") - 1
    ours = [curve.tar_at(float(fmr[i])) for i in at]
    assert ours == pytest.approx(tar[at], abs=0.02)
    gap = np.abs(fmr - (1 - tar))
    assert curve.eer == pytest.approx(fmr[gap.argmin()], abs=gap.min() + 1e-3)
    assert curve.eer_interval.low < curve.eer < curve.eer_interval.high
    assert curve.auc_interval.low < curve.auc < curve.auc_interval.high
    spread = []
    for kind in (same, ~same):
        mean = np.average(found[kind], weights=weight[kind])
        variance = np.average((found[kind] - mean) ** 2, weights=weight[kind])
        spread.append((mean, variance))
    expected = (spread[0][0] - spread[1][0]) / np.sqrt((spread[0][1] + spread[1][1]) / 2)
    assert curve.d_prime == pytest.approx(expected, abs=1e-2)
    assert (np.diff(curve.band.fmr) > 0).all()
    inside = [curve.tar_at(float(f)) for f in curve.band.fmr]
    assert (curve.band.low <= np.array(inside) + 1e-2).all()
    assert (curve.band.high >= np.array(inside) - 1e-2).all()


def test_a_point_and_each_of_its_draws_are_counted_one_by_one(
    draw_people: Callable[..., People],
) -> None:
    vectors, people = draw_people(40, seed=3, spread=1.5)
    scores = ScoreSet(vectors, people)
    times = draw_identities(40, 1, np.random.default_rng(5))
    for fmr in (0.1, 0.03):
        (point,) = true_accepts(scores, [fmr], times)
        expected = []
        for drawn in (np.ones(40), times[:, 0]):
            found, same, weight = weighted(vectors, people, drawn)
            rate, tar, _ = roc_curve(same, found, sample_weight=weight)
            expected.append(tar[np.searchsorted(rate, fmr + 1e-12, side="right") - 1])
        assert point.tar == pytest.approx(expected[0], abs=0.005)
        bounds = (point.interval.low, point.interval.high)
        assert bounds == pytest.approx((min(expected), max(expected)), abs=0.005)
        assert expected[0] != pytest.approx(expected[1], abs=0.005)


def test_a_rate_that_three_pairs_of_people_do_not_reach_is_marked(
    draw_people: Callable[..., People],
) -> None:
    scores = ScoreSet(*draw_people(40, seed=3))  # 780 pairs of people
    none = np.ones((40, 2), dtype=np.float32)
    points = true_accepts(scores, [3.0 / 780, 2.9 / 780], none)
    assert [point.carried for point in points] == [True, False]
    assert points[1].matching_pairs == pytest.approx(2.9)
    assert min(tail_grid(scores)) >= 3.0 / 780


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    # Two pictures of each of 60 people, two dimensions: similarities are cosines of differences of
    # angles. Genuine: normal with deviation 0.4; impostor: even. So FMR 0.1 is at 0.1 pi.
    rng = np.random.default_rng(1)
    truth = float(np.mean(np.abs(rng.normal(0.0, 0.4, size=400_000)) <= 0.1 * np.pi))
    held, trials = 0, 60
    for trial in range(trials):
        draw = np.random.default_rng((3, trial))
        first = draw.uniform(0, 2 * np.pi, size=60)
        angles = np.concatenate([first, first + draw.normal(0.0, 0.4, size=60)])
        vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
        scores = ScoreSet(vectors, np.tile(np.arange(60), 2))
        (point,) = true_accepts(scores, [0.1], draw_identities(60, 200, draw))
        held += point.interval.low <= truth <= point.interval.high
    assert 52 <= held <= 60
