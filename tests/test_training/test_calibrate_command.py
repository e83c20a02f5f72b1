"""`janus calibrate` from a folder of pictures to a calibration that loads."""

from pathlib import Path

import numpy as np
import pytest
import torch
import typer
from PIL import Image
from typer.testing import CliRunner, Result

import training.evaluation.pipeline
from kiosk.cli.calibrate import calibrate
from kiosk.config import load_config
from models.calibration import load_calibration
from models.pipeline import FacePipeline
from models.siamese import SiameseNetwork
from tests.test_training.test_evaluation.test_embed_folder import BrightPictures, MeanColour

PEOPLE = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People who are a colour each, and two pictures of it."""
    root, rng = tmp_path_factory.mktemp("people"), np.random.default_rng(1)
    for number, colour in enumerate(rng.integers(20, 236, size=(PEOPLE, 3))):
        person = root / f"person{number:03d}"
        person.mkdir()
        for picture in range(2):
            seen = (colour + rng.integers(-8, 9, size=3)).clip(1, 255).tolist()
            Image.new("RGB", (8, 8), tuple(seen)).save(person / f"{picture}.png")
    Image.new("RGB", (8, 8)).save(root / "person000" / "black.png")
    return root


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # noqa: ANN201 - a function
    """Return a function that runs the command on colours instead of faces."""

    def measuring(encoder: str, weights_dir: Path, device: str) -> FacePipeline:
        assert (encoder, device) == ("resnet29", "auto")
        network = SiameseNetwork(MeanColour(), threshold=0.9)
        return FacePipeline(BrightPictures(), network, device=torch.device("cpu"))

    monkeypatch.setattr(training.evaluation.pipeline, "measuring_pipeline", measuring)
    app = typer.Typer()
    app.command()(calibrate)

    def runs(*words: str | Path) -> Result:
        here = ("--data-dir", tmp_path / "data", "--draws", "100")
        return CliRunner().invoke(app, [str(word) for word in (*words, *here)])

    return runs


def test_a_folder_becomes_a_calibration(run, folder: Path, tmp_path: Path) -> None:  # noqa: ANN001
    out, keep, plots = tmp_path / "c.json", tmp_path / "kept.npz", tmp_path / "plots"
    words = (folder, "--out", out, "--population", "colours", "--keep", keep)
    result = run(*words, "--held-out", "--plots", plots)
    assert result.exit_code == 0, result.output
    calibration = load_calibration(out, model_id="colour-1")
    assert calibration.id.startswith("colour-1/colours/")
    assert calibration.counts.people == PEOPLE
    assert calibration.counts.pictures == 2 * PEOPLE + 1
    assert calibration.counts.faces_not_found == 1
    assert "black.png" in result.stderr
    assert calibration.id in result.stdout
    assert "agrees" in result.stdout
    assert sorted(file.name for file in plots.iterdir()) == [
        "colour-1-det.png",
        "colour-1-fmr.png",
    ]
    data = tmp_path / "data"
    said = result.stdout.partition(f"{data / 'janus.toml'}:\n")[2]
    data.mkdir()
    (data / "janus.toml").write_text(said)
    assert load_config(data).calibration_file == out
    # A second run takes the embeddings that were kept, and says the same.
    again = run(*words)
    assert again.exit_code == 0
    assert load_calibration(out).id == calibration.id


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere", "--out", "c.json"), "There is no folder nowhere"),
        ((".", "--out", "none/c.json"), "There is no folder for none/c.json"),
        ((".", "--out", "c.json", "--keep", "none/k"), "There is no folder for none/k"),
        ((".", "--out", "c.json"), "There are no pictures"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    run,  # noqa: ANN001
    words: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words, "--population", "p")
    assert result.exit_code == 1
    assert says in result.stderr
    assert not list(tmp_path.glob("*.json"))


def test_a_name_that_would_break_the_id_is_wrong_usage(run, tmp_path: Path) -> None:  # noqa: ANN001
    result = run(tmp_path, "--out", tmp_path / "c.json", "--population", "a/b c")
    assert result.exit_code == 2
