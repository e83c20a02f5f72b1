"""The lobby's light: clouds pass, lamps are warmer than the sky, the sun moves on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CLOUDS_HZ = np.array([0.031, 0.083, 0.017])


@dataclass(frozen=True, slots=True)
class Light:
    """The light at one moment.

    Attributes:
        towards: Where it comes from: x to the right, y down, z towards the camera; unit length.
        table: (1, 256, 3) uint8, what becomes of each value of each channel.
    """

    towards: tuple[float, float, float]
    table: NDArray[np.uint8]


def light_at(at_s: float, phases: NDArray[np.float64]) -> Light:
    """Return the light at a moment.

    Args:
        at_s: Seconds since the scene began.
        phases: (3,) radians, where brightness, colour and direction begin.
    """
    brightness, warmth, side = np.sin(2 * np.pi * _CLOUDS_HZ * at_s + phases)
    azimuth, height = np.radians(40.0 * side), np.radians(20.0)
    towards = (
        float(np.cos(height) * np.sin(azimuth)),
        float(-np.sin(height)),
        float(np.cos(height) * np.cos(azimuth)),
    )
    gains = (0.96 + 0.11 * brightness) * np.array([1.0 + 0.035 * warmth, 1.0, 1.0 - 0.045 * warmth])
    gamma = 1.0 - 0.06 * brightness
    values = 255.0 * (np.arange(256)[:, None] / 255.0) ** gamma * gains
    # Lifted a little: no camera behind a dusty window sees black as black.
    table = np.clip(6.0 + values * (249.0 / 255.0), 0.0, 255.0)
    return Light(towards, np.rint(table).astype(np.uint8)[None])
