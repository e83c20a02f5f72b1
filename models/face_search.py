"""MTCNN's first two networks: a picture → boxes where faces may be.

P-Net slides over a pyramid of smaller and smaller copies and answers at each place whether a face
of 12 pixels is there; R-Net looks again at each survivor. Method: Zhang et al. (2016); networks and
weights are facenet-pytorch's. This is the cascade of its `detect_face` with the copies and crops
made by OpenCV and one candidate left per face, which is several times as fast on a CPU.
"""

from collections.abc import Iterator

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torchvision.ops import nms

from models.square_crop import Square, cut, to_batch
from models.types import Box, RgbImage

_FIELD_PX = 12  # what P-Net sees at one place
_STRIDE_PX = 2  # from place to place
_CROP_PX = 24  # what R-Net takes
_PYRAMID_STEP = 0.709  # halves the area from level to level
_PNET_PROBABILITY, _RNET_PROBABILITY = 0.6, 0.7  # as published
_LEVEL_OVERLAP, _PNET_OVERLAP, _RNET_OVERLAP = 0.5, 0.7, 0.4

_Boxes = NDArray[np.float32]  # (N, 5): left, top, right, bottom, probability


class FaceSearch:
    """Proposes boxes.

    Args:
        pnet: facenet-pytorch's `PNet`, on `device`.
        rnet: facenet-pytorch's `RNet`, on `device`.
        device: Where they run.
    """

    def __init__(self, pnet: nn.Module, rnet: nn.Module, device: torch.device) -> None:
        self._pnet = pnet.eval()
        self._rnet = rnet.eval()
        self._device = device

    def boxes(self, image: RgbImage, smallest_px: float) -> tuple[Box, ...]:
        """Return where faces may be; to be looked at once more by the `FaceRefiner`.

        Args:
            image: (height, width, 3) uint8 RGB.
            smallest_px: Smallest face wanted, at least 12: time grows with its inverse square.
        """
        with torch.inference_mode():
            levels = [self._level(image, scale) for scale in _scales(image, smallest_px)]
            if not levels:
                return ()
            proposals = np.concatenate(levels)
            return self._second_look(image, proposals[_kept(proposals, _PNET_OVERLAP)])

    def _level(self, image: RgbImage, scale: float) -> _Boxes:
        """Slide P-Net over one copy of the picture."""
        height, width = image.shape[:2]
        columns, rows = int(width * scale + 1), int(height * scale + 1)
        copy = cv2.resize(image, (columns, rows), interpolation=cv2.INTER_AREA)
        shifts, faces = self._pnet(to_batch(np.asarray(copy, dtype=np.uint8)[None], self._device))
        answers = torch.cat([shifts, faces[:, 1:]], dim=1)[0].cpu().numpy()
        y, x = np.nonzero(answers[4] >= _PNET_PROBABILITY)
        field = _FIELD_PX / scale
        corners = np.stack([x, y], axis=1) * (_STRIDE_PX / scale)
        edges = np.hstack([corners, corners + field]) + answers[:4, y, x].T * field
        fields = np.hstack([corners, corners + field, answers[4:, y, x].T]).astype(np.float32)
        # Fields of one level are thinned where they stand, before they move to where P-Net points.
        kept = _kept(fields, _LEVEL_OVERLAP)
        return np.hstack([edges[kept], fields[kept, 4:]]).astype(np.float32)

    def _second_look(self, image: RgbImage, proposals: _Boxes) -> tuple[Box, ...]:
        """Let R-Net judge and move the proposals."""
        squares = [s for s in map(_square, proposals) if s is not None and s.meets(image)]
        if not squares:
            return ()
        crops = np.stack([cut(image, square, _CROP_PX) for square in squares])
        shifts, faces = self._rnet(to_batch(crops, self._device))
        answers = torch.cat([shifts, faces[:, 1:]], dim=1).cpu().numpy()
        plain = np.array([[s.left, s.top, s.left + s.side, s.top + s.side] for s in squares])
        judged = np.hstack([plain, answers[:, 4:]]).astype(np.float32)
        sure = np.flatnonzero(answers[:, 4] > _RNET_PROBABILITY)
        moved = [
            squares[i].shifted(answers[i, :4]) for i in sure[_kept(judged[sure], _RNET_OVERLAP)]
        ]
        return tuple(box for box in moved if box is not None)


def _scales(image: RgbImage, smallest_px: float) -> Iterator[float]:
    """Yield the pyramid's scales, from the smallest face wanted to the whole picture."""
    if smallest_px < _FIELD_PX:
        raise ValueError(f"Faces of less than {_FIELD_PX} pixels cannot be found: {smallest_px}.")
    scale = _FIELD_PX / smallest_px
    while min(image.shape[:2]) * scale >= _FIELD_PX:
        yield scale
        scale *= _PYRAMID_STEP


def _square(row: NDArray[np.float32]) -> Square | None:
    """Return the square around one proposal; None where P-Net's answer is no rectangle."""
    left, top, right, bottom, _ = (float(value) for value in row)
    return Square.around(Box(left, top, right, bottom)) if right > left and bottom > top else None


def _kept(boxes: _Boxes, overlap: float) -> NDArray[np.int64]:
    """Return which boxes remain when each crowd leaves its most probable one."""
    edges, probability = torch.from_numpy(boxes[:, :4]), torch.from_numpy(boxes[:, 4])
    kept: NDArray[np.int64] = nms(edges, probability, overlap).numpy()
    return kept
