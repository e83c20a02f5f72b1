"""The preview picture: what the admin looks at before saying yes."""

import io

import numpy as np
from PIL import Image

from enroll.errors import FaceCountError
from enroll.photo import read_photo
from enroll.preview import preview_png, refusal_png
from enroll.service import Draft, EnrolmentService
from models.types import DetectedFace
from tests.test_enroll.scripted import GRACE, ScriptedPipeline, grace


def drawn(draft: Draft) -> np.ndarray:
    with Image.open(io.BytesIO(preview_png(draft))) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("RGB"))


def count(picture: np.ndarray, colour: tuple[int, int, int]) -> int:
    return int((picture == colour).all(axis=2).sum())


GREEN, AMBER = (0x1A, 0x7F, 0x37), (0xB3, 0x59, 0x00)


def test_a_good_draft_is_framed_in_green(service: EnrolmentService) -> None:
    picture = drawn(service.draft(read_photo(grace()), "Grace Hopper"))
    assert count(picture, GREEN) > 1000
    assert count(picture, AMBER) == 0


def test_a_poor_draft_says_so(service: EnrolmentService) -> None:
    with Image.open(io.BytesIO(grace())) as photo:
        dark = np.asarray(photo.point(lambda level: level // 8))
    picture = drawn(service.draft_from_image(dark, "Grace Hopper"))
    assert count(picture, AMBER) > 1000
    assert count(picture, GREEN) > 100  # the measures that are good still say so


def test_look_alikes_stand_beside_the_photo(
    service: EnrolmentService, pipeline: ScriptedPipeline
) -> None:
    alone = service.draft(read_photo(grace()), "Łukasz Żółw")
    width_alone = drawn(alone).shape[1]
    service.commit(alone, by="ada")
    pipeline.angle = 0.2
    picture = drawn(service.draft(read_photo(grace(1)), "Zwilling"))
    assert picture.shape[1] > width_alone + 300
    assert count(picture, AMBER) > 1000


def test_a_photo_that_gives_no_draft_is_drawn_with_its_faces_and_the_reason() -> None:
    photo = read_photo(grace())

    def refused(*faces: DetectedFace) -> int:
        error = FaceCountError("That is wrong.", "Do better.", faces)
        with Image.open(io.BytesIO(refusal_png(photo, "Grace", error))) as picture:
            assert picture.width > 800
            return count(np.asarray(picture.convert("RGB")), AMBER)

    assert refused() > 50
    assert refused(GRACE) > refused() + 1000
