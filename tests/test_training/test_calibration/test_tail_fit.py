"""The fitted tail against known laws and against scipy."""

import numpy as np
import pytest
from scipy.stats import genpareto

from training.calibration.tail_fit import fit_tail
from training.errors import TrainingError

SHAPES = [-0.4, -0.2, 0.0, 0.15]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_known_law_is_found_again(shape: float) -> None:
    excess = genpareto.rvs(shape, scale=0.01, size=20_000, random_state=5)
    tail = fit_tail(0.9 + excess, np.full(20_000, 1e-3 / 20_000), 0.9)
    assert tail.start_fmr == pytest.approx(1e-3)
    assert tail.shape == pytest.approx(shape, abs=0.03)
    assert tail.scale == pytest.approx(0.01, rel=0.03)
    # A hundred times rarer than the start: the similarity the true law has there.
    true = 0.9 + genpareto.isf(1e-2, shape, scale=0.01)
    assert tail.similarity_at(1e-5) == pytest.approx(true, abs=0.002)


@pytest.mark.parametrize("shape", SHAPES)
def test_equal_weights_give_scipys_estimate(shape: float) -> None:
    excess = genpareto.rvs(shape, scale=0.02, size=3000, random_state=8)
    tail = fit_tail(0.5 + excess, np.full(3000, 1e-6), 0.5)
    theirs, _, scale = genpareto.fit(excess, floc=0)
    assert tail.shape == pytest.approx(theirs, abs=2e-3)
    assert tail.scale == pytest.approx(scale, rel=2e-3)


def test_a_weight_of_two_is_the_comparison_twice() -> None:
    rng = np.random.default_rng(3)
    excess, times = rng.exponential(0.01, 400), rng.integers(0, 4, 400)
    weighted = fit_tail(0.9 + excess, times * 1e-6, 0.9)
    repeated = np.repeat(excess, times)
    alike = fit_tail(0.9 + repeated, np.full(len(repeated), 1e-6), 0.9)
    assert weighted.shape == pytest.approx(alike.shape, abs=1e-6)
    assert weighted.scale == pytest.approx(alike.scale, rel=1e-6)
    assert weighted.start_fmr == pytest.approx(alike.start_fmr)


def test_what_lies_below_the_start_is_left_out() -> None:
    rng = np.random.default_rng(3)
    high = 0.9 + rng.exponential(0.01, 400)
    both = np.concatenate([rng.uniform(0.0, 0.9, 1000), high])
    assert fit_tail(both, np.full(1400, 1e-6), 0.9) == fit_tail(high, np.full(400, 1e-6), 0.9)


@pytest.mark.parametrize("scores", [np.linspace(0.9, 0.95, 20), np.full(500, 0.93)])
def test_too_little_to_fit_is_refused(scores: np.ndarray) -> None:
    with pytest.raises(TrainingError, match="are similar enough"):
        fit_tail(scores, np.full(len(scores), 1e-6), 0.9)
