"""Fixtures shared by all rooms."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from models.calibration import Calibration
    from models.pipeline import FacePipeline

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real faces and clips; skips the test, saying so, where it is absent."""
    folder = Path(os.environ.get("JANUS_DATA", str(_REPOSITORY.parent / "shared" / "data")))
    if not folder.is_dir():
        pytest.skip(f"real faces are not here: {folder} (set JANUS_DATA)")
    return folder


@pytest.fixture(scope="session")
def real_recognition(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[FacePipeline, Calibration]:
    """The detector, encoder and calibration of the default configuration, loaded once."""
    from kiosk.config import load_config
    from kiosk.recognition import build_recognition

    return build_recognition(load_config(tmp_path_factory.mktemp("recognition")))


@pytest.fixture(scope="session")
def real_pipeline(real_recognition: tuple[FacePipeline, Calibration]) -> FacePipeline:
    """The default pipeline; it keeps nothing between pictures, so tests may share it."""
    return real_recognition[0]


@pytest.fixture(scope="session")
def real_calibration(real_recognition: tuple[FacePipeline, Calibration]) -> Calibration:
    """The calibration of the default encoder."""
    return real_recognition[1]
