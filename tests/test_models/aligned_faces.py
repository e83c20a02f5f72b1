"""Real faces, found and aligned the way the door does it."""

from functools import cache
from pathlib import Path

import cv2
import matplotlib.cbook
import numpy as np
import torch

from models.align import align
from models.detector import MtcnnDetector
from models.types import CanonicalCrop, RgbImage


def grace_hopper() -> RgbImage:
    """The portrait that matplotlib ships; public domain."""
    with matplotlib.cbook.get_sample_data("grace_hopper.jpg") as file:
        return decoded(file.read())


def decoded(content: bytes) -> RgbImage:
    """A JPEG's pixels, RGB."""
    bgr = cv2.imdecode(np.frombuffer(content, dtype=np.uint8), cv2.IMREAD_COLOR)
    return np.ascontiguousarray(bgr[..., ::-1])


@cache
def _detector() -> MtcnnDetector:
    return MtcnnDetector(torch.device("cpu"), min_face_px=60)


def aligned_face(image: RgbImage, crop: CanonicalCrop) -> RgbImage:
    """The largest face of a picture, in an encoder's canonical crop."""
    return align(image, _detector().detect(image)[0].landmarks, crop)


def london_faces(data_dir: Path, count: int) -> list[RgbImage]:
    """The first pictures of the London Set."""
    files = sorted((data_dir / "london").rglob("*.jpg"))[:count]
    assert len(files) == count
    return [decoded(file.read_bytes()) for file in files]


def batch(*faces: RgbImage) -> torch.Tensor:
    """Faces as the encoders take them: (N, 3, H, W) uint8."""
    return torch.from_numpy(np.stack(faces)).permute(0, 3, 1, 2)
