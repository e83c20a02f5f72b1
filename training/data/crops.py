"""The face that a picture is about, cut out as the door cuts it out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from models.align import align
from models.detector import FaceDetector, MtcnnDetector
from models.device import choose_device
from models.types import CanonicalCrop, DetectedFace, RgbImage

# A face this much lower than the highest one stands in the background.
_SMALLEST_SHARE = 0.5

# Faces of an archive are smaller than those at a door.
_MIN_FACE_PX = 40


class Cropper(Protocol):
    """Cuts out of a picture what it is about."""

    @property
    def key(self) -> str:
        """What is kept of its crops is used again only under the same key."""
        ...

    def cut(self, image: RgbImage, crop: CanonicalCrop, margin_px: int) -> RgbImage | None:
        """Cut out the canonical crop and `margin_px` more on each side.

        Args:
            image: (height, width, 3) uint8 RGB.
            crop: What the encoder takes.
            margin_px: How much is wanted around it.

        Returns:
            (S', S', 3) uint8, S' = `crop.size_px` + 2 `margin_px`, its centre exactly what the
            encoder is shown at the door; None where there is nothing to cut out.
        """
        ...


class FaceCropper:
    """Finds the main face and aligns it by its five landmarks, with the parts of the door.

    Args:
        detector: Finds the faces.
        key: Names the detector and its settings.
    """

    def __init__(self, detector: FaceDetector, key: str) -> None:
        self._detector = detector
        self._key = key

    @classmethod
    def mtcnn(cls, device: str = "auto") -> "FaceCropper":
        """Return one with MTCNN, as `janus calibrate` measures with.

        Raises:
            ModelError: The device is not there.
        """
        detector = MtcnnDetector(choose_device(device), min_face_px=_MIN_FACE_PX)
        return cls(detector, f"mtcnn-{_MIN_FACE_PX}")

    @property
    def key(self) -> str:
        """Names the detector and its settings."""
        return self._key

    def cut(self, image: RgbImage, crop: CanonicalCrop, margin_px: int) -> RgbImage | None:
        """Return the main face, aligned; None where no face is found. See `Cropper`."""
        face = main_face(image, self._detector.detect(image))
        if face is None:
            return None
        around = CanonicalCrop(crop.size_px + 2 * margin_px, crop.landmarks + np.float32(margin_px))
        try:
            cut = align(image, face.landmarks, around)
            # A large face is shrunk in blocks whose grid begins at the crop's edge: the centre is
            # cut by itself, so that it is the door's to the pixel.
            inner = slice(margin_px, margin_px + crop.size_px)
            cut[inner, inner] = align(image, face.landmarks, crop)
        except ValueError:  # five landmarks in one point: no face
            return None
        return cut


def main_face(image: RgbImage, faces: Sequence[DetectedFace]) -> DetectedFace | None:
    """Return the face that a picture is about: nearest the centre, of those that are large.

    The largest alone is often a bystander nearer to the camera.
    """
    if not faces:
        return None
    highest_px = max(face.box.height_px for face in faces)
    height, width = image.shape[:2]

    def off_centre(face: DetectedFace) -> float:
        x, y = face.box.centre
        return float(np.hypot(x - width / 2, y - height / 2))

    large = [face for face in faces if face.box.height_px >= _SMALLEST_SHARE * highest_px]
    return min(large, key=off_centre)
