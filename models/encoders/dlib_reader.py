"""A safe reader of the one dlib file that Janus uses.

dlib writes a network as a stream of numbers and short names, without lengths, so that a reader has
to know the network. This one knows three kinds of layer and takes nothing but their parameters:
each stands right after its layer's name, as a tensor with its dimensions. What lies between them
(strides, learning rates, momenta) belongs to dlib's trainer and is stepped over.

An integer is one byte (bit 7: negative; low four bits: how many bytes follow) and that many bytes,
little-endian. A tensor is the integer 2 (version), four dimensions, and raw little-endian float32.
Format and order were worked out from dlib's `serialize.h` and `dnn/layers.h` (Boost licence).

Nothing in the file is trusted: every length is checked against what is left of it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

_TENSOR_VERSION = 2
_MOST_BYTES_OF_INTEGER = 8
_FLOAT_BYTES = 4


class LayerKind(StrEnum):
    """The layers that have parameters."""

    CONVOLUTION = "con_4"
    AFFINE = "affine_"
    MATRIX = "fc_2"


# A name is written as a one-byte integer (its length) and its letters. Floats could spell one by
# chance, but the search goes on after each tensor and so never looks inside one.
_NAME = re.compile(b"|".join(b"\x01" + bytes([len(kind)]) + kind.encode() for kind in LayerKind))


@dataclass(frozen=True, slots=True, eq=False)
class DlibLayer:
    """The parameters of one layer.

    Attributes:
        kind: Which kind of layer.
        values: float32, one-dimensional (convolution: all filters (out, in, h, w), then the biases;
            affine: all factors, then all offsets) or (inputs, outputs) for a matrix.
    """

    kind: LayerKind
    values: NDArray[np.float32]


def read_dlib_layers(data: bytes) -> tuple[DlibLayer, ...]:
    """Read the layers of a serialised dlib network, in order from the input.

    Args:
        data: The whole file.

    Raises:
        ModelError: It is cut short, or holds something other than such a network.
    """
    cursor = _Cursor(data)
    layers: list[DlibLayer] = []
    while (name := _NAME.search(data, cursor.at)) is not None:
        cursor.at = name.end()
        kind = LayerKind(name.group()[2:].decode())
        if kind is LayerKind.MATRIX:
            outputs, inputs = cursor.integer(), cursor.integer()
            values = cursor.tensor()
            if values.shape != (inputs, outputs):
                raise _damaged(f"its matrix is {values.shape} and not {(inputs, outputs)}")
        else:
            values = cursor.tensor().reshape(-1)
        layers.append(DlibLayer(kind, values))
    if not layers:
        raise _damaged("no layer of a dlib network is in it")
    return tuple(layers)


class _Cursor:
    """A place in the file that moves on as things are read."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def _take(self, count: int) -> bytes:
        if count > len(self._data) - self.at:
            raise _damaged("it ends too early")
        start, self.at = self.at, self.at + count
        return self._data[start : self.at]

    def integer(self) -> int:
        head = self._take(1)[0]
        count = head & 0x0F
        if head & 0x80 or not 1 <= count <= _MOST_BYTES_OF_INTEGER:
            raise _damaged(f"there is no size at byte {self.at - 1}")
        return int.from_bytes(self._take(count), "little")

    def tensor(self) -> NDArray[np.float32]:
        """Read a tensor as (first dimension, the other three multiplied)."""
        if self.integer() != _TENSOR_VERSION:
            raise _damaged(f"there is no tensor at byte {self.at}")
        samples, *others = (self.integer() for _ in range(4))
        row = others[0] * others[1] * others[2]
        if max(samples, row) > len(self._data):  # with the other one 0, nothing would be taken
            raise _damaged("it ends too early")
        # `_take` refuses before anything of a made-up size is allocated.
        raw = self._take(samples * row * _FLOAT_BYTES)
        values = np.frombuffer(raw, dtype="<f4").astype(np.float32)
        if not np.isfinite(values).all():
            raise _damaged("some of its weights are no numbers")
        return values.reshape(samples, row)


def _damaged(how: str) -> ModelError:
    return ModelError(
        f"The file is no dlib face network that Janus can read: {how}.",
        "Install the package face-recognition-models 0.3.0 again.",
    )
