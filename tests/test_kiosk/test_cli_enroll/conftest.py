"""A kiosk of its own for each test, and photos to enrol; the encoder is loaded once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.gallery import Gallery
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.keys.opening import open_sealed
from models.calibration import Calibration
from models.pipeline import FacePipeline
from tests.test_kiosk.test_cli_enroll.portraits import eileen, grace


@pytest.fixture(autouse=True)
def loaded_once(
    real_recognition: tuple[FacePipeline, Calibration], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The encoder takes seconds to load: these tests share one."""
    monkeypatch.setattr("kiosk.recognition.build_recognition", lambda config: real_recognition)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of a kiosk that asks nobody; `test_consent.py` is about one that does."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "janus.toml").write_text('[people]\nconsent = "off"\n')
    return folder


@pytest.fixture
def gallery(home: Path) -> Iterator[Gallery]:
    database = open_sealed(Config(data_dir=home), SystemClock(), "console:ada")
    yield Gallery(database)
    database.close()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of photos, good and bad."""
    folder = tmp_path / "photos"
    folder.mkdir()
    grace().save(folder / "Grace_Hopper.jpg", quality=95)
    eileen().save(folder / "Eileen_Collins.png")
    return folder
