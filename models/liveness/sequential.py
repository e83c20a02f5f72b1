"""Does a value stand still, or does it wander? A test that may be read after every value: pure.

Wald's sequential probability ratio test (Wald 1945, "Sequential tests of statistical hypotheses")
adds up log p(next value | values so far, wandering) - log p(next value | values so far, standing),
and may stop whenever it likes: a series that stands still makes the ratio reach N at any time with
a probability of at most 1/N (Ville's inequality), so long as the noise is what it is taken for.

Both sides are one model: a constant that nobody knows, a slow drift, and noise of its own in each
value. Drift is an Ornstein-Uhlenbeck process, so values taken shortly after one another count as
nearly one, whatever the frame rate. The sides differ in how often the drift has which spread.
Those that wander seldom keep still; those that ought to stand still seldom drift far, but they do:
what measures them errs for a while, in ways that no model foresees. So there is a most that a
series can say for either side, however long it grows: the largest quotient of their shares.

Noise has slips: now and then a value says nothing. So no single value can decide.

The likelihoods are exact but for slips, where the two outcomes are merged into one Gaussian of the
same mean and covariance after each value (Bar-Shalom & Li 1995, the "PDA" update).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Array = NDArray[np.float64]

# Far beyond any value: the constant is unknown, and where it lies says nothing.
_UNKNOWN_SD = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """How values drift, those that wander and those that stand still, and how they slip.

    Attributes:
        spreads: Standard deviations of the drift, beyond the `drift_sd` that comes with each value.
        wandering: How often each occurs where the value wanders; they add up to 1.
        standing: How often each occurs where the value ought to stand still; they add up to 1.
        keeps_s: Time over which a drift forgets where it was, seconds.
        slip_share: Share of the values that say nothing, 0..1.
        slip_sd: Standard deviation of those.
    """

    spreads: tuple[float, ...]
    wandering: tuple[float, ...]
    standing: tuple[float, ...]
    keeps_s: float
    slip_share: float
    slip_sd: float

    def __post_init__(self) -> None:
        for shares in (self.wandering, self.standing):
            if len(shares) != len(self.spreads) or min(shares) <= 0.0:
                raise ValueError("There must be one positive share for each spread.")
            if abs(sum(shares) - 1.0) > 1e-9:
                raise ValueError(f"Shares must add up to 1, not {sum(shares)}.")
        if self.keeps_s <= 0.0 or not 0.0 < self.slip_share < 1.0 or self.slip_sd <= 0.0:
            raise ValueError("Times, shares and spreads of slips must be positive.")


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What is known after the values so far, under each spread.

    Attributes:
        at_s: Time of the last value; None before the first.
        mean: (spreads, 2) float64: the constant, and the drift in units of its spread.
        covariance: (spreads, 2, 2) float64.
        log_likelihood: (spreads,) float64, natural.
    """

    at_s: float | None
    mean: _Array
    covariance: _Array
    log_likelihood: _Array


def start(motion: Motion) -> Series:
    """Return a series of no values."""
    count = len(motion.spreads)
    known = np.diag([_UNKNOWN_SD**2, 1.0])
    return Series(None, np.zeros((count, 2)), np.tile(known, (count, 1, 1)), np.zeros(count))


def with_value(
    series: Series,
    motion: Motion,
    at_s: float,
    value: float,
    *,
    noise_sd: float,
    drift_sd: float,
) -> Series:
    """Return the series with one more value.

    Args:
        series: The values so far.
        motion: How values drift and slip.
        at_s: When it was taken, seconds; not before the last.
        value: The value, in any unit.
        noise_sd: Standard deviation of this value's own noise, in that unit.
        drift_sd: How far a standing value may have drifted by now, standard deviation.

    Raises:
        ValueError: Time runs backwards, or a standard deviation is not positive.
    """
    since_s = 0.0 if series.at_s is None else at_s - series.at_s
    if since_s < 0.0 or not noise_sd > 0.0 or not drift_sd > 0.0:
        raise ValueError("Values must come in order, with positive standard deviations.")
    kept = np.exp(-since_s / motion.keeps_s)
    mean = series.mean * [1.0, kept]
    covariance = series.covariance * [[1.0, kept], [kept, kept**2]]
    covariance[:, 1, 1] += 1.0 - kept**2

    scale = np.sqrt(drift_sd**2 + np.square(motion.spreads))
    seen_as = np.stack([np.ones_like(scale), scale], axis=1)
    crossed = np.einsum("kij,kj->ki", covariance, seen_as)
    variance = np.einsum("ki,ki->k", crossed, seen_as) + noise_sd**2
    surprise = value - np.einsum("ki,ki->k", mean, seen_as)

    sound = np.log1p(-motion.slip_share) + _log_normal(surprise, variance)
    slipped = np.log(motion.slip_share) + _log_normal(surprise, variance + motion.slip_sd**2)
    density = np.logaddexp(sound, slipped)
    is_sound = np.exp(sound - density)

    gain = crossed / variance[:, None]
    mean = mean + (is_sound * surprise)[:, None] * gain
    learnt = is_sound * variance - is_sound * (1.0 - is_sound) * surprise**2
    covariance = covariance - learnt[:, None, None] * gain[:, :, None] * gain[:, None, :]
    return Series(at_s, mean, covariance, series.log_likelihood + density)


def log_ratio(series: Series, motion: Motion) -> float:
    """Return log p(values | wandering) - log p(values | standing)."""
    wandering, standing = (
        float(np.logaddexp.reduce(np.log(shares) + series.log_likelihood))
        for shares in (motion.wandering, motion.standing)
    )
    return wandering - standing


def _log_normal(surprise: _Array, variance: _Array) -> _Array:
    return np.asarray(-0.5 * (np.log(2.0 * np.pi * variance) + surprise**2 / variance))
