"""facenet-pytorch's Inception-ResNet-v1, trained on VGGFace2 (published LFW accuracy 99.65 %).

The network saw, in training, boxes of a face detector resized to a square: higher than wide, and so
stretched sideways. Its own pipeline goes on doing that. A crop by landmarks keeps proportions, so
this encoder cuts the upright strip that such a box would have held and stretches it itself.

How the crop was measured: MTCNN over 600 random pictures of lfw-dev, face nearest the centre, with
the settings of facenet-pytorch's own LFW evaluation (160 px, margin 14). The boxes are 0.751 times
as wide as high, and the five points fall, at the median, at (49.03, 64.79) (115.61, 63.70)
(82.65, 92.86) (54.11, 118.58) (113.64, 117.87); on the London Set the medians lie within 3 px.
Below, x stands with the stretch taken out again: 80 + 0.751 · (x - 80).
"""

from pathlib import Path

import numpy as np
import torch
from facenet_pytorch import InceptionResnetV1
from torch import nn
from torch.nn import functional as F
from typing_extensions import override

from models.encoders.faces import prepare_faces
from models.errors import ModelError
from models.types import CanonicalCrop
from models.weights import read_state_dict

MODEL_ID = "inception-vggface2-1"
DIMENSION = 512

CROP = CanonicalCrop(
    size_px=160,
    landmarks=np.array(
        [[56.74, 64.79], [106.74, 63.70], [81.99, 92.86], [60.56, 118.58], [105.26, 117.87]],
        dtype=np.float32,
    ),
)

_SIDE_PX = 160
_STRIP_LEFT_PX, _STRIP_RIGHT_PX = 20, 140  # 120 of 160 columns: the boxes' 0.751

# The released file carries the classifier it was trained with: the names of 8,631 people.
_CLASSIFIER = "logits."


class InceptionEncoder(nn.Module):
    """Aligned faces of 160 px → points on the unit sphere in 512 dimensions.

    New ones have random weights; `load_inception` reads the trained ones.

    Args:
        model_id: The mark of architecture and weights.
    """

    def __init__(self, *, model_id: str = "inception-untrained") -> None:
        super().__init__()
        self._model_id = model_id
        self.network: nn.Module = InceptionResnetV1(pretrained=None)
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

    @override
    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        """Embed aligned faces.

        Args:
            faces: (N, 3, 160, 160) RGB, uint8 or float in 0..255.

        Returns:
            (N, 512), each row of length 1.

        Raises:
            ValueError: The shape is another.
        """
        pixels = prepare_faces(faces, CROP, next(self.parameters()))
        stretched = stretch(pixels)
        x = ((stretched - 127.5) / 128.0).contiguous(memory_format=torch.channels_last)
        return F.normalize(self.network(x), dim=1)


def stretch(pixels: torch.Tensor) -> torch.Tensor:
    """Widen the middle strip of aligned faces to the whole square: (N, 3, 160, 160) both."""
    strip = pixels[..., _STRIP_LEFT_PX:_STRIP_RIGHT_PX]
    return F.interpolate(strip, size=(_SIDE_PX, _SIDE_PX), mode="bilinear", align_corners=False)


def load_inception(path: Path) -> InceptionEncoder:
    """Return the trained network, ready to embed.

    Args:
        path: facenet-pytorch's file, its digest checked by the caller
            (`models.weights.WeightsStore.locate`).

    Raises:
        ModelError: The file cannot be read or holds weights of another network.
    """
    weights = {
        name: value
        for name, value in read_state_dict(path).items()
        if not name.startswith(_CLASSIFIER)
    }
    encoder = InceptionEncoder(model_id=MODEL_ID)
    wanted = {name: value.shape for name, value in encoder.network.state_dict().items()}
    found = {name: value.shape for name, value in weights.items()}
    if wanted != found:
        differing = sorted(
            name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)
        )
        raise ModelError(
            f"The file holds weights of a network other than Inception-ResNet-v1: {len(differing)} "
            f"parts differ, the first is {differing[0]}.",
            "Install the VGGFace2 weights of facenet-pytorch, see “janus weights list”.",
        )
    if not all(torch.isfinite(value).all() for value in weights.values()):
        raise ModelError(
            "Some weights in the file are no numbers.", "Fetch the file again from its source."
        )
    encoder.network.load_state_dict(weights)
    return encoder.eval()
