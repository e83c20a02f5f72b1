"""For each pixel of the picture: which point of a surface is seen there.

A relief that does not fold over itself maps the texture one to one onto the picture. That map is an
affine one plus a gentle remainder, so its inverse is found by fixed-point iteration: start from
the affine inverse and correct by the remainder found there. It is solved on every fourth pixel and
interpolated between, since it is smooth.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_Field = NDArray[np.float32]

STEP_PX = 4
_ROUNDS = 12  # the remainder shrinks by a third or more each time


@dataclass(frozen=True, slots=True)
class Window:
    """An upright rectangle of whole pixels: left and top within, right and bottom not."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self.right - self.left, self.bottom - self.top


def window_of(pixels: _Field, seen: NDArray[np.bool_], width_px: int, height_px: int) -> Window:
    """Return the part of the picture that the seen grid points cover; may be empty.

    Args:
        pixels: (rows, columns, 2), where each grid point falls.
        seen: (rows, columns), whether there is anything to be seen around it.
        width_px: Width of the picture.
        height_px: Height of the picture.
    """
    if not seen.any():
        return Window(0, 0, 0, 0)
    low, high = pixels[seen].min(axis=0), pixels[seen].max(axis=0)
    left, top = np.clip(np.floor(low) - 1, 0, (width_px, height_px)).astype(int)
    right, bottom = np.clip(np.ceil(high) + 2, (left, top), (width_px, height_px)).astype(int)
    return Window(int(left), int(top), int(right), int(bottom))


def invert(pixels: _Field, seen: NDArray[np.bool_], window: Window) -> _Field:
    """Return where on the grid each coarse pixel of a window lies.

    Args:
        pixels: (rows, columns, 2), where each grid point falls in the picture.
        seen: (rows, columns), the grid points that matter.
        window: The part of the picture wanted, not empty.

    Returns:
        (h, w, 2) float32: column and row of the grid, one for every `STEP_PX` pixels, laid out so
        that `cv2.resize` to the window's size interpolates it.
    """
    width, height = (-(-side // STEP_PX) for side in window.size)
    rows, columns = pixels.shape[:2]
    grid = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).astype(np.float32)
    affine, *_ = np.linalg.lstsq(
        np.column_stack([grid[seen], np.ones(int(seen.sum()))]), pixels[seen], rcond=None
    )
    remainder = (pixels - (grid @ affine[:2] + affine[2])).astype(np.float32)
    # Where cv2.resize takes the middle of each coarse pixel to be, in a window of whole steps.
    wide, tall = window.size
    x = (np.arange(width) + 0.5) * (wide / width) - 0.5 + window.left
    y = (np.arange(height) + 0.5) * (tall / height) - 0.5 + window.top
    wanted = np.stack(np.meshgrid(x, y), axis=-1) - affine[2]
    back = np.linalg.inv(affine[:2])
    found = (wanted @ back).astype(np.float32)
    for _ in range(_ROUNDS):
        found = ((wanted - sample(remainder, found)) @ back).astype(np.float32)
    return np.asarray(found)


def sample(field: _Field, at: _Field) -> _Field:
    """Return a grid's field, interpolated, at (h, w, 2) columns and rows; edges go on outwards."""
    columns, rows = cv2.split(at)
    seen = cv2.remap(field, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, dtype=np.float32)
