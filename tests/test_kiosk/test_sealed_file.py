"""Pieces of a sealed file cannot be swapped, dropped, repeated or cut off."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.sealing import MasterKey
from kiosk.backup import sealed_file
from kiosk.backup.sealed_file import read_header, unsealed, write_sealed
from kiosk.errors import KioskError

MASTER = MasterKey(bytes(range(32)))
AT = "2026-05-01T12:00:00Z"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "PIECE_BYTES", 10)


def sealed(content: bytes) -> tuple[bytes, list[bytes]]:
    """Return the beginning of a sealed file, and its pieces with their lengths."""
    out = io.BytesIO()
    write_sealed(io.BytesIO(content), out, MASTER, AT)
    stored = io.BytesIO(out.getvalue())
    read_header(stored)
    start, pieces = out.getvalue()[: stored.tell()], []
    while length := stored.read(4):
        pieces.append(length + stored.read(int.from_bytes(length, "big")))
    return start, pieces


def opened(stored: bytes) -> bytes:
    source = io.BytesIO(stored)
    return b"".join(unsealed(source, read_header(source), [MASTER]))


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 20, 35])
def test_it_opens_as_it_was(size: int) -> None:
    content = bytes(range(size))
    start, pieces = sealed(content)
    assert opened(start + b"".join(pieces)) == content
    assert len(pieces) == max(1, -(-size // 10))


@given(places=st.lists(st.integers(0, 4), max_size=7))
def test_no_other_row_of_pieces_opens(places: list[int]) -> None:
    start, pieces = sealed(bytes(range(45)))
    stored = start + b"".join(pieces[place] for place in places)
    if places == [0, 1, 2, 3, 4]:
        assert opened(stored) == bytes(range(45))
        return
    with pytest.raises(KioskError):
        opened(stored)


def test_a_piece_of_another_backup_does_not_open() -> None:
    start, pieces = sealed(b"one")
    _, others = sealed(b"two")
    with pytest.raises(KioskError):
        opened(start + others[0])
    assert opened(start + pieces[0]) == b"one"


@given(stored=st.binary(max_size=100))
def test_whatever_is_no_backup_is_refused_in_words(stored: bytes) -> None:
    for beginning in (b"", sealed_file.MAGIC):
        with pytest.raises(KioskError):
            opened(beginning + stored)
