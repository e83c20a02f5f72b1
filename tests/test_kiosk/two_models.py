"""A gallery on a real disk, and two made-up models that know everybody in it by brightness."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from db.engine import Database
from db.gallery import Gallery
from db.records import NewPatron, Person
from enroll.photo import photo_from_image
from models.calibration import Calibration, save_calibration
from models.calibration_file import sealed
from models.types import DetectedFace, Embedding, RgbImage
from tests.test_kiosk.fakes import MODEL, NOON, calibration, face, unit

NEW_MODEL = "ours-000000000001"
DARK = 10  # a photo this dark shows no face


class FakePipeline:
    """Embeds a picture by its brightness; each model in dimensions of its own."""

    def __init__(self, model_id: str = NEW_MODEL, dimension: int = 4) -> None:
        self.model_id = model_id
        self.before_photo: Callable[[], object] = lambda: None
        self.embedded = 0
        self._dimension = dimension

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        self.before_photo()
        return (face(),) if image.mean() > 2 * DARK else ()

    def template(self, image: RgbImage, face: DetectedFace) -> Embedding:
        self.embedded += 1
        return Embedding(template(round(float(image.mean())), self._dimension), self.model_id)


def template(brightness: int, dimension: int = 4) -> np.ndarray:
    angle = np.pi * brightness / 256
    return unit(np.cos(angle), np.sin(angle), *([0.0] * (dimension - 2)))


def enrol(gallery: Gallery, name: str, brightness: int) -> Person:
    """Enrol somebody with the old model; the photo is one flat gray."""
    photo = photo_from_image(np.full((80, 80, 3), brightness, np.uint8))
    vector = template(brightness, 3)
    return gallery.add(
        NewPatron(name, photo.jpeg, photo.sha256, photo.jpeg, MODEL, vector), NOON, by="ada"
    )


def elsewhere(file: Path, change: Callable[[Gallery], object]) -> None:
    """Change the gallery as another program would."""
    with closing(Database.open(file)) as database:
        change(Gallery(database))


def calibration_of(model_id: str, file: Path) -> Calibration:
    """Write a calibration of a model into a file."""
    made = sealed(replace(calibration(), model_id=model_id, id=""))
    save_calibration(made, file)
    return made
