"""Where the faces are: MTCNN, tuned for a door.

The search runs on a small copy of the picture, just large enough that the smallest face wanted is
still seen; the last look at each face is taken at full resolution by `FaceRefiner`.
"""

from typing import Protocol

import cv2
import numpy as np
import torch
from facenet_pytorch import MTCNN
from facenet_pytorch.models.utils.detect_face import detect_face

from models.face_refiner import FaceRefiner
from models.types import Box, DetectedFace, RgbImage, check_rgb


class FaceDetector(Protocol):
    """Finds faces, and follows one that was found."""

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        """Return all faces of a picture, the largest first.

        Args:
            image: (height, width, 3) uint8 RGB.
        """
        ...

    def follow(self, image: RgbImage, box: Box) -> DetectedFace | None:
        """Return the face that was last seen at `box`, or None where it is no longer there.

        Args:
            image: (height, width, 3) uint8 RGB.
            box: Where the face was one frame ago.
        """
        ...


class MtcnnDetector:
    """MTCNN with facenet-pytorch's networks and weights. Keeps nothing between calls.

    Args:
        device: Where the networks run.
        min_face_px: Smallest face wanted, height of its box in pixels of the full picture: 80 finds
            everyone within about two metres of a 720p door camera.
        min_probability: Faces the last network is less sure of are left out.
        max_search_px: The longer side of the search copy is at most this, so that a 12-megapixel
            photo takes no longer than a frame; the smallest face found grows in proportion.
    """

    _SEARCH_FACE_PX = 24.0  # R-Net sees a face of the smallest size at its native resolution
    _SMALLEST_SEARCH_PX = 20.0  # below this MTCNN was not trained
    _THRESHOLDS = (0.6, 0.7, 0.7)  # of P-Net, R-Net and O-Net, as published
    _PYRAMID_STEP = 0.709  # halves the area from level to level

    def __init__(
        self,
        device: torch.device,
        *,
        min_face_px: int = 80,
        min_probability: float = 0.9,
        max_search_px: int = 1280,
    ) -> None:
        if min_face_px < 1 or max_search_px < 1:
            raise ValueError("min_face_px and max_search_px must be at least 1.")
        if not 0.0 <= min_probability <= 1.0:
            raise ValueError(f"min_probability must lie in 0..1, not {min_probability}.")
        self._device = device
        self._min_face_px = min_face_px
        self._min_probability = min_probability
        self._max_search_px = max_search_px
        self._mtcnn = MTCNN(keep_all=True, device=device).eval()
        self._refiner = FaceRefiner(self._mtcnn.onet, device)

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        """Return all faces of a picture, the largest first; () where there is none."""
        refined = self._refiner.refine(check_rgb(image), self._search(image))
        sure = [f for f in refined if f is not None and f.probability >= self._min_probability]
        return tuple(sorted(_distinct(sure), key=lambda face: -face.box.area_px))

    def follow(self, image: RgbImage, box: Box) -> DetectedFace | None:
        """Return the face last seen at `box`: one small crop, no search."""
        (face,) = self._refiner.refine(check_rgb(image), [box])
        return face if face is not None and face.probability >= self._min_probability else None

    def _search(self, image: RgbImage) -> list[Box]:
        """Return where faces may be, from a small copy of the picture."""
        height, width = image.shape[:2]
        scale = min(
            1.0, self._SEARCH_FACE_PX / self._min_face_px, self._max_search_px / max(height, width)
        )
        columns, rows = round(width * scale), round(height * scale)
        smallest_px = max(self._min_face_px * scale, self._SMALLEST_SEARCH_PX)
        if min(columns, rows) <= smallest_px:
            return []
        small = image
        if scale < 1.0:
            small = np.asarray(
                cv2.resize(image, (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.uint8
            )
        with torch.inference_mode():
            found, _ = detect_face(
                small,
                smallest_px,
                self._mtcnn.pnet,
                self._mtcnn.rnet,
                self._mtcnn.onet,
                self._THRESHOLDS,
                self._PYRAMID_STEP,
                self._device,
            )
        # It answers with an array of dtype object, and box edges that count pixels from one.
        edges = np.asarray(found[0], dtype=np.float64).reshape(-1, 5)[:, :4] - (1, 1, 0, 0)
        edges *= (width / columns, height / rows, width / columns, height / rows)
        return [Box(*row) for row in edges.tolist() if row[2] > row[0] and row[3] > row[1]]


def _distinct(faces: list[DetectedFace]) -> list[DetectedFace]:
    """Keep the most probable of faces that share more than half of their area."""
    kept: list[DetectedFace] = []
    for face in sorted(faces, key=lambda face: -face.probability):
        if all(face.box.overlap(other.box) <= 0.5 for other in kept):
            kept.append(face)
    return kept
