"""The beginning of a backup, bent key by key: it needs no key to be written by somebody else."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.backup.sealed_file import read_header
from kiosk.errors import KioskError
from tests.test_fuzz.readers import BACKUP, HEADER, READERS, judged

PUT: tuple[Any, ...] = (
    None, True, 0, -1, 1e300, "", "x", "zz", "00", "\ud800", "\x00", "ß" * 2_000, [], [[]], {},
    {"a": 1},
)  # fmt: skip


@pytest.mark.parametrize("key", ["v", "number", "at", "key", "w"])
@pytest.mark.parametrize("put", PUT, ids=repr)
def test_any_value_in_place_of_another(key: str, put: object, tmp_path: Path) -> None:
    told = json.loads(HEADER)
    said = judged(READERS["header of a backup"], json.dumps(told | {key: put}).encode(), tmp_path)
    assert key == "v" or said is not None, "what it says is sealed with the rest"


@pytest.mark.parametrize("key", ["number", "at", "key", "w"])
def test_a_key_that_is_not_there(key: str, tmp_path: Path) -> None:
    told = json.loads(HEADER)
    del told[key]
    said = judged(READERS["header of a backup"], json.dumps(told).encode(), tmp_path)
    assert said is not None
    assert said.startswith("The beginning of this backup cannot be read.")


def test_cut_off_anywhere(tmp_path: Path) -> None:
    for length in range(len(BACKUP)):
        assert judged(READERS["backup"], BACKUP[:length], tmp_path) is not None


def test_any_byte_changed(tmp_path: Path) -> None:
    """But for the version, which no earlier program reads."""
    version = BACKUP.index(b'"v": 1') + len(b'"v": ')
    for place in range(len(BACKUP)):
        bent = bytearray(BACKUP)
        bent[place] ^= 0x20
        taken = judged(READERS["backup"], bytes(bent), tmp_path) is None
        assert not taken or place == version or _is_the_same(bytes(bent)), place


def _is_the_same(data: bytes) -> bool:
    """Return whether a header says what it said: a hexadecimal digit may be of either case."""
    return read_header(io.BytesIO(data)) == read_header(io.BytesIO(BACKUP))


def test_a_length_of_gigabytes_is_not_believed() -> None:
    source = io.BytesIO(BACKUP[:8] + b"\xff\xff\xff\xff" + BACKUP[12:])
    with pytest.raises(KioskError, match="cut off, or was changed"):
        read_header(source)
    assert source.tell() == 12, "and nothing more was read"
