"""`janus train` as a person uses it: one run, a break and its continuation, a sweep, mistakes."""

import csv
import json
import os
import signal
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from kiosk.cli.main import app as janus_app
from kiosk.cli.train import train
from kiosk.cli.train_progress import TrainProgress
from models.encoders.install_trained import card_at, install_trained
from tests.test_training.test_run.characters import write_characters
from training.loop.history import EpochRecord, History

_SMALL = (
    "network.size_px=32",
    "network.channels=1",
    "network.widths=8,16",
    "network.dimension=16",
    "epoch_length=64",
    "augment=none",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data") / "Runes"
    write_characters(made / "train", 12, 8, seed=1)
    write_characters(made / "test", 6, 4, seed=2)
    (made / "train" / "c1-000" / "broken.png").write_bytes(b"\x89PNG")
    return made


def run(home: Path, *words: object, settings: tuple[str, ...] = _SMALL) -> Result:
    app = typer.Typer()
    app.command()(train)
    chosen = [word for setting in settings for word in ("--set", setting)]
    every = [*map(str, words), "--data-dir", str(home), *chosen]
    result = CliRunner().invoke(app, every)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_run_from_folder_to_report(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    result = run(tmp_path, folder, "--no-faces", "--epochs", 2, "--out", out)
    assert result.exit_code == 0, result.output
    for said in ("Kept: epoch", "accuracy", "equal error rate", "5-way one-shot", "Report:"):
        assert said in result.stdout
    assert "broken.png" in result.stderr
    assert "72 pictures of 12 people to train on, 24 to validate on" in result.stderr
    assert "24 of other people to test on" in result.stderr
    assert "epoch   2  loss" in result.stderr
    assert (out / "report.html").is_file()
    card = out / "encoder" / "runes-conv-siamese.json"
    assert f"janus weights install --from {card}" in result.stdout
    installed = install_trained(card_at(card), tmp_path / "weights")
    assert f"Encoder {installed.model_id}" in result.stdout
    again = run(tmp_path, folder, "--no-faces", "--out", out)
    assert again.exit_code == 1
    assert f"There is a run in {out} already." in again.stderr


def test_ctrl_c_keeps_the_best_and_the_run_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, before = tmp_path / "run", TrainProgress.epoch

    def interrupted(self: TrainProgress, record: EpochRecord, history: History) -> None:
        before(self, record, history)
        if record.epoch == 2:
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setattr(TrainProgress, "epoch", interrupted)
        broken = run(tmp_path, folder, "--no-faces", "--epochs", 3, "--out", out, "--name", "ours")
    assert broken.exit_code == 1
    kept = out / "encoder" / "ours.json"
    assert f"is kept: {kept}" in broken.stderr
    assert f"--out {out} --resume" in broken.stderr
    assert json.loads(kept.read_text())["training"]["ending"] == "interrupted"
    assert not (out / "report.html").exists()
    other = run(tmp_path, folder, "--out", out, "--resume", "--loss", "triplet")
    assert other.exit_code == 1
    assert "The checkpoint was made with other settings: loss was" in other.stderr
    done = run(tmp_path, folder, "--out", out, "--resume")
    assert done.exit_code == 0, done.output
    assert "epoch   3  loss" in done.stderr
    assert "epoch   2  loss" not in done.stderr
    assert json.loads(kept.read_text())["training"]["ending"] == "finished"
    assert len(json.loads((out / "history.json").read_text())) == 3


def test_a_sweep_compares_and_goes_on_past_what_fails(folder: Path, tmp_path: Path) -> None:
    words = ("--no-faces", "--epochs", 1, "--out", tmp_path / "s", "--sweep", "loss.margin=1,-1")
    result = run(tmp_path, folder, *words)
    assert result.exit_code == 0, result.output
    assert "Run 2 of 2: loss.margin=-1" in result.stdout
    assert "loss.margin" in result.stdout.splitlines()[2]
    with (tmp_path / "s" / "sweep.csv").open(newline="") as file:
        fine, failed = csv.DictReader(file)
    assert float(fine["accuracy_low"]) <= float(fine["accuracy"]) <= float(fine["accuracy_high"])
    assert "The loss cannot be built from loss.margin=-1" in failed["problem"]
    assert (tmp_path / "s" / fine["folder"] / "report.html").is_file()
    assert len(json.loads((tmp_path / "s" / "sweep.json").read_text())) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "lrr=1"), "There is no setting “lrr”. Did you mean “lr”?"),
        (("--set", "lr=fast"), "lr = 'fast', but it must be a number"),
        (("--loss", "tripplet"), "Did you mean “triplet”?"),
        (("--encoder", "resnet50"), "There is no encoder “resnet50”"),
        (("--pretrained",), "conv-siamese comes without weights"),
        (("--name", "Our Own"), "An encoder cannot be called “Our Own”"),
        (("--resume",), "--resume needs the run to go on with"),
        (("--sweep", "lr"), "“lr” is no list of values"),
        (("--sweep", "lr=0.1,fast"), "lr = 'fast', but it must be a number"),
        (("--device", "tpu"), "There is no device “tpu”"),
    ],
)
def test_a_mistake_is_a_sentence(
    folder: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    out = () if "--resume" in words else ("--out", tmp_path / "run")
    result = run(tmp_path, folder, "--no-faces", *out, *words, settings=())
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = run(tmp_path, tmp_path / "none", "--no-faces", "--out", tmp_path / "run")
    assert result.exit_code == 1
    assert "There is no folder" in result.stderr


def test_its_help_shows_an_example() -> None:
    result = CliRunner().invoke(janus_app, ["train", "--help"])
    assert result.exit_code == 0
    assert "Example: janus train" in result.stdout
