"""The two pipelines that most Python face doors are made of, as their own READMEs use them."""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from facenet_pytorch import MTCNN, InceptionResnetV1

from models.types import RgbImage

Step = Callable[[RgbImage], None]


def facenet_pytorch_step(gallery_size: int) -> Step:
    """Return stock facenet-pytorch: `MTCNN(keep_all=True)` → Inception-ResNet-v1 → distances.

    Its weights are random here: they cost the same time, and no accuracy is compared.
    """
    mtcnn = MTCNN(keep_all=True)
    encoder = InceptionResnetV1(pretrained=None).eval()
    gallery = torch.nn.functional.normalize(torch.randn(gallery_size, 512), dim=1)

    def step(image: RgbImage) -> None:
        faces = mtcnn(image)
        if faces is None:
            raise ValueError("facenet-pytorch found no face in the benchmark's frame")
        with torch.no_grad():
            torch.cdist(encoder(faces), gallery).min(dim=1)

    return step


def face_recognition_step(gallery_size: int) -> Step:
    """Return the `face_recognition` package: HOG locations → encodings → compare_faces."""
    _bring_back_pkg_resources()
    import face_recognition

    rng = np.random.default_rng(0)
    gallery = list(rng.normal(0.0, 0.09, (gallery_size, 128)))

    def step(image: RgbImage) -> None:
        places = face_recognition.face_locations(image)
        if not places:
            raise ValueError("face_recognition found no face in the benchmark's frame")
        for encoding in face_recognition.face_encodings(image, places):
            face_recognition.compare_faces(gallery, encoding)

    return step


def _bring_back_pkg_resources() -> None:
    """Give face_recognition's models package the one function of setuptools' past that it needs."""

    def resource_filename(package: str, name: str) -> str:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(package)
        return str(Path(spec.submodule_search_locations[0]) / name)

    shim = types.ModuleType("pkg_resources")
    shim.resource_filename = resource_filename  # type: ignore[attr-defined]
    sys.modules.setdefault("pkg_resources", shim)
