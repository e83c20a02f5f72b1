"""A photo on its head is refused; the right way up it is not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image

from enroll.errors import EnrollError
from enroll.rules import the_one_face
from enroll.upright import check_upright
from models.pipeline import FacePipeline
from models.types import Box, DetectedFace, RgbImage
from tests.test_enroll.scripted import GRACE

PHOTO = np.zeros((600, 512, 3), np.uint8)


def turned(face: DetectedFace, probability: float) -> DetectedFace:
    """The same face, as it is found in the photo on its head."""
    box = Box(511 - face.box.right, 599 - face.box.bottom, 511 - face.box.left, 599 - face.box.top)
    return replace(face, box=box, probability=probability)


def test_whichever_way_the_detector_is_surer_of_is_up() -> None:
    check_upright(PHOTO, GRACE, lambda image: [])
    check_upright(PHOTO, GRACE, lambda image: [turned(GRACE, 0.98)])
    check_upright(PHOTO, GRACE, lambda image: [turned(GRACE, GRACE.probability)])
    with pytest.raises(EnrollError, match="upside down"):
        check_upright(PHOTO, GRACE, lambda image: [turned(GRACE, 0.995)])


def test_somebody_elsewhere_in_the_photo_says_nothing() -> None:
    aside = replace(GRACE, box=Box(10, 20, 60, 90), probability=1.0)
    check_upright(PHOTO, GRACE, lambda image: [aside])


def refused(pipeline: FacePipeline, image: RgbImage) -> bool | None:
    """Whether a photo is refused; None where no single face is found in it."""
    try:
        face = the_one_face(pipeline.detect(image))
    except EnrollError:
        return None
    try:
        check_upright(image, face, pipeline.detect)
    except EnrollError:
        return True
    return False


def test_a_portrait_is_taken_only_upright(real_pipeline: FacePipeline) -> None:
    portrait = np.ascontiguousarray(skimage.data.astronaut()[:300, 80:380])
    assert refused(real_pipeline, portrait) is False
    assert refused(real_pipeline, np.ascontiguousarray(portrait[::-1, ::-1])) in {True, None}


@pytest.mark.data
def test_no_real_person_is_enrolled_from_a_photo_on_its_head(
    real_pipeline: FacePipeline, data_dir: Path
) -> None:
    photos = sorted((data_dir / "london").glob("*/neutral.jpg"))[:40]
    answers = []
    for photo in photos:
        with Image.open(photo) as opened:
            upright = np.array(opened.convert("RGB"))
        assert refused(real_pipeline, upright) is False, photo
        answers.append(refused(real_pipeline, np.ascontiguousarray(upright[::-1, ::-1])))
    assert False not in answers
    assert True in answers  # MTCNN does find some of them
