"""The plots: made, and of the calibration given."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.test_training.conftest import People
from training.calibration.fit import Origin, fit_calibration
from training.calibration.plots import write_plots
from training.errors import TrainingError
from training.evaluation.scores import ScoreSet


def test_plots_show_the_calibration(draw_people: Callable[..., People], tmp_path: Path) -> None:
    origin = Origin("net-1", "numbers", datetime(2026, 1, 2, tzinfo=UTC), 1, 0)
    one, two = (
        fit_calibration(ScoreSet(*draw_people(n, seed=n)), origin, draws=20) for n in (200, 260)
    )
    files = write_plots(one, tmp_path / "new")
    assert [file.name for file in files] == ["net-1-fmr.png", "net-1-det.png"]
    first = [np.array(Image.open(file)) for file in files]
    assert all(picture.std() > 5 for picture in first)
    write_plots(two, tmp_path / "new")
    again = [np.array(Image.open(file)) for file in files]
    assert all((a != b).any() for a, b in zip(first, again, strict=True))
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(TrainingError, match="cannot be written"):
        write_plots(one, tmp_path / "file")
