"""A template's vector as bytes: little-endian float32, whatever the machine."""

import numpy as np
from numpy.typing import NDArray

from db.errors import StoreError

FLOAT_BYTES = 4
_LENGTH_TOLERANCE = 1e-3


def vector_bytes(vector: NDArray[np.float32]) -> bytes:
    """Return the bytes of a template.

    Args:
        vector: (D,) float32 of length 1.

    Raises:
        StoreError: It is something else.
    """
    if vector.ndim != 1 or vector.dtype != np.float32 or vector.size == 0:
        raise _no_template(f"(D,) float32, not {vector.shape} {vector.dtype}")
    # So written that a NaN, which is less than nothing, is refused too.
    if not abs(float(np.linalg.norm(vector)) - 1.0) < _LENGTH_TOLERANCE:
        raise _no_template("of length 1")
    return vector.astype("<f4").tobytes()


def _no_template(wanted: str) -> StoreError:
    return StoreError(
        f"A template must be {wanted}.",
        "Nothing was stored. Please report this: Janus should not have tried.",
    )


def vector_of(content: bytes) -> NDArray[np.float32]:
    """Return a template from its bytes, (D,) float32."""
    return np.frombuffer(content, "<f4").astype(np.float32)
