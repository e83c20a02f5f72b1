"""MTCNN's last network (O-Net) alone: roughly where a face is → box, landmarks, probability.

It looks at one 48x48 crop per face, cut from the full picture whatever size the search was done at,
so that landmarks are as good as the picture allows. Method: Zhang et al. (2016), "Joint face
detection and alignment using multi-task cascaded convolutional networks"; weights and network are
facenet-pytorch's.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

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
        squares = [_square(box) for box in boxes]
        inside = [i for i, square in enumerate(squares) if _meets(image, square)]
        found: list[DetectedFace | None] = [None] * len(squares)
        if not inside:
            return tuple(found)
        crops = np.stack([_crop(image, squares[i]) for i in inside])
        batch = torch.from_numpy(crops).to(self._device).permute(0, 3, 1, 2).float()
        with torch.inference_mode():
            shift, points, face = self._onet((batch - 127.5) / 128.0)
        answers = torch.cat([shift, points, face[:, 1:]], dim=1).cpu().numpy()
        for i, answer in zip(inside, answers, strict=True):
            found[i] = _face(squares[i], answer)
        return tuple(found)


def _square(box: Box) -> tuple[int, int, int]:
    """Return left, top and side, whole pixels, of the square around a box."""
    side = max(box.width_px, box.height_px)
    x, y = box.centre
    return round(x - side / 2), round(y - side / 2), max(1, round(side))


def _meets(image: RgbImage, square: tuple[int, int, int]) -> bool:
    """Tell whether any pixel of the picture lies in the square."""
    left, top, side = square
    height, width = image.shape[:2]
    return left < width and top < height and left + side > 0 and top + side > 0


def _crop(image: RgbImage, square: tuple[int, int, int]) -> RgbImage:
    """Cut out the square, black past the picture's edge, at the size the network takes.

    facenet-pytorch stretches what is left of a crop at the edge; that bends the face.
    """
    left, top, side = square
    height, width = image.shape[:2]
    cut = image[max(top, 0) : top + side, max(left, 0) : left + side]
    missing = (
        max(-top, 0),
        max(top + side - height, 0),
        max(-left, 0),
        max(left + side - width, 0),
    )
    if any(missing):
        cut = np.asarray(
            cv2.copyMakeBorder(cut, *missing, cv2.BORDER_CONSTANT, value=(0, 0, 0)), dtype=np.uint8
        )
    small = cv2.resize(cut, (_CROP_PX, _CROP_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _face(square: tuple[int, int, int], answer: NDArray[np.float32]) -> DetectedFace | None:
    """Turn one answer (4 edge shifts, 5 x, 5 y, probability; all 0..1 of the square) to pixels."""
    left, top, side = square
    if not np.isfinite(answer).all():
        return None
    edges = np.array([left, top, left + side, top + side]) + answer[:4] * side
    if edges[2] <= edges[0] or edges[3] <= edges[1]:
        return None
    landmarks = np.stack([left + answer[4:9] * side, top + answer[9:14] * side], axis=1)
    return DetectedFace(
        box=Box(*(float(edge) for edge in edges)),
        landmarks=landmarks.astype(np.float32),
        probability=float(answer[14]),
    )
