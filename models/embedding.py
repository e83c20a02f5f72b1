"""Several embeddings of one face → one."""

from collections.abc import Sequence

import numpy as np

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
    if not embeddings:
        raise ValueError("A mean needs at least one embedding.")
    models = sorted({embedding.model_id for embedding in embeddings})
    if len(models) > 1:
        raise ModelError(
            f"Embeddings of different models cannot be averaged: {', '.join(models)}.",
            "Embed all of them with one model.",
        )
    # In double precision the order of the embeddings does not show in the result.
    mean = np.mean([embedding.vector for embedding in embeddings], axis=0, dtype=np.float64)
    length = float(np.linalg.norm(mean))
    if length < _SHORTEST_MEAN:
        raise ValueError("The embeddings cancel out: they have no mean direction.")
    unit = np.asarray(mean / length, dtype=np.float32)
    return Embedding(vector=unit, model_id=models[0])
