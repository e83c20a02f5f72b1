"""The two folders of the tutorial, prepared for real."""

from pathlib import Path

import pytest
import torch

from models.align import align
from models.detector import MtcnnDetector
from models.encoders.conv_siamese import ConvSiamese
from training.data.crops import FaceCropper, main_face
from training.data.folders import at_most, read_train_test
from training.data.images import read_image
from training.data.loaders import pair_batches
from training.data.pairs import PairDataset
from training.data.prepare import prepare_images
from training.data.transforms import evaluation_view, training_view

CROP = ConvSiamese().crop

pytestmark = pytest.mark.data


def test_faces_of_the_avengers_are_those_of_the_door(data_dir: Path, tmp_path: Path) -> None:
    parts = read_train_test(data_dir / "avengers")
    assert (len(parts.train), len(parts.test)) == (580, 145)
    detector = MtcnnDetector(torch.device("cpu"), min_face_px=40)
    some = at_most(parts.test, 3)
    result = prepare_images(
        some, crop=CROP, cropper=FaceCropper(detector, "test"), cache=tmp_path / "cache"
    )
    assert result.images.classes == (
        "chris_evans",
        "chris_hemsworth",
        "mark_ruffalo",
        "robert_downey_jr",
        "scarlett_johansson",
    )
    assert len(result.images) + len(result.no_face) == 15
    assert len(result.images) >= 13
    shown = evaluation_view(CROP.size_px)(result.images.pixels)
    for row, picture in enumerate(result.images.pictures[:4]):
        image = read_image(picture.path)
        assert image is not None
        face = main_face(image, detector.detect(image))
        assert face is not None
        door = align(image, face.landmarks, CROP)
        assert (shown[row].permute(1, 2, 0).numpy() == door).all()


def test_orl_needs_no_detector(data_dir: Path) -> None:
    parts = read_train_test(data_dir / "orl")
    people = [{picture.person for picture in part} for part in (parts.train, parts.test)]
    assert not people[0] & people[1]
    result = prepare_images(parts.test, crop=CROP, cropper=None)
    assert len(result.images) == len(parts.test) == 30
    # Gray stays gray.
    assert (result.images.pixels[:, 0] == result.images.pixels[:, 2]).all()
    data = PairDataset(result.images, length=16, seed=0, view=training_view(CROP.size_px, "light"))
    batch = next(iter(pair_batches(data, batch=16, epoch=0)))
    with torch.inference_mode():
        assert ConvSiamese()(batch.left).shape == (16, 128)
