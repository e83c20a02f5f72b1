"""Loss curves: all epochs, and the first five."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from training.errors import TrainingError
from training.pictures.loss_curves import write_loss_curves

TRAIN, VALIDATION = (31, 78, 121), (192, 90, 0)


def pixels(file: Path) -> NDArray[np.uint8]:
    return np.array(Image.open(file).convert("RGB"))


def inked(file: Path, colour: tuple[int, int, int]) -> int:
    return int((pixels(file) == colour).all(axis=2).sum())


def test_all_epochs_and_the_first_five_are_two_pictures(tmp_path: Path) -> None:
    losses = [1 / (n + 1) for n in range(30)]
    worse = [loss + 0.1 for loss in losses]
    files = write_loss_curves(losses, worse, tmp_path / "new", title="net", best_epoch=27)
    assert [file.name for file in files] == ["loss.png", "loss-first-5.png"]
    assert all(inked(file, colour) > 300 for file in files for colour in (TRAIN, VALIDATION))
    first = pixels(files[1])
    # What comes after the fifth epoch is not in the second picture.
    write_loss_curves([*losses[:5], *([9.0] * 25)], worse, tmp_path / "new", title="net")
    assert (pixels(files[1]) == first).all()
    write_loss_curves([9.0, *losses[1:]], worse, tmp_path / "new", title="net")
    assert (pixels(files[1]) != first).any()


def test_without_validation_there_is_one_line(tmp_path: Path) -> None:
    files = write_loss_curves([0.5, 0.4], [None, None], tmp_path, title="$\\frac{ 山\udcff" * 40)
    assert all(inked(file, TRAIN) > 300 and inked(file, VALIDATION) == 0 for file in files)
    partly = write_loss_curves([0.5, 0.4, 0.3], [None, 0.4, 0.4], tmp_path, title="net")
    assert all(inked(file, VALIDATION) > 100 for file in partly)


def test_one_epoch_is_a_point(tmp_path: Path) -> None:
    files = write_loss_curves([0.5], [0.4], tmp_path, title="net", best_epoch=1)
    assert all(0 < inked(file, TRAIN) < 300 for file in files)


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        write_loss_curves([], [], tmp_path, title="net")
    with pytest.raises(ValueError, match="cannot be drawn"):
        write_loss_curves([0.1], [], tmp_path, title="net")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(TrainingError, match="cannot be written"):
        write_loss_curves([0.1], [0.1], tmp_path / "file", title="net")
