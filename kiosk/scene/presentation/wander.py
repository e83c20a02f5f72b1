"""Movement that never repeats and never jumps: sums of waves with random phases."""

import numpy as np
from numpy.typing import NDArray


class Wander:
    """Several values that come and go around 0, a pure function of time.

    Args:
        random: Chooses frequencies and phases.
        amplitudes: (N,) of each value; about the largest that it reaches.
        band_hz: From which frequency to which.
        waves: How many waves each value is the sum of.
    """

    def __init__(
        self,
        random: np.random.Generator,
        amplitudes: NDArray[np.float64],
        band_hz: tuple[float, float],
        waves: int = 3,
    ) -> None:
        shape = (waves, len(amplitudes))
        self._hz = random.uniform(*band_hz, shape)
        self._phases = random.uniform(0.0, 2 * np.pi, shape)
        weights = random.uniform(0.5, 1.0, shape)
        self._weights = weights / weights.sum(axis=0) * amplitudes

    def at(self, at_s: float) -> NDArray[np.float64]:
        """Return the (N,) values of a moment."""
        waves = np.sin(2 * np.pi * self._hz * at_s + self._phases)
        return np.asarray((self._weights * waves).sum(axis=0))
