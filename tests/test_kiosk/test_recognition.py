"""What the configuration asks of the face mathematics."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from kiosk.config import load_config
from kiosk.proof_rules import proof_rules, unseen
from kiosk.recognition import build_recognition, calibration_for
from models.calibration import Calibration, save_calibration, shipped_calibration
from models.calibration_file import sealed
from models.errors import ModelError
from models.liveness.observer import Glimpse
from models.types import Frame
from tests.test_kiosk.fakes import face as near_face

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


def test_where_nobody_asks_for_a_living_head_nothing_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "janus.toml").write_text("[liveness]\nrequired = false\n")
    config = load_config(tmp_path)
    assert proof_rules(config) is None
    blind = unseen(config, torch.device("cpu"), lambda _image: ())
    frame = Frame(np.zeros((120, 160, 3), np.uint8), 0.0, 0)
    assert blind.with_glimpse(Glimpse(frame, near_face())) is blind
    said = [(r.flat, r.screen, r.frozen) for r in blind.evidence.values()]
    assert np.abs(said).max() < 1e-9  # a sum of logarithms is nothing but for rounding
