"""What the configuration asks of the face mathematics."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import load_config
from kiosk.recognition import build_recognition, calibration_for
from models.calibration import Calibration, save_calibration, shipped_calibration
from models.calibration_file import sealed
from models.errors import ModelError

MODEL = "resnet29-dlib-2"


def own_calibration(folder: Path, model_id: str = MODEL) -> Calibration:
    """Put a calibration of one's own into the data folder, and configure it."""
    own = sealed(replace(shipped_calibration(MODEL), population="ours", model_id=model_id))
    save_calibration(own, folder / "own.json")
    (folder / "janus.toml").write_text("[decision]\ncalibration = 'own.json'\n")
    return own


def test_the_door_takes_the_calibration_that_is_configured(tmp_path: Path) -> None:
    own = own_calibration(tmp_path)
    _, calibration = build_recognition(load_config(tmp_path))
    assert calibration == own


def test_without_one_it_takes_the_one_that_comes_with_janus(tmp_path: Path) -> None:
    assert calibration_for(load_config(tmp_path), MODEL) == shipped_calibration(MODEL)


def test_one_of_another_encoder_is_refused(tmp_path: Path) -> None:
    own_calibration(tmp_path, "another-1")
    with pytest.raises(ModelError, match="of the model another-1, not of resnet29"):
        calibration_for(load_config(tmp_path), MODEL)


def test_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "janus.toml").write_text("[decision]\ncalibration = 'own.json'\n")
    with pytest.raises(ModelError, match=r"own\.json cannot be read"):
        calibration_for(load_config(tmp_path), MODEL)
