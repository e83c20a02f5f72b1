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
    if not _has_length_1(vector):
        raise _no_template("of length 1")
    return vector.astype("<f4").tobytes()


def vector_of(content: bytes) -> NDArray[np.float32]:
    """Return a template from its bytes, (D,) float32.

    Raises:
        StoreError: They are none that `vector_bytes` wrote.
    """
    if content and len(content) % FLOAT_BYTES == 0:
        vector = np.frombuffer(content, "<f4").astype(np.float32)
        if _has_length_1(vector):
            return vector
    raise damaged_template()


def damaged_template() -> StoreError:
    """Return the error of a stored template that is none, or not of the others' dimension."""
    return StoreError(
        "A template in the database is damaged.",
        "Somebody or something has changed the database: see `janus log verify`, and restore it "
        "from a backup.",
    )


def _has_length_1(vector: NDArray[np.float32]) -> bool:
    # So written that a NaN, which is less than nothing, is refused too.
    with np.errstate(over="ignore", invalid="ignore"):
        return abs(float(np.linalg.norm(vector)) - 1.0) < _LENGTH_TOLERANCE


def _no_template(wanted: str) -> StoreError:
    return StoreError(
        f"A template must be {wanted}.",
        "Nothing was stored. Please report this: Janus should not have tried.",
    )
