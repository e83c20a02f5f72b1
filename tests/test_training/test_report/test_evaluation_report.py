"""The page of an evaluation says its figures, and which of them the data cannot carry."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.test_training.conftest import People
from training.data.folders import Picture
from training.evaluation.drawn_pairs import drawn_folds
from training.evaluation.embed_folder import EmbeddedPictures
from training.evaluation.group_file import Attribute
from training.evaluation.signed import Evaluation, Subject, evaluate
from training.report.evaluation_report import write_evaluation_report


@pytest.fixture(scope="module")
def evaluation(
    draw_people: Callable[..., People], tmp_path_factory: pytest.TempPathFactory
) -> Evaluation:
    vectors, owners = draw_people(60, seed=1)
    folder = tmp_path_factory.mktemp("people")
    file = folder / "face.png"
    Image.new("RGB", (20, 20), (200, 10, 10)).save(file)
    # Other names for one picture: the folder's alone matter here.
    names = [f"<i>{owner}" for owner in owners]
    pictures = []
    for row, name in enumerate(names):
        own = folder / f"{row}.png"
        own.hardlink_to(file)
        pictures.append(Picture(name, own))
    embedded = EmbeddedPictures(
        "net-1", tuple(pictures), vectors, (Picture(names[0], folder / "lost.png"),), (), vectors
    )
    kind = Attribute("kind", {name: "a" if int(name[3:]) % 2 else "b" for name in names})
    subject = Subject("net", "numbers", datetime(2026, 1, 2, tzinfo=UTC), draws=100)
    return evaluate(embedded, pictures, drawn_folds(pictures, pairs=60), [kind], subject)


def test_the_page_holds_figures_plots_and_thumbnails(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    page = write_evaluation_report(evaluation, tmp_path / "report")
    text = page.read_text(encoding="utf-8")
    assert evaluation.accuracy is not None
    for said in (
        f"{evaluation.accuracy.mean:.2%}",
        f"{evaluation.roc.eer:.2%}",
        f"{evaluation.true_accepts[0].similarity:.4f}",
        "lost.png",
        "Do not sign this figure",
        "Do not sign these figures",
        "Strangers needed for an FPIR of 1 %: 300",
        "Two people, and the most similar",
        "kind at FMR 1e-2",
    ):
        assert said in text, said
    assert text.count("data:image/png;base64,") == 5
    assert "<i>" not in text
    assert sorted(file.name for file in page.parent.iterdir()) == [
        "det.png", "histogram.png", "least-similar-people.png", "most-similar-strangers.png",
        "report.html", "roc.png",
    ]  # fmt: skip
    sheet = np.array(Image.open(page.parent / "most-similar-strangers.png").convert("RGB"))
    assert (sheet == (200, 10, 10)).all(axis=-1).sum() > 12 * 2 * 100


def test_pictures_that_are_gone_are_not_shown(
    evaluation: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.report.evaluation_report.read_image", lambda _: None)
    page = write_evaluation_report(evaluation, tmp_path / "report")
    assert "The most wrong pairs" not in page.read_text(encoding="utf-8")
