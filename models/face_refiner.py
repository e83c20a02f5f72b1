"""MTCNN's last network (O-Net) alone: roughly where a face is → box, landmarks, probability.

It looks at one 48x48 crop per face, cut from the full picture whatever size the search was done at,
so that landmarks are as good as the picture allows. Method: Zhang et al. (2016), "Joint face
detection and alignment using multi-task cascaded convolutional networks"; weights and network are
facenet-pytorch's.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.square_crop import Square, cut, to_batch
from models.types import Box, DetectedFace, RgbImage

_CROP_PX = 48


class FaceRefiner:
    """Refines boxes into faces.

    Args:
        onet: facenet-pytorch's `ONet`, on `device`.
        device: Where it runs.
    """

    def __init__(self, onet: nn.Module, device: torch.device) -> None:
        self._onet = onet.eval()
        self._device = device

    def refine(self, image: RgbImage, boxes: Sequence[Box]) -> tuple[DetectedFace | None, ...]:
        """Look closely at each box, in one batch.

        Args:
            image: (height, width, 3) uint8 RGB.
            boxes: Where faces may be; they may reach past the picture's edge.

        Returns:
            One face per box, in that order, however improbable; None where the box lies outside
            the picture or the network's answer is no rectangle.
        """
        squares = [Square.around(box) for box in boxes]
        inside = [i for i, square in enumerate(squares) if square.meets(image)]
        found: list[DetectedFace | None] = [None] * len(squares)
        if not inside:
            return tuple(found)
        crops = np.stack([cut(image, squares[i], _CROP_PX) for i in inside])
        with torch.inference_mode():
            edges, points, face = self._onet(to_batch(crops, self._device))
        answers = torch.cat([edges, points, face[:, 1:]], dim=1).cpu().numpy()
        for i, answer in zip(inside, answers, strict=True):
            found[i] = _face(squares[i], answer)
        return tuple(found)


def _face(square: Square, answer: NDArray[np.float32]) -> DetectedFace | None:
    """Turn one answer (4 edges, 5 x, 5 y, probability; in sides of the square) into pixels."""
    box = square.shifted(answer[:4])
    if box is None:
        return None
    points = answer[4:14].reshape(2, 5).T * square.side + (square.left, square.top)
    return DetectedFace(box=box, landmarks=points.astype(np.float32), probability=float(answer[14]))
