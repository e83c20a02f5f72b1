"""Whatever the bytes are: an answer, or two sentences; no other error, no hang, nothing left."""

import re
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.test_fuzz.bytes_from_anywhere import from_anywhere
from tests.test_fuzz.readers import READERS, judged, with_calibration

NAMES = (*READERS, "calibration")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_valid_is_taken(name: str, tmp_path: Path) -> None:
    """Else everything below would be refused at the first byte."""
    reader = with_calibration(tmp_path)[name]
    taken = [judged(reader, seed, tmp_path) is None for seed in reader.seeds]
    assert sum(taken) >= len(taken) - (name == "photo"), "the HEIC is a header alone"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("put", [b"[" * 5_000, b"9" * 5_000, b"1e999", b"Infinity"])
@pytest.mark.parametrize("in_place_of", ["all", "first number", "last number"])
def test_what_is_too_deep_or_too_long(
    name: str, put: bytes, in_place_of: str, tmp_path: Path
) -> None:
    """Python's own readers say each of these in another way than by a ValueError of theirs."""
    reader = with_calibration(tmp_path)[name]
    for seed in reader.seeds:
        numbers = list(re.finditer(rb"\d+(\.\d+)?", seed))
        place = {"first number": numbers[:1], "last number": numbers[-1:]}.get(in_place_of)
        start, end = place[0].span() if place else (0, len(seed))
        judged(reader, seed[:start] + put + seed[end:], tmp_path)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(choice=st.data())
def test_bytes_from_anywhere(
    name: str, choice: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    reader = with_calibration(folder)[name]
    data = choice.draw(from_anywhere(reader.seeds, reader.words))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning stops nothing in the program itself
        judged(reader, data, folder)
