"""The report of a training says what happened, and nothing that did not."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.data.folders import Picture
from training.evaluation.unseen_pairs import JudgedPair, PairTest
from training.loop.history import EpochRecord, History
from training.loop.job import Ending
from training.report.html import write_report
from training.report.training_report import TrainingData, TrainingPictures, training_report

SETTINGS = [("encoder", "conv-siamese"), ("loss", "contrastive")]
HISTORY = History(
    (
        EpochRecord(1, 0.5, 0.6, 0.71, 1e-3, 0.42, seconds=1.0, images_per_s=1234.0),
        EpochRecord(2, 0.3, 0.4, 0.93, 1e-4, 0.52, seconds=1.0, images_per_s=1200.0),
        EpochRecord(3, 0.2, 0.5, 0.92, 1e-5, 0.55, seconds=1.0, images_per_s=1200.0),
    )
)
TEST = PairTest(
    (
        JudgedPair(0, 1, same=True, similarity=0.9, distance=0.447, verdict=True),
        JudgedPair(0, 2, same=False, similarity=0.8, distance=0.632, verdict=True),
        JudgedPair(1, 2, same=False, similarity=0.1, distance=1.342, verdict=False),
        JudgedPair(3, 4, same=True, similarity=0.2, distance=1.265, verdict=False),
    ),
    threshold=0.75,
    accuracy=0.5,
    accuracy_low=0.15,
    accuracy_high=0.85,
)


@pytest.fixture
def pictures(tmp_path: Path) -> TrainingPictures:
    files = [tmp_path / f"{n}.png" for n in range(5)]
    for n, file in enumerate(files):
        Image.fromarray(np.full((2, 2), n, dtype=np.uint8)).save(file)
    return TrainingPictures(*files)


def page(
    tmp_path: Path,
    pictures: TrainingPictures,
    *,
    data: TrainingData | None = None,
    history: History = HISTORY,
    ending: Ending = Ending.FINISHED,
    test: PairTest | None = TEST,
) -> str:
    """Return the words of the page, without markup."""
    data = data or TrainingData(5, 553, "139 other pictures of the same people")
    report = training_report("net-1", SETTINGS, data, history, ending, test, pictures)
    text = write_report(report, tmp_path / "out").read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]*>", " ", text.partition("<body>")[2]).split())


def test_it_says_what_was_trained_and_how_it_went(
    tmp_path: Path, pictures: TrainingPictures
) -> None:
    words = page(tmp_path, pictures)
    assert "encoder conv-siamese loss contrastive" in words
    assert "553 pictures of 5 people. No picture was left out." in words
    assert "All epochs were trained." in words
    assert "those of epoch 2, the best on validation pairs (AUC 0.9300)" in words
    assert "2 0.3000 0.4000 0.9300 0.520 1.00e-04 1,200" in words
    assert "Tested on 139 other pictures of the same people" in words
    assert "accuracy 50.00%" in words
    assert "15.00% to 85.00%" in words
    assert "wrong verdicts 2" in words
    assert "(FMR) 50.00%" in words
    assert "from validation pairs 0.7500" in words
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert text.count("data:image/png;base64,") == 5


def test_what_there_was_not_is_not_said(tmp_path: Path, pictures: TrainingPictures) -> None:
    blind = History((EpochRecord(1, 0.5, None, None, 1e-3, 0.4),))
    words = page(tmp_path, TrainingPictures(pictures.sample_pairs), history=blind, test=None)
    assert "epoch 1, the last: there was no validation" in words
    assert "1 0.5000 0.400 1.00e-03" in words
    assert "Unseen pairs" not in words
    assert "None" not in words
    none = page(tmp_path, pictures, history=History(), ending=Ending.INTERRUPTED, test=None)
    assert "The training was interrupted. No epoch was completed." in none


@pytest.mark.parametrize("ending", list(Ending))
def test_every_ending_has_its_sentence(
    tmp_path: Path, pictures: TrainingPictures, ending: Ending
) -> None:
    words = page(tmp_path, pictures, ending=ending)
    assert re.search(
        r"(All epochs|ended early|interrupted).*The weights are those of epoch 2", words
    )


def test_a_test_without_errors_says_so(tmp_path: Path, pictures: TrainingPictures) -> None:
    right = PairTest((TEST.judged[0], TEST.judged[2]), 0.75, 1.0, 0.34, 1.0)
    shown = TrainingPictures(pictures.sample_pairs, judged=pictures.judged)
    assert "No verdict was wrong." in page(tmp_path, shown, test=right)
    assert "No verdict was wrong." not in page(tmp_path, pictures)


def test_pictures_that_were_left_out_are_listed(tmp_path: Path, pictures: TrainingPictures) -> None:
    data = TrainingData(
        5,
        553,
        "others",
        no_face=(Picture("Ada", Path("Ada/<b>\udcff.jpg")),),
        unreadable=(Picture("Bo", Path("Bo/2.png")),),
    )
    words = page(tmp_path, pictures, data=data)
    assert "Left out: 2, listed at the end." in words
    assert "Ada Ada/&lt;b&gt;?.jpg no face found" in words
    assert "Bo Bo/2.png no picture" in words
