"""Several embeddings of one face → one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.types import Embedding

# Shorter than this, the embeddings point everywhere and their mean points nowhere.
_SHORTEST_MEAN = 1e-3


def mean_embedding(embeddings: Sequence[Embedding]) -> Embedding:
    """Return the mean direction of embeddings, which has less noise than any one of them.

    Args:
        embeddings: At least one; each (D,) of length 1.

    Returns:
        Their mean, brought back to length 1, of the same model.

    Raises:
        ModelError: They come from different models.
        ValueError: There are none, their lengths D differ, or they cancel out.
    """
    mean, length = _plain_mean(embeddings)
    if length < _SHORTEST_MEAN:
        raise ValueError("The embeddings cancel out: they have no mean direction.")
    unit = np.asarray(mean / length, dtype=np.float32)
    return Embedding(vector=unit, model_id=embeddings[0].model_id)


def concentration(embeddings: Sequence[Embedding]) -> float:
    """Return how near embeddings lie to each other: the length of their plain mean, 0..1.

    The similarity of anything to `mean_embedding`, times this, is the mean of its similarities to
    the single embeddings.

    Args:
        embeddings: At least one; each (D,) of length 1.

    Raises:
        ModelError: They come from different models.
        ValueError: There are none, or their lengths D differ.
    """
    return min(_plain_mean(embeddings)[1], 1.0)


def _plain_mean(embeddings: Sequence[Embedding]) -> tuple[NDArray[np.float64], float]:
    """Return the mean vector, and its length."""
    if not embeddings:
        raise ValueError("A mean needs at least one embedding.")
    models = sorted({embedding.model_id for embedding in embeddings})
    if len(models) > 1:
        raise ModelError(
            f"Embeddings of different models cannot be averaged: {', '.join(models)}.",
            "Embed all of them with one model.",
        )
    # In double precision the order of the embeddings does not show in the result.
    mean = np.stack([embedding.vector for embedding in embeddings]).mean(axis=0, dtype=np.float64)
    return np.asarray(mean), float(np.linalg.norm(mean))
