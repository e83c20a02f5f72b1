"""From a picture to encoded faces: detect, align, embed."""

from collections.abc import Sequence

import numpy as np
import torch

from models.align import align
from models.detector import FaceDetector
from models.siamese import SiameseNetwork
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

    def embed(self, image: RgbImage, faces: Sequence[DetectedFace]) -> tuple[Embedding, ...]:
        """Embed faces of one picture, in one batch.

        Args:
            image: (height, width, 3) uint8 RGB.
            faces: Faces found in `image`.

        Returns:
            One embedding per face, in that order; () for no faces.
        """
        return self.embed_aligned([self.aligned(image, face) for face in faces])

    def embed_aligned(self, crops: Sequence[RgbImage]) -> tuple[Embedding, ...]:
        """Embed canonical crops, in one batch.

        Args:
            crops: Each (size, size, 3) uint8 RGB, as `aligned` makes them; from any pictures.

        Returns:
            One embedding per crop, in that order.
        """
        if not crops:
            return ()
        batch = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).to(self._device)
        with torch.inference_mode():
            vectors = self._network.embed(batch).float().cpu().numpy()
        # A row of its own each: an embedding kept for months must not keep its whole batch alive.
        return tuple(Embedding(vector=row.copy(), model_id=self.model_id) for row in vectors)
