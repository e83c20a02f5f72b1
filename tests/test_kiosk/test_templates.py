"""After a change of encoder everybody is embedded anew from the photo that was kept."""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from db.engine import Database
from db.gallery import Gallery
from db.records import NewPatron
from enroll.photo import photo_from_image
from kiosk.templates import renew_templates
from models.types import DetectedFace, Embedding, RgbImage
from tests.test_kiosk.fakes import ADA, NOON, face

NEW_MODEL = "fake-2"


class OtherEncoder:
    """A pipeline of another model, that finds a face wherever the picture is bright."""

    model_id = NEW_MODEL

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        return (face(),) if image.mean() > 100 else ()

    def template(self, image: RgbImage, face: DetectedFace) -> Embedding:
        return Embedding(np.array([0, 1, 0], np.float32), NEW_MODEL)


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    database = Database.open(tmp_path / "janus.sqlite3")
    try:
        yield Gallery(database)
    finally:
        database.close()


def enrol(gallery: Gallery, name: str, brightness: int) -> None:
    photo = photo_from_image(np.full((80, 80, 3), brightness, np.uint8))
    patron = NewPatron(name, photo.jpeg, photo.sha256, photo.jpeg, ADA.model_id, ADA.vector)
    gallery.add(patron, NOON, by="ada")


def test_everybody_gets_a_template_of_the_new_model(gallery: Gallery) -> None:
    enrol(gallery, "Ada", 200)
    enrol(gallery, "Bob", 201)
    assert gallery.roster(NEW_MODEL).templates == ()
    assert renew_templates(gallery, OtherEncoder()) == 2
    assert len(gallery.roster(NEW_MODEL).templates) == 2
    assert len(gallery.roster(ADA.model_id).templates) == 2  # the old ones stay
    assert renew_templates(gallery, OtherEncoder()) == 0


def test_one_bad_photo_does_not_keep_the_door_from_starting(
    gallery: Gallery, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(gallery, "Ada Lovelace", 10)
    enrol(gallery, "Bob", 200)
    with caplog.at_level(logging.WARNING):
        assert renew_templates(gallery, OtherEncoder()) == 1
    assert "needs a new photo" in caplog.text
    assert "Ada" not in caplog.text
