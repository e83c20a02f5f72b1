"""Curves of pairs: against scikit-learn, and by hand."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score, roc_curve

from training.errors import TrainingError
from training.evaluation.roc import pair_roc


def noisy(count: int, seed: int, digits: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Similarities rounded so that many are alike, and their labels."""
    rng = np.random.default_rng(seed)
    same = rng.random(count) < 0.4
    return np.round(rng.normal(0.3 * same, 0.25), digits), same


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_curve_and_its_area_are_those_of_scikit_learn(seed: int) -> None:
    scores, same = noisy(400, seed)
    curve = pair_roc(scores, same, draws=2)
    fmr, tar, thresholds = roc_curve(same, scores, drop_intermediate=False)
    np.testing.assert_allclose(curve.fmr, fmr)
    np.testing.assert_allclose(curve.tar, tar)
    np.testing.assert_array_equal(curve.thresholds, thresholds)
    assert curve.auc == pytest.approx(roc_auc_score(same, scores))


def test_the_curve_of_four_pairs_by_hand() -> None:
    # Descending: genuine 0.9, impostor 0.8, genuine 0.7, impostor 0.1.
    curve = pair_roc(np.array([0.7, 0.8, 0.1, 0.9]), np.array([True, False, False, True]), draws=2)
    assert curve.thresholds.tolist() == [np.inf, 0.9, 0.8, 0.7, 0.1]
    assert curve.fmr.tolist() == [0.0, 0.0, 0.5, 0.5, 1.0]
    assert curve.tar.tolist() == [0.0, 0.5, 0.5, 1.0, 1.0]
    # Of four comparisons of a genuine with an impostor pair, three are in the right order.
    assert curve.auc == 0.75
    # At 0.8 half of either kind is wrong.
    assert curve.eer == 0.5
    # Means 0.8 and 0.45, variances 0.01 and 0.1225.
    assert curve.d_prime == pytest.approx(0.35 / np.sqrt((0.01 + 0.1225) / 2))
    assert [curve.tar_at(fmr) for fmr in (0.0, 0.49, 0.5, 1.0)] == [0.5, 0.5, 1.0, 1.0]


def test_the_equal_error_rate_lies_between_two_steps() -> None:
    # FMR 0 with FNMR 1/2, then FMR 1 with FNMR 0: the line crosses at 1/3.
    curve = pair_roc(np.array([0.9, 0.2, 0.2]), np.array([True, True, False]), draws=2)
    assert curve.eer == pytest.approx(1 / 3)


def test_kinds_that_part_cleanly_have_no_error() -> None:
    curve = pair_roc(np.array([0.9, 0.8, 0.2]), np.array([True, True, False]), draws=20)
    assert (curve.auc, curve.eer, curve.tar_at(0.0)) == (1.0, 0.0, 1.0)
    # Two pairs without an error prove little, however often they are drawn.
    assert curve.eer_interval.low == 0.0
    assert curve.eer_interval.high == pytest.approx(1 - 0.025**0.5)
    assert curve.auc_interval.low == pytest.approx(0.025**0.5)


def test_a_face_not_found_is_never_a_match() -> None:
    scores = np.array([0.9, np.nan, 0.3, np.nan, 0.2])
    same = np.array([True, True, False, False, False])
    curve = pair_roc(scores, same, draws=2)
    assert (curve.genuine, curve.impostor, curve.not_found) == (2, 2, 2)
    # Half of the genuine pairs match at every threshold that parts anything.
    assert curve.tar_at(0.999) == 0.5
    assert curve.auc == 0.5
    # The impostor pair without a face makes the false match rate no smaller.
    assert curve.fmr[curve.thresholds == 0.3] == 0.5


def test_the_draws_follow_the_seed_and_the_people() -> None:
    scores, same = noisy(300, 5)
    people = np.random.default_rng(1).integers(0, 12, size=(300, 2))
    people[same, 1] = people[same, 0]
    one, again = (pair_roc(scores, same, identities=people, draws=60, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.band.low, again.band.low)
    other = pair_roc(scores, same, identities=people, draws=60, seed=4)
    assert one.eer_interval != other.eer_interval
    # Twelve people tell less than three hundred pairs would, were they independent.
    alone = pair_roc(scores, same, draws=60, seed=3)
    widths = [c.auc_interval.high - c.auc_interval.low for c in (one, alone)]
    assert widths[0] > widths[1]


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    # Each person has a difficulty of their own, so that their pairs are not independent. Genuine
    # N(1, 1 + 1), impostor N(0, 1): the area is Phi(1 / sqrt(3)).
    truth, held, trials = 0.718149, 0, 100
    for trial in range(trials):
        rng = np.random.default_rng((7, trial))
        owners = np.repeat(np.arange(60), 5)
        genuine = 1.0 + rng.normal(size=60)[owners] + rng.normal(size=300)
        left = rng.permutation(np.repeat(np.arange(60), 5))
        scores = np.concatenate([genuine, rng.normal(size=300)])
        people = np.concatenate(
            [np.stack([owners] * 2, axis=1), np.stack([left, (left + 1) % 60], axis=1)]
        )
        same = np.arange(600) < 300
        found = pair_roc(scores, same, identities=people, draws=100, seed=trial).auc_interval
        held += found.low <= truth <= found.high
    assert 88 <= held <= 100


@pytest.mark.parametrize(
    ("scores", "same"),
    [([0.1, 0.2], [True, True]), ([0.1, 0.2], [False, False]), ([np.nan, 0.2], [True, False])],
)
def test_one_kind_alone_has_no_curve(scores: list[float], same: list[bool]) -> None:
    with pytest.raises(TrainingError, match="pairs of both kinds"):
        pair_roc(np.array(scores), np.array(same), draws=2)


def test_labels_for_other_pairs_are_a_bug() -> None:
    with pytest.raises(ValueError, match="disagree"):
        pair_roc(np.zeros(3), np.array([True, False]), draws=2)
