"""The curves and histograms: drawn, of what was given, with nothing to draw as well."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.errors import TrainingError
from training.evaluation.roc import RocCurve, pair_roc
from training.pictures.histograms import write_histogram, write_pair_histogram
from training.pictures.rates import write_det, write_roc


def pairs(shift: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    same = rng.random(300) < 0.5
    return rng.normal(shift * same, 0.2), same


def curve(shift: float) -> RocCurve:
    return pair_roc(*pairs(shift), draws=20)


def pixels(file: Path) -> np.ndarray:
    with Image.open(file) as opened:
        return np.array(opened.convert("RGB")).astype(int)


@pytest.mark.parametrize("draw", [write_roc, write_det])
def test_another_curve_is_another_picture(draw, tmp_path: Path) -> None:  # noqa: ANN001
    files = [
        draw(curve(shift), tmp_path / "new" / f"{i}.png", title="a $ in the name")
        for i, shift in enumerate((0.3, 0.5, 5.0))
    ]
    seen = [pixels(file) for file in files]
    assert all(picture.std() > 5 for picture in seen)
    assert len({picture.tobytes() for picture in seen}) == 3


def test_histograms_show_both_kinds_and_the_threshold(tmp_path: Path) -> None:
    similarities, same = pairs(0.5)
    similarities[0] = np.nan
    plain = write_pair_histogram(similarities, same, tmp_path / "a.png", title="t")
    lined = write_pair_histogram(similarities, same, tmp_path / "b.png", title="t", threshold=0.2)
    assert (pixels(plain) != pixels(lined)).any()
    blue = (pixels(plain)[..., 2] > pixels(plain)[..., 0] + 40).sum()
    orange = (pixels(plain)[..., 0] > pixels(plain)[..., 2] + 40).sum()
    assert min(blue, orange) > 1000


def test_one_similarity_alone_can_be_drawn(tmp_path: Path) -> None:
    weight = np.array([1.0])
    file = write_histogram(np.array([0.5]), weight, weight, tmp_path / "a.png", title="t")
    assert pixels(file).std() > 5


def test_what_cannot_be_drawn_or_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    inside = tmp_path / "file" / "a.png"
    for draw in (write_roc, write_det):
        with pytest.raises(TrainingError, match="cannot be written"):
            draw(curve(0.5), inside, title="t")
    with pytest.raises(TrainingError, match="cannot be written"):
        write_pair_histogram(*pairs(0.5), inside, title="t")
    with pytest.raises(TrainingError, match="No pair has a similarity"):
        write_pair_histogram(np.array([np.nan]), np.array([True]), tmp_path / "a.png", title="t")
