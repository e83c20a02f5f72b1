"""From a picture to encoded faces: detect, align, embed."""

from collections.abc import Sequence

import numpy as np
import torch

from models.align import align
from models.detector import FaceDetector
from models.siamese import SiameseNetwork
from models.turns import TURNS_DEG
from models.types import DetectedFace, Embedding, RgbImage


class FacePipeline:
    """The parts of the face mathematics in the order in which a picture passes them.

    Args:
        detector: Finds the faces.
        network: The Siamese network; its encoder says which crop it wants.
        device: Where the network runs; it is moved there.
    """

    def __init__(
        self, detector: FaceDetector, network: SiameseNetwork, *, device: torch.device
    ) -> None:
        self._detector = detector
        self._network = network.to(device).eval()
        self._device = device

    @property
    def detector(self) -> FaceDetector:
        """The detector that was passed in."""
        return self._detector

    @property
    def device(self) -> torch.device:
        """Where the network runs."""
        return self._device

    @property
    def model_id(self) -> str:
        """The mark of every embedding made here."""
        return self._network.encoder.model_id

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        """Return all faces of a picture, the largest first."""
        return self._detector.detect(image)

    def aligned(self, image: RgbImage, face: DetectedFace) -> RgbImage:
        """Return the canonical crop of a face, (size, size, 3) uint8 RGB.

        Raises:
            ValueError: The face's landmarks all lie in one point.
        """
        return align(image, face.landmarks, self._network.encoder.crop)

    def embed(
        self, image: RgbImage, faces: Sequence[DetectedFace], *, turn_deg: float = 0.0
    ) -> tuple[Embedding, ...]:
        """Embed faces of one picture as probes, in one batch.

        Args:
            image: (height, width, 3) uint8 RGB.
            faces: Faces found in `image`.
            turn_deg: Turns the crops, see `models.turns`.

        Returns:
            One embedding per face, in that order; () for no faces.
        """
        return self._embed_views([self._views(image, face, (turn_deg,)) for face in faces])

    def template(self, image: RgbImage, face: DetectedFace) -> Embedding:
        """Embed a face for the gallery: once for all, so with all turns of it.

        Args:
            image: (height, width, 3) uint8 RGB.
            face: A face found in `image`.
        """
        (embedding,) = self._embed_views([self._views(image, face, TURNS_DEG)])
        return embedding

    def embed_aligned(self, crops: Sequence[RgbImage]) -> tuple[Embedding, ...]:
        """Embed canonical crops, in one batch.

        Args:
            crops: Each (size, size, 3) uint8 RGB, as `aligned` makes them; from any pictures.

        Returns:
            One embedding per crop, in that order.
        """
        return self._embed_views([self._both(crop, crop) for crop in crops])

    def _views(
        self, image: RgbImage, face: DetectedFace, turns_deg: Sequence[float]
    ) -> list[RgbImage]:
        """Return a face and its mirror image, both turned alike, for each turn."""
        crop = self._network.encoder.crop
        cut = {
            turn: align(image, face.landmarks, crop, turn_deg=turn)
            for turn in {*turns_deg, *(-turn for turn in turns_deg)}
        }
        return [view for turn in turns_deg for view in self._both(cut[turn], cut[-turn])]

    def _both(self, crop: RgbImage, other: RgbImage) -> list[RgbImage]:
        """Return a crop, and the mirror image of another where the network averages over both."""
        if not self._network.mirror:
            return [crop]
        return [crop, np.ascontiguousarray(other[:, ::-1])]

    def _embed_views(self, faces: Sequence[Sequence[RgbImage]]) -> tuple[Embedding, ...]:
        """Embed faces, each given as crops that are averaged; as many of each."""
        if not faces:
            return ()
        batch = torch.from_numpy(np.stack([np.stack(views) for views in faces]))
        batch = batch.permute(0, 1, 4, 2, 3).to(self._device)
        with torch.inference_mode():
            vectors = self._network.embed_views(batch).float().cpu().numpy()
        # A row of its own each: an embedding kept for months must not keep its whole batch alive.
        return tuple(Embedding(vector=row.copy(), model_id=self.model_id) for row in vectors)
