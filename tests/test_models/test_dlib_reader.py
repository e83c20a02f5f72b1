"""The reader of dlib's format: files made here, and files damaged in every way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.encoders.dlib_reader import LayerKind, read_dlib_layers
from models.errors import ModelError


def _integer(value: int) -> bytes:
    count = max(1, (value.bit_length() + 7) // 8)
    return bytes([count]) + value.to_bytes(count, "little")


def _name(text: str) -> bytes:
    return _integer(len(text)) + text.encode()


def _tensor(values: NDArray[np.float32], version: int = 2) -> bytes:
    dimensions = (*values.shape, *(1,) * (4 - values.ndim))
    head = b"".join(_integer(n) for n in (version, *dimensions))
    return head + values.astype("<f4").tobytes()


_CONVOLUTION = np.arange(300, dtype=np.float32)
_AFFINE = np.linspace(-1, 1, 8, dtype=np.float32)
_MATRIX = np.arange(12, dtype=np.float32).reshape(4, 3)

_FILE = (
    b"\x01\x01\x01\rloss_metric_2 and so on"
    + _name("con_4")
    + _tensor(_CONVOLUTION)
    + b"\x01\x10\x81\x04"
    + _name("affine_")
    + _tensor(_AFFINE)
    + _name("fc_2")
    + _integer(3)
    + _integer(4)
    + _tensor(_MATRIX)
    + b"\x01\x00"
)


def test_layers_come_in_order_with_their_numbers() -> None:
    layers = read_dlib_layers(_FILE)
    assert [layer.kind for layer in layers] == list(LayerKind)
    for layer, values in zip(layers, (_CONVOLUTION, _AFFINE, _MATRIX), strict=True):
        np.testing.assert_array_equal(layer.values, values)


def test_a_name_inside_a_tensor_is_no_layer() -> None:
    spelt = np.frombuffer(_name("affine_") + bytes(3), dtype=np.float32)
    (layer,) = read_dlib_layers(_name("con_4") + _tensor(spelt))
    assert layer.kind is LayerKind.CONVOLUTION
    np.testing.assert_array_equal(layer.values, spelt)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no layer"),
        (b"PK\x03\x04 something else altogether", "no layer"),
        (_name("con_4"), "too early"),
        (_name("con_4") + _tensor(_AFFINE, version=3), "no tensor"),
        (_name("con_4") + b"\x00", "no size"),
        (_name("con_4") + b"\x81\x02", "no size"),
        (_name("con_4") + b"\x0f" + bytes(40), "no size"),
        (_name("con_4") + _tensor(_AFFINE)[:-1], "too early"),
        (_name("con_4") + b"".join(_integer(n) for n in (2, 2**63, 2**63, 9, 9)), "too early"),
        (_name("con_4") + _tensor(np.array([1, np.nan], np.float32)), "no numbers"),
        (_name("affine_") + _tensor(np.array([np.inf], np.float32)), "no numbers"),
        (_name("fc_2") + _integer(5) + _integer(4) + _tensor(_MATRIX), "its matrix is"),
    ],
)
def test_malformed_files_are_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(ModelError, match=why) as caught:
        read_dlib_layers(data)
    assert "face-recognition-models" in caught.value.user_message()


def test_a_tensor_of_nothing_that_is_huge_is_a_sentence() -> None:
    """Found by atheris: there is nothing to take of it, and no array has such a shape."""
    sizes = b"".join(_integer(n) for n in (2, 0, 2**62, 3, 1))
    with pytest.raises(ModelError, match="ends too early"):
        read_dlib_layers(_name("con_4") + sizes)


@given(cut=st.integers(0, len(_FILE) - 3))
def test_a_file_cut_anywhere_gives_fewer_layers_or_a_sentence(cut: int) -> None:
    try:
        layers = read_dlib_layers(_FILE[:cut])
    except ModelError:
        return
    assert len(layers) < len(LayerKind)


@given(data=st.data())
def test_flipped_bytes_never_break_the_reader(data: st.DataObject) -> None:
    damaged = bytearray(_FILE)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        layers = read_dlib_layers(bytes(damaged))
    except ModelError:
        return
    assert sum(layer.values.nbytes for layer in layers) <= len(damaged)
    assert all(np.isfinite(layer.values).all() for layer in layers)


@given(noise=st.binary(max_size=200))
def test_noise_after_a_name_never_breaks_the_reader(noise: bytes) -> None:
    try:
        layers = read_dlib_layers(_name("fc_2") + noise)
    except ModelError:
        return
    assert layers
