"""Narrow peaks in a picture's spectrum: the grid of a display, or the moiré it makes.

Skin, hair and noise spread their energy over many neighbouring frequencies. A display's pixels are
a grid, and a grid as a camera samples it is a few waves: each a narrow peak. So the logarithm of
the spectrum is compared with its own neighbourhood, and the highest excess is the answer.

A camera makes grids of its own, and these are left out: the blocks of JPEG and of video, and the
colour mosaic near the highest frequencies.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE_PX = 128
_NARROW, _WIDE = (3, 3), (13, 13)  # bins: a peak, and what it stands out from
_LOWEST, _HIGHEST = 0.12, 0.46  # cycles a pixel
_BLOCK_PX = 8
_BLOCK_BINS = 1.1  # a wave of block edges leaks into its neighbours


def narrow_peak(plane: NDArray[np.float32]) -> float:
    """Return how far the highest narrow peak stands out, natural logarithm of power.

    Args:
        plane: (128, 128) float32, at the camera's own resolution.
    """
    spectrum = np.fft.rfft2((plane - plane.mean()) * _HANN)
    power = np.fft.fftshift(np.log(np.abs(spectrum) ** 2 + _FAINT), axes=0)
    excess = _mean(power, _NARROW) - _mean(power, _WIDE)
    return float(excess[_LOOKED_AT].max())


def _mean(power: NDArray[np.float64], bins: tuple[int, int]) -> NDArray[np.float64]:
    """Return the mean around each bin, without the waves of block edges."""
    total, count = cv2.blur(power * _FREE, bins), cv2.blur(_FREE, bins)
    return np.asarray(total / np.maximum(count, 1e-6), dtype=np.float64)


def _not_of_blocks() -> NDArray[np.bool_]:
    """Return (128, 65), false where the edges of a camera's blocks have their waves."""
    near = [
        np.abs(waves - np.rint(waves)) * SIZE_PX / _BLOCK_PX <= _BLOCK_BINS
        for waves in (_DOWN * _BLOCK_PX, _ACROSS * _BLOCK_PX)
    ]
    return np.asarray(~(near[0] & near[1]), dtype=np.bool_)


_DOWN = np.fft.fftshift(np.fft.fftfreq(SIZE_PX))[:, None]
_ACROSS = np.fft.rfftfreq(SIZE_PX)[None]
_HANN = np.outer(np.hanning(SIZE_PX), np.hanning(SIZE_PX)).astype(np.float32)
# What noise of one grey level leaves: fainter waves do not count.
_FAINT = float((_HANN**2).sum())
_FREE = _not_of_blocks().astype(np.float64)
_LOOKED_AT = (
    _not_of_blocks()
    & (np.hypot(_DOWN, _ACROSS) > _LOWEST)
    & (np.maximum(np.abs(_DOWN), np.abs(_ACROSS)) < _HIGHEST)
)
