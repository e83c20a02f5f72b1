"""`janus people re-embed`, run as a shell would."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database
from db.gallery import Gallery
from kiosk.cli.context import open_database
from kiosk.config import Config, load_config
from models.calibration import Calibration, load_calibration
from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from models.encoders.trained import save_trained
from tests.test_kiosk.cli_runner import flat, janus
from tests.test_kiosk.fakes import MODEL
from tests.test_kiosk.two_models import DARK, FakePipeline, calibration_of, enrol

_SHAPE = ConvSiameseShape(size_px=32, channels=1, widths=(8,), dimension=4)


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    database = Database.open(tmp_path / "janus.sqlite3")
    gallery = Gallery(database)
    enrol(gallery, "Ada", 60)
    enrol(gallery, "Bob", 120)
    yield gallery
    database.close()


@pytest.fixture
def model_id(tmp_path: Path) -> str:
    """An encoder `ours`, trained and installed, that the door does not use yet."""
    return save_trained(ConvSiamese(_SHAPE), tmp_path / "weights", "ours")


@pytest.fixture
def calibrated(tmp_path: Path, model_id: str) -> Path:
    calibration_of(model_id, tmp_path / "ours.json")
    return tmp_path / "ours.json"


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch, model_id: str) -> FakePipeline:
    """Stands in for detector and network, of the model that is configured."""
    fake = FakePipeline(model_id)

    def recognition(config: Config) -> tuple[FakePipeline, Calibration]:
        assert config.encoder.name == "ours"
        assert config.calibration_file is not None
        return fake, load_calibration(config.calibration_file, model_id=model_id)

    monkeypatch.setattr("kiosk.recognition.build_recognition", recognition)
    return fake


def stored(folder: Path, model_id: str) -> int:
    """Return how many templates of a model can be read, with the key that the command made."""
    with open_database(load_config(folder)) as database:
        return len(Gallery(database).roster(model_id).templates)


def untouched(gallery: Gallery, model_id: str, revision: int) -> bool:
    return gallery.revision() == revision and gallery.roster(model_id).templates == ()


def test_the_templates_stand_beside_the_old_ones(
    gallery: Gallery, model_id: str, calibrated: Path, pipeline: FakePipeline, tmp_path: Path
) -> None:
    result = janus(tmp_path, "people", "re-embed", "--encoder", "ours", "--calibration", calibrated)
    assert result.exit_code == 0, result.stderr
    assert f"2 templates of {model_id} made" in result.stdout
    assert "2 people enrolled" in result.stdout
    assert f'[decision]\ncalibration = "{calibrated}"\n[encoder]\nname = "ours"' in result.stdout
    assert stored(tmp_path, model_id) == 2
    assert stored(tmp_path, MODEL) == 2
    assert not (tmp_path / "janus.toml").exists()


def test_it_switches_only_when_asked(
    gallery: Gallery, calibrated: Path, pipeline: FakePipeline, tmp_path: Path
) -> None:
    file = tmp_path / "janus.toml"
    file.write_text("# Ours.\n[door]\nname = 'Back door'\n")
    command = ("people", "re-embed", "--encoder", "ours", "--calibration", calibrated)
    assert "from its next start" in janus(tmp_path, *command, "--switch").stdout
    config = load_config(tmp_path)
    assert (config.encoder.name, config.calibration_file) == ("ours", calibrated)
    assert (config.door.name, "# Ours." in file.read_text()) == ("Back door", True)
    # The encoder that the door uses already: no options are needed, and nothing is switched.
    before = gallery.revision()
    again = janus(tmp_path, "people", "re-embed")
    assert "at its next frame" in again.stdout
    assert gallery.revision() == before + 1


def test_a_calibration_is_demanded_before_anything_is_done(
    gallery: Gallery, model_id: str, pipeline: FakePipeline, tmp_path: Path
) -> None:
    revision = gallery.revision()
    result = janus(tmp_path, "people", "re-embed", "--encoder", "ours", "--switch")
    assert result.exit_code == 1
    assert f"There is no calibration of {model_id}" in result.stderr
    assert "janus calibrate FOLDER --encoder ours --out FILE" in result.stderr
    assert untouched(gallery, model_id, revision)
    assert pipeline.embedded == 0
    assert not (tmp_path / "janus.toml").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--encoder", "ours", "--calibration", "other.json"), "is of the model other-1"),
        (("--encoder", "ours", "--calibration", "none.json"), "cannot be read"),
        (("--encoder", "nobody"), "There is no encoder “nobody”. Choose one of: resnet29"),
    ],
)
def test_what_does_not_belong_together_is_a_sentence(
    gallery: Gallery,
    model_id: str,
    pipeline: FakePipeline,
    tmp_path: Path,
    options: tuple[str, ...],
    sentence: str,
) -> None:
    calibration_of("other-1", tmp_path / "other.json")
    revision = gallery.revision()
    words = [str(tmp_path / word) if word.endswith(".json") else word for word in options]
    result = janus(tmp_path, "people", "re-embed", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert untouched(gallery, model_id, revision)


def test_photos_without_a_face_stop_it_unless_they_may_be_left_out(
    gallery: Gallery, model_id: str, calibrated: Path, pipeline: FakePipeline, tmp_path: Path
) -> None:
    eve = enrol(gallery, "Eve", DARK)
    revision = gallery.revision()
    command = ("people", "re-embed", "--encoder", "ours", "--calibration", calibrated)
    result = janus(tmp_path, *command, "--switch")
    assert result.exit_code == 1
    assert f"Eve ({eve.id}): No face was found in the photo." in result.stderr
    assert "The enrolment photos of 1 person give no template; nothing was changed." in flat(
        result.stderr
    )
    assert untouched(gallery, model_id, revision)
    assert not (tmp_path / "janus.toml").exists()
    result = janus(tmp_path, *command, "--leave-out")
    assert result.exit_code == 0
    assert "Eve" in result.stderr
    assert stored(tmp_path, model_id) == 2
    assert stored(tmp_path, MODEL) == 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_changes_nothing(
    gallery: Gallery,
    model_id: str,
    calibrated: Path,
    pipeline: FakePipeline,
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    revision = gallery.revision()
    pipeline.before_photo = lambda: os.kill(os.getpid(), number)
    result = janus(tmp_path, "people", "re-embed", "--encoder", "ours", "--calibration", calibrated)
    assert result.exit_code == 1
    assert "Stopped after 1 photo; nothing was changed." in result.stderr
    assert untouched(gallery, model_id, revision)


def test_nobody_enrolled_is_no_error(
    calibrated: Path, pipeline: FakePipeline, tmp_path: Path
) -> None:
    Database.open(tmp_path / "janus.sqlite3").close()
    result = janus(tmp_path, "people", "re-embed", "--encoder", "ours", "--calibration", calibrated)
    assert result.exit_code == 0
    assert "0 templates" in result.stdout


def test_a_mistyped_folder_does_not_become_a_kiosk(tmp_path: Path) -> None:
    result = janus(tmp_path / "mistyped", "people", "re-embed")
    assert result.exit_code == 1
    assert "There is no kiosk in" in result.stderr
    assert not (tmp_path / "mistyped").exists()
