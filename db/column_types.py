"""Column types that mean one thing on every database."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import DateTime, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

_LENGTH_TOLERANCE = 1e-3


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in, UTC in the database, aware UTC out.

    Raises:
        ValueError: At binding, where a datetime has no time zone: nobody could say when it was.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"A moment needs its time zone; {value.isoformat()} has none.")
        moment = value.astimezone(UTC)
        # SQLite keeps no zone: without it, text sorts as time does.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class UnitVector(TypeDecorator[NDArray[np.float32]]):
    """A template's vector: (D,) float32 of length 1, little-endian on disk.

    Raises:
        ValueError: At binding, where it is something else.
    """

    impl = LargeBinary
    cache_ok = True

    @override
    def process_bind_param(
        self, value: NDArray[np.float32] | None, dialect: Dialect
    ) -> bytes | None:
        if value is None:
            return None
        if value.ndim != 1 or value.dtype != np.float32 or value.size == 0:
            raise ValueError(f"A template must be (D,) float32, not {value.shape} {value.dtype}.")
        # So written that a NaN, which is less than nothing, is refused too.
        if not abs(float(np.linalg.norm(value)) - 1.0) < _LENGTH_TOLERANCE:
            raise ValueError("A template must have length 1.")
        return value.astype("<f4").tobytes()

    @override
    def process_result_value(
        self, value: bytes | None, dialect: Dialect
    ) -> NDArray[np.float32] | None:
        return None if value is None else np.frombuffer(value, "<f4").astype(np.float32)
