"""The grid of a display's pixels as the camera's sensor takes it: moiré, by real aliasing.

The light of a display is its picture times a grid: a pixel is three upright stripes, red, green and
blue, with black between them. The grid is a sum of waves; lens and sensor pixel weaken each by
their transfer function at the frequency with which it arrives on the sensor, and what is left is
sampled at the middle of each sensor pixel, which folds fine waves into coarse ones. So nothing of
the display's own resolution needs to be drawn. (Goodman, Introduction to Fourier Optics, for the
transfer functions: Gaussian for the lens, sinc for a square pixel and for an even motion.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.scene.presentation.plan import Display

_Field = NDArray[np.float32]

_ACROSS, _DOWN = range(4), range(-2, 3)  # harmonics; higher ones never get through
_FAINT = 0.004  # a wave weaker than this is lost in the sensor's noise
_STRIPES = (-1.0 / 3.0, 0.0, 1.0 / 3.0)  # middles of the red, green and blue stripes, pixels


@dataclass(frozen=True, slots=True)
class _Wave:
    across: int
    down: int
    strength: float


def grid_light(
    display: Display, fine: _Field, spread_px: float, moved_px: tuple[float, float]
) -> _Field | None:
    """Return the grid's light, 1 on the mean; None where none of it gets through.

    Args:
        display: The display.
        fine: (h, w, 2) float32, the point of the display that each sensor pixel sees, metres.
        spread_px: Standard deviation of the lens's point spread.
        moved_px: How far the picture moves across and down while the shutter is open.

    Returns:
        (h, w, 3) float32, linear light.
    """
    cells = fine * np.float32(1000.0 * display.px_per_mm)
    middle = cells[cells.shape[0] // 2, cells.shape[1] // 2]
    right = cells[cells.shape[0] // 2, cells.shape[1] // 2 - 1]
    below = cells[cells.shape[0] // 2 - 1, cells.shape[1] // 2]
    jacobian = np.column_stack([middle - right, middle - below])
    waves = list(_waves(display, jacobian, spread_px, moved_px))
    if not waves:
        return None
    light = np.ones((*cells.shape[:2], 3), np.float32)
    for wave in waves:
        phase = np.float32(2 * np.pi) * (
            np.float32(wave.across) * cells[..., 0] + np.float32(wave.down) * cells[..., 1]
        )
        cosine, sine = np.cos(phase), np.sin(phase)
        for channel, stripe in enumerate(_STRIPES):
            shift = 2 * np.pi * wave.across * stripe
            light[..., channel] += wave.strength * (np.cos(shift) * cosine + np.sin(shift) * sine)
    return light


def _waves(
    display: Display,
    jacobian: NDArray[np.float32],
    spread_px: float,
    moved_px: tuple[float, float],
) -> Iterator[_Wave]:
    """Yield the waves that are strong enough to be seen after lens and sensor pixel."""
    for across in _ACROSS:
        for down in _DOWN:
            if across == 0 and down <= 0:
                continue  # the mean, and the mirror images of other waves
            strength = 2.0 * float(
                np.sinc(across * display.fill_across / 3.0) * np.sinc(down * display.fill_down)
            )
            per_px = np.array([across, down]) @ jacobian
            lens = np.exp(-2.0 * (np.pi * spread_px) ** 2 * (per_px @ per_px))
            pixel = np.sinc(per_px[0]) * np.sinc(per_px[1])
            motion = np.sinc(per_px @ np.asarray(moved_px))
            strength *= float(lens * pixel * motion)
            if abs(strength) > _FAINT:
                yield _Wave(across, down, strength)
