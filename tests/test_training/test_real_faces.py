"""The shipped calibration against the shipped pipeline, on real faces.

Whoever changes detector, alignment or encoder so that similarities move must calibrate anew; these
tests notice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from models.calibration import Calibration, shipped_calibration
from models.pipeline import FacePipeline
from training.data.folders import Picture, read_people
from training.evaluation.embed_folder import EmbeddedPictures, embed_pictures
from training.evaluation.pipeline import measuring_pipeline
from training.evaluation.scores import ScoreSet

pytestmark = pytest.mark.data

PEOPLE = 150


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return shipped_calibration("resnet29-dlib-2")


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FacePipeline]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # one face at a time: threads would wait for each other
    yield measuring_pipeline("resnet29", tmp_path_factory.mktemp("weights"), "cpu")
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def london(pipeline: FacePipeline, data_dir: Path) -> EmbeddedPictures:
    return embed_pictures(pipeline, read_people(data_dir / "london"))


def test_the_calibration_describes_this_pipeline(
    calibration: Calibration, pipeline: FacePipeline, data_dir: Path
) -> None:
    """Two pictures of some of the people it was measured on."""
    pictures = read_people(data_dir / "lfw-dev")
    numbered = {name: [p for p in pictures if p.person == name] for name in _some_people(pictures)}
    few = [picture for of_one in numbered.values() for picture in of_one[:2]]
    embedded = embed_pictures(pipeline, few)
    scores = ScoreSet(embedded.vectors, embedded.people, templates=embedded.templates)
    middle = scores.thresholds_for(np.array([0.5]))[0]
    assert middle == pytest.approx(calibration.threshold_for(0.5), abs=0.005)
    hundredth = scores.thresholds_for(np.array([0.01]))[0]
    assert hundredth == pytest.approx(calibration.threshold_for(0.01), abs=0.006)


def _some_people(pictures: Sequence[Picture]) -> list[str]:
    count = Counter(picture.person for picture in pictures)
    several = sorted(name for name in count if count[name] > 1)
    return several[:: max(1, len(several) // PEOPLE)][:PEOPLE]


def test_every_studio_face_is_found(london: EmbeddedPictures) -> None:
    assert len(london.pictures) == 204
    assert not london.no_face


def test_people_enrolled_from_one_photo_are_known_again(
    london: EmbeddedPictures, calibration: Calibration
) -> None:
    """Enrol neutral, probe smiling: the figures of docs/accuracy.md."""
    neutral = np.array([picture.path.stem == "neutral" for picture in london.pictures])
    similarity = london.vectors[~neutral] @ london.templates[neutral].T
    same = np.eye(102, dtype=bool)
    assert (similarity.argmax(axis=1) == np.arange(102)).all()
    at = calibration.threshold_for(1e-5)
    assert (similarity[same] < at).mean() <= 0.02
    assert (similarity[~same] >= at).mean() <= 1e-3
