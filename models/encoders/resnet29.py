"""The default encoder: dlib's face network, ResNet-29, in PyTorch.

Davis King trained it on about three million faces of 7,485 people with a pairwise hinge loss, which
makes it a Siamese metric network in the strict sense, and gave the weights to the public domain
(CC0). Architecture: a ResNet-34 after He et al. (2016) with fewer layers and half the filters
(http://dlib.net/dnn_face_recognition_ex.cpp.html), 29 convolutions in all.

dlib's scaling layers stand right behind convolutions; they are folded into them when the weights
are read: the result is the same function with 29 layers and an addition each, still trainable.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F
from typing_extensions import override

from models.encoders.dlib_reader import DlibLayer, LayerKind, read_dlib_layers
from models.encoders.faces import prepare_faces
from models.errors import ModelError
from models.types import CanonicalCrop

MODEL_ID = "resnet29-dlib-2"
DIMENSION = 128

# Where MTCNN's five points fall in dlib's own crop: the median over 340 faces of LFW.
CROP = CanonicalCrop(
    size_px=150,
    landmarks=np.array(
        [[48.42, 46.67], [102.47, 46.81], [75.19, 79.00], [51.95, 106.59], [98.83, 106.80]],
        dtype=np.float32,
    ),
)

_MEAN_RGB = (122.782, 117.001, 104.298)
_SCALE = 256.0

# (width, blocks, whether the first of them goes down to half the size)
_STAGES = ((32, 3, False), (64, 4, True), (128, 3, True), (256, 3, True), (256, 1, True))


class _Block(nn.Module):
    """Two convolutions around which the input passes unchanged, or halved, and is added."""

    def __init__(self, inputs: int, width: int, *, down: bool) -> None:
        super().__init__()
        # Going down, dlib does not pad: that leaves one row and column fewer than the shortcut has.
        self.first = nn.Conv2d(inputs, width, 3, stride=2 if down else 1, padding=0 if down else 1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self._down = down

    @override
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        change = self.second(F.relu(self.first(x), inplace=True))
        if not self._down:
            return F.relu(change + x, inplace=True)
        shortcut = F.avg_pool2d(x, 2)
        high, wide = (max(a, b) for a, b in zip(change.shape[2:], shortcut.shape[2:], strict=True))
        return F.relu(_grown(change, high, wide) + _grown(shortcut, high, wide, change.shape[1]))


def _grown(x: torch.Tensor, high: int, wide: int, channels: int | None = None) -> torch.Tensor:
    """Pad with zeros at the bottom, at the right and behind the last channel."""
    more = 0 if channels is None else channels - x.shape[1]
    missing = (0, wide - x.shape[3], 0, high - x.shape[2], 0, more)
    return F.pad(x, missing) if any(missing) else x


class ResNet29(nn.Module):
    """Aligned faces of 150 px → points on the unit sphere in 128 dimensions.

    New ones have random weights; `load_resnet29` reads the trained ones.

    Args:
        model_id: The mark of architecture and weights.
    """

    mean: torch.Tensor

    def __init__(self, *, model_id: str = "resnet29-untrained") -> None:
        super().__init__()
        self._model_id = model_id
        self.register_buffer("mean", torch.tensor(_MEAN_RGB).view(1, 3, 1, 1), persistent=False)
        self.stem = nn.Conv2d(3, 32, 7, stride=2)
        blocks: list[_Block] = []
        inputs = 32
        for width, count, down in _STAGES:
            for index in range(count):
                blocks.append(_Block(inputs, width, down=down and index == 0))
                inputs = width
        self.blocks = nn.Sequential(*blocks)
        self.out = nn.Linear(inputs, DIMENSION, bias=False)
        # Channels last: about a tenth faster on a processor, and what tensor cores want as well.
        self.to(memory_format=torch.channels_last)

    @property
    def model_id(self) -> str:
        """Architecture and weights."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """Length of an embedding."""
        return DIMENSION

    @property
    def crop(self) -> CanonicalCrop:
        """The alignment that the encoder expects."""
        return CROP

    def descriptors(self, faces: torch.Tensor) -> torch.Tensor:
        """Return dlib's own face descriptors, which have no fixed length.

        Args:
            faces: See `forward`.

        Returns:
            (N, 128); dlib calls two faces the same person below a Euclidean distance of 0.6.

        Raises:
            ValueError: The shape is another.
        """
        pixels = prepare_faces(faces, CROP, self.stem.weight)
        x = ((pixels - self.mean) / _SCALE).contiguous(memory_format=torch.channels_last)
        x = F.max_pool2d(F.relu(self.stem(x), inplace=True), 3, stride=2)
        x = self.blocks(x)
        descriptors: torch.Tensor = self.out(x.mean(dim=(2, 3)))
        return descriptors

    @override
    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        """Embed aligned faces.

        Args:
            faces: (N, 3, 150, 150) RGB, uint8 or float in 0..255.

        Returns:
            (N, 128), each row of length 1.

        Raises:
            ValueError: The shape is another.
        """
        return F.normalize(self.descriptors(faces), dim=1)


def load_resnet29(path: Path) -> ResNet29:
    """Return the trained network, ready to embed.

    Args:
        path: `dlib_face_recognition_resnet_model_v1.dat`, its digest checked by the caller
            (`models.weights.WeightsStore.locate`).

    Raises:
        ModelError: The file cannot be read or holds something else.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The weights {path} cannot be read ({error.strerror}).",
            "Install the package face-recognition-models 0.3.0 again.",
        ) from error
    network = ResNet29(model_id=MODEL_ID)
    layers = iter(read_dlib_layers(data))
    with torch.no_grad():
        _fill_convolution(network.stem, layers)
        for block in network.blocks:
            for convolution in block.children():
                _fill_convolution(convolution, layers)
        _fill(network.out.weight, _next(layers, LayerKind.MATRIX, network.out.weight.numel()).T)
    if next(layers, None) is not None:
        raise _other_network("it has more layers")
    return network.eval()


def _fill_convolution(convolution: nn.Module, layers: Iterator[DlibLayer]) -> None:
    """Take a convolution and the scaling behind it from the file, folded into one."""
    assert isinstance(convolution, nn.Conv2d)  # noqa: S101 - for the type checker
    assert convolution.bias is not None  # noqa: S101
    filters, biases = convolution.weight.shape, convolution.out_channels
    values = _next(layers, LayerKind.CONVOLUTION, filters.numel() + biases)
    factors, offsets = np.split(_next(layers, LayerKind.AFFINE, 2 * biases), 2)
    weight = values[:-biases].reshape(filters) * factors.reshape(-1, 1, 1, 1)
    _fill(convolution.weight, weight)
    _fill(convolution.bias, values[-biases:] * factors + offsets)


def _next(layers: Iterator[DlibLayer], kind: LayerKind, size: int) -> NDArray[np.float32]:
    layer = next(layers, None)
    if layer is None:
        raise _other_network("it has fewer layers")
    if layer.kind is not kind or layer.values.size != size:
        raise _other_network(
            f"a layer is {layer.kind} with {layer.values.size} numbers, not {kind} with {size}"
        )
    return layer.values


def _fill(parameter: torch.Tensor, values: NDArray[np.float32]) -> None:
    parameter.copy_(torch.from_numpy(np.ascontiguousarray(values)))


def _other_network(how: str) -> ModelError:
    return ModelError(
        f"The file holds a network other than dlib's face network: {how}.",
        "Install the package face-recognition-models 0.3.0 again.",
    )
