"""Moments and vectors: what comes back is what went in, on every database."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from db.column_types import UTCDateTime
from db.errors import StoreError
from db.tables import Base
from db.vectors import vector_bytes, vector_of
from tests.test_db.samples import unit

SQLITE, POSTGRESQL = sqlite.dialect(), postgresql.dialect()
BOTH = pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=["sqlite", "postgresql"])
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001


@BOTH
@given(moment=MOMENTS)
def test_a_moment_comes_back_in_utc(dialect: Dialect, moment: datetime) -> None:
    stored = UTCDateTime().process_bind_param(moment, dialect)
    read = UTCDateTime().process_result_value(stored, dialect)
    assert read == moment
    assert read is not None
    assert read.tzinfo is UTC


@given(one=MOMENTS, other=MOMENTS)
def test_sqlite_sorts_moments_as_time_does(one: datetime, other: datetime) -> None:
    write = UTCDateTime().dialect_impl(SQLITE).bind_processor(SQLITE)
    assert write is not None
    assert (write(one) < write(other)) == (one < other)
    assert (write(one) == write(other)) == (one == other)


@BOTH
def test_a_server_may_answer_in_its_own_zone(dialect: Dialect) -> None:
    there = datetime(2026, 5, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    read = UTCDateTime().process_result_value(there, dialect)
    assert (read, read and read.tzinfo) == (datetime(2026, 5, 1, 12, tzinfo=UTC), UTC)


@BOTH
def test_a_moment_without_a_zone_is_refused(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="time zone"):
        UTCDateTime().process_bind_param(datetime(2026, 5, 1), dialect)  # noqa: DTZ001


def test_no_moment_is_no_moment() -> None:
    assert UTCDateTime().process_bind_param(None, SQLITE) is None
    assert UTCDateTime().process_result_value(None, SQLITE) is None


def test_no_column_takes_another_kind_of_moment() -> None:
    """One plain DateTime column would be a hole in the rule."""
    for table in Base.metadata.tables.values():
        for column in table.columns:
            assert isinstance(column.type, UTCDateTime) or column.type.python_type is not datetime


def test_a_vector_is_little_endian_float32_on_disk() -> None:
    stored = vector_bytes(unit(3, 4))
    assert stored == bytes.fromhex("9a99193f cdcc4c3f")  # 0.6, 0.8
    read = vector_of(stored)
    assert (read.dtype, read.shape) == (np.float32, (2,))
    assert read.flags.writeable


@pytest.mark.parametrize(
    "vector",
    [
        unit(1, 2) * 2,
        np.zeros(4, np.float32),
        np.array([np.nan, 1], np.float32),
        np.array([np.inf, 1], np.float32),
        np.zeros(0, np.float32),
        np.ones((1, 1), np.float32),
        np.ones(1, np.float64),
    ],
    ids=["long", "zero", "nan", "inf", "empty", "matrix", "float64"],
)
def test_what_is_no_unit_vector_is_refused(vector: NDArray[np.float32]) -> None:
    with pytest.raises(StoreError, match="template must"):
        vector_bytes(vector)
