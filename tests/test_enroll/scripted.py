"""A pipeline that finds and embeds what a test tells it to."""

import io
from datetime import UTC, datetime

import numpy as np
from matplotlib import cbook
from PIL import Image

from db.gallery import Gallery
from enroll.service import EnrolmentService
from models.types import Box, DetectedFace, Embedding, RgbImage

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
THRESHOLD = 0.9

# Where the face is in matplotlib's portrait of Grace Hopper.
GRACE = DetectedFace(
    Box(164.7, 106.6, 344.3, 342.1),
    np.array([[218, 189], [309, 185], [268, 236], [225, 279], [309, 275]], np.float32),
    0.99,
)


class ScriptedPipeline:
    """Finds `faces` in every picture; each new draft takes the next of `angles`.

    Two embeddings `a` and `b` radians along a circle have the similarity cos(a - b).
    """

    model_id = "scripted-1"

    def __init__(self) -> None:
        self.faces: list[DetectedFace] = [GRACE]
        self.angle = 0.0

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        return tuple(self.faces)

    def aligned(self, image: RgbImage, face: DetectedFace) -> RgbImage:
        return np.full((150, 150, 3), 128, np.uint8)

    def template(self, image: RgbImage, face: DetectedFace) -> Embedding:
        vector = np.array([np.cos(self.angle), np.sin(self.angle)], np.float32)
        return Embedding(vector, self.model_id)


class FlatCalibration:
    """Everybody from `THRESHOLD` on is near."""

    model_id = "scripted-1"
    fmr_floor = 1e-6

    def threshold_for(self, fmr: float) -> float:
        return THRESHOLD


def service_of(
    pipeline: ScriptedPipeline, gallery: Gallery, *, door_threshold: float = 1.0
) -> EnrolmentService:
    """The service, at a door that asks for this similarity."""
    return EnrolmentService(
        pipeline,  # type: ignore[arg-type]
        gallery,
        FlatCalibration(),  # type: ignore[arg-type]
        lambda: NOON,
        lambda people: door_threshold,
    )


def grace(shade: int = 0) -> bytes:
    """Matplotlib's portrait of Grace Hopper as a PNG; another file for each shade."""
    path = cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB")).copy()
    pixels[:4] = shade
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()
