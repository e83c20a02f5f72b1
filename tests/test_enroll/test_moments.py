"""Dates as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from enroll.errors import EnrollError
from enroll.moments import parse_moment

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-01-31", datetime(2026, 1, 30, 23, tzinfo=UTC)),
        (" 2026-07-01 ", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-07-01 18:00", datetime(2026, 7, 1, 16, tzinfo=UTC)),
        ("2026-07-01T18:00:00-05:00", datetime(2026, 7, 1, 23, tzinfo=UTC)),
        ("2026-07-01T18:00Z", datetime(2026, 7, 1, 18, tzinfo=UTC)),
    ],
)
def test_times_without_an_offset_are_of_the_zone(text: str, wanted: datetime) -> None:
    moment = parse_moment(text, zone=BERLIN)
    assert moment == wanted
    assert moment.tzinfo is UTC


def test_a_last_day_is_valid_to_its_end_even_where_clocks_change() -> None:
    end = parse_moment("2026-03-29", end_of_day=True, zone=BERLIN)
    assert end == datetime(2026, 3, 29, 22, tzinfo=UTC)
    noon = parse_moment("2026-03-29 12:00", end_of_day=True, zone=BERLIN)
    assert noon == datetime(2026, 3, 29, 10, tzinfo=UTC)


def test_the_computers_own_zone_is_the_default() -> None:
    assert parse_moment("2026-07-01 18:00") == datetime(2026, 7, 1, 18).astimezone(UTC)


@pytest.mark.parametrize("text", ["", "soon", "31.12.2026", "2026-02-30", "9999-12-31T25:00"])
def test_no_date(text: str) -> None:
    with pytest.raises(EnrollError, match="is not a date"):
        parse_moment(text)


def test_the_end_of_time() -> None:
    with pytest.raises(EnrollError, match="is not a date"):
        parse_moment("9999-12-31", end_of_day=True)
