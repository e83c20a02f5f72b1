"""The sequential test alone: its likelihoods are exact, and its ratio keeps its promise."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, multivariate_normal

from models.liveness.sequential import Motion, Series, log_ratio, start, with_value
from tests.test_models.liveness_geometry import Points, drift

MOTION = Motion(
    spreads=(0.0, 0.05, 0.2),
    wandering=(0.5, 0.25, 0.25),
    standing=(0.98, 0.01, 0.01),
    keeps_s=0.7,
    slip_share=0.03,
    slip_sd=0.12,
)
NOISE, DRIFT = 0.008, 0.012


def series_of(values: Points, times_s: Points, motion: Motion = MOTION) -> list[Series]:
    states = [start(motion)]
    for at_s, value in zip(times_s, values, strict=True):
        states.append(with_value(states[-1], motion, at_s, value, noise_sd=NOISE, drift_sd=DRIFT))
    return states[1:]


def ratios(values: Points, times_s: Points, motion: Motion = MOTION) -> list[float]:
    return [log_ratio(series, motion) for series in series_of(values, times_s, motion)]


def wandering(rng: np.random.Generator, times_s: Points, spread: float) -> Points:
    noise = NOISE * rng.normal(size=len(times_s))
    return np.asarray(0.5 + np.hypot(DRIFT, spread) * drift(rng, times_s, 0.7) + noise)


def test_likelihood_is_that_of_the_joint_gaussian_whatever_the_times() -> None:
    rng = np.random.default_rng(1)
    times_s = np.cumsum(rng.uniform(0.02, 0.4, 12))
    values = wandering(rng, times_s, 0.05)
    never_slips = replace(MOTION, slip_share=1e-300)
    found = series_of(values, times_s, never_slips)[-1].log_likelihood
    away_s = np.abs(times_s[:, None] - times_s)
    for spread, log_likelihood in zip(MOTION.spreads, found, strict=True):
        covariance = 100.0 + (DRIFT**2 + spread**2) * np.exp(-away_s / 0.7)
        covariance += NOISE**2 * np.eye(12)
        expected = multivariate_normal.logpdf(values, np.zeros(12), covariance)
        assert log_likelihood == pytest.approx(expected, abs=1e-4)


def test_values_that_stand_still_reach_n_at_most_once_in_n_series() -> None:
    rng = np.random.default_rng(2)
    times_s = np.arange(12) / 10
    highest = [max(ratios(wandering(rng, times_s, 0.0), times_s)) for _ in range(1500)]
    for one_in in (5, 20, 100):
        reached = sum(value >= np.log(one_in) for value in highest)
        assert binomtest(reached, 1500).proportion_ci(0.95, method="exact").high < 1 / one_in


def test_values_that_wander_are_found_out() -> None:
    rng = np.random.default_rng(3)
    times_s = np.arange(20) / 10
    last = [ratios(wandering(rng, times_s, 0.2), times_s)[-1] for _ in range(100)]
    assert np.quantile(last, 0.05) > np.log(5)


def test_the_same_motion_says_as_much_at_any_frame_rate() -> None:
    def at(fps: int) -> float:
        times_s = np.arange(0.0, 2.0, 1 / fps)
        return ratios(0.1 * np.sin(3.0 * times_s), times_s)[-1]

    assert at(60) == pytest.approx(at(10), abs=1.0)


def test_one_slip_does_not_decide() -> None:
    rng = np.random.default_rng(4)
    times_s = np.arange(30) / 15
    values = wandering(rng, times_s, 0.0)
    values[20] += 0.3
    assert max(ratios(values, times_s)) < np.log(5)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=15), st.floats(1e-3, 2.0))
def test_nothing_says_more_than_the_shares_allow(values: list[float], step_s: float) -> None:
    times_s = step_s * np.arange(len(values))
    quotients = np.log(MOTION.wandering) - np.log(MOTION.standing)
    for ratio in ratios(np.array(values), times_s):
        assert quotients.min() - 1e-9 <= ratio <= quotients.max() + 1e-9


def test_the_first_value_says_nothing() -> None:
    assert ratios(np.array([3.0]), np.array([0.0]))[0] == pytest.approx(0.0, abs=1e-3)


def test_time_does_not_run_backwards() -> None:
    series = with_value(start(MOTION), MOTION, 1.0, 0.5, noise_sd=NOISE, drift_sd=DRIFT)
    with pytest.raises(ValueError, match="in order"):
        with_value(series, MOTION, 0.9, 0.5, noise_sd=NOISE, drift_sd=DRIFT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"wandering": (0.5, 0.5)},
        {"standing": (0.5, 0.25, 0.3)},
        {"standing": (1.0, 0.0, 0.0)},
        {"keeps_s": 0.0},
        {"slip_share": 1.0},
    ],
)
def test_motion_is_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must"):
        replace(MOTION, **wrong)
