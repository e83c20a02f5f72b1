"""Where the faces are: MTCNN, tuned for a door.

The search runs on a small copy of the picture, just large enough that the smallest face wanted is
still seen; the last look at each face is taken at full resolution by `FaceRefiner`.
"""

from collections.abc import Sequence
from typing import Protocol

import cv2
import numpy as np
import torch
from facenet_pytorch import MTCNN

from models.face_refiner import FaceRefiner
from models.face_search import FaceSearch
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
        min_probability: Faces the last network is less sure of are left out; a bearded man with
            glasses reads 0.83 in a soft picture, a piano 0.79.
        max_search_px: The longer side of the search copy is at most this, so that a photo of twelve
            megapixels is searched quickly too; the smallest face found grows in proportion.
    """

    _SEARCH_FACE_PX = 20.0  # MTCNN finds little below this, and more costs time

    def __init__(
        self,
        device: torch.device,
        *,
        min_face_px: int = 80,
        min_probability: float = 0.8,
        max_search_px: int = 1280,
    ) -> None:
        if min_face_px < 1 or max_search_px < 1:
            raise ValueError("min_face_px and max_search_px must be at least 1.")
        if not 0.0 <= min_probability <= 1.0:
            raise ValueError(f"min_probability must lie in 0..1, not {min_probability}.")
        self._min_face_px = min_face_px
        self._min_probability = min_probability
        self._max_search_px = max_search_px
        networks = MTCNN(device=device)
        self._search = FaceSearch(networks.pnet, networks.rnet, device)
        self._refiner = FaceRefiner(networks.onet, device)

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        """Return all faces of a picture, the largest first; () where there is none."""
        found = self._refined(check_rgb(image), self._candidates(image))
        # A second look, from the box that the first one gave, lands about 1 % of the eye distance
        # from where all further looks land: the place that `follow` finds a frame later, too.
        found = self._refined(image, [face.box for face in _distinct(found)])
        return tuple(sorted(_distinct(found), key=lambda face: -face.box.area_px))

    def follow(self, image: RgbImage, box: Box) -> DetectedFace | None:
        """Return the face last seen at `box`: one small crop, no search."""
        found = self._refined(check_rgb(image), [box])
        return found[0] if found else None

    def _refined(self, image: RgbImage, boxes: Sequence[Box]) -> list[DetectedFace]:
        """Return the faces that the last network is sure of."""
        faces = self._refiner.refine(image, boxes)
        return [f for f in faces if f is not None and f.probability >= self._min_probability]

    def _candidates(self, image: RgbImage) -> list[Box]:
        """Return where faces may be, from a small copy of the picture."""
        small, step, smallest_px = image, 1, float(self._min_face_px)
        while (
            smallest_px >= 2 * self._SEARCH_FACE_PX or max(small.shape[:2]) > self._max_search_px
        ) and min(small.shape[:2]) > 1:
            small, step, smallest_px = _halved(small), step * 2, smallest_px / 2
        boxes = self._search.boxes(small, max(smallest_px, self._SEARCH_FACE_PX))
        return [
            Box(box.left * step, box.top * step, box.right * step, box.bottom * step)
            for box in boxes
        ]


def _halved(image: RgbImage) -> RgbImage:
    """Return a copy of half the size; the mean of 2x2 pixels is by far the quickest way there."""
    height, width = (side // 2 * 2 for side in image.shape[:2])
    half = cv2.resize(
        image[:height, :width], (width // 2, height // 2), interpolation=cv2.INTER_AREA
    )
    return np.asarray(half, dtype=np.uint8)


def _distinct(faces: list[DetectedFace]) -> list[DetectedFace]:
    """Keep the most probable of faces that share more than half of their area."""
    kept: list[DetectedFace] = []
    for face in sorted(faces, key=lambda face: -face.probability):
        if all(face.box.overlap(other.box) <= 0.5 for other in kept):
            kept.append(face)
    return kept
