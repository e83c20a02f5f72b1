"""People made of numbers: embeddings drawn around one centre for each identity."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

People: TypeAlias = tuple[NDArray[np.float32], NDArray[np.int64]]


@pytest.fixture(scope="session")
def draw_people() -> Callable[..., People]:
    """Return a function that draws embeddings, rows of length 1, and their owners."""

    def draw(identities: int, *, seed: int, dimension: int = 12, spread: float = 0.35) -> People:
        rng = np.random.default_rng(seed)
        centres = rng.normal(size=(identities, dimension))
        counts = rng.choice([1, 1, 2, 3, 6], size=identities)
        owners = np.repeat(np.arange(identities), counts)
        rows = centres[owners] + spread * rng.normal(size=(len(owners), dimension))
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        shuffled = rng.permutation(len(owners))
        return rows[shuffled].astype(np.float32), owners[shuffled]

    return draw
