"""Written characters that nobody has seen before: strokes drawn from a seed.

A character is a few strokes; each drawing of it bends, turns, shifts and thickens them a little, as
a hand does. Enough of them stand in for Omniglot (Lake et al., 2011) where no network is.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

_STROKES, _POINTS = (2, 4), (2, 4)


def character(seed: int) -> list[NDArray[np.float64]]:
    """The strokes of a character, each (points, 2) within 0.15..0.85."""
    random = np.random.default_rng(seed)
    return [
        random.uniform(0.15, 0.85, size=(random.integers(*_POINTS, endpoint=True), 2))
        for _ in range(random.integers(*_STROKES, endpoint=True))
    ]


def drawing(strokes: list[NDArray[np.float64]], seed: int, side_px: int = 32) -> NDArray[np.uint8]:
    """One drawing of a character, (side, side, 3), black on white."""
    random = np.random.default_rng(seed)
    turn, size = random.normal(0, 0.15), random.uniform(0.85, 1.1)
    rotate = size * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    paper = np.full((side_px * 2, side_px * 2, 3), 255, dtype=np.uint8)
    thick = int(random.integers(3, 6))
    shift = random.normal(0, 0.05, size=2)
    for stroke in strokes:
        bent = stroke + random.normal(0, 0.025, size=stroke.shape)
        points = ((bent - 0.5) @ rotate.T + 0.5 + shift) * side_px * 2
        cv2.polylines(paper, [points.round().astype(np.int32)], False, (0, 0, 0), thick)
    return np.asarray(cv2.resize(paper, (side_px, side_px), interpolation=cv2.INTER_AREA))


def write_characters(folder: Path, count: int, each: int, *, seed: int) -> None:
    """Write `count` characters, `each` drawings of every one, into folders."""
    for number in range(count):
        own = folder / f"c{seed}-{number:03d}"
        own.mkdir(parents=True)
        strokes = character(seed * 1000 + number)
        for index in range(each):
            picture = drawing(strokes, seed * 1_000_000 + number * 1000 + index)
            cv2.imwrite(str(own / f"{index}.png"), picture)
