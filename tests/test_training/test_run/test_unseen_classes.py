"""The trainer, whole: from a folder of characters to one-shot on characters never seen."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from models.encoders.trained import Trainable, load_trained
from models.weights import WeightsStore
from tests.test_training.test_loop.tiny import Watching
from tests.test_training.test_run.characters import write_characters
from training.config import TrainConfig, with_settings
from training.data.prepare import prepare_images
from training.errors import TrainingError
from training.loop.distributed import Ranks
from training.loop.encoders import build_encoder
from training.loop.job import Ending
from training.run.datasets import RunData, read_data
from training.run.run import RunRequest, RunResult, run_training
from training.run.unseen import run_unseen

_SETTINGS = (
    "name=characters",
    "faces=false",
    "mirror=false",
    "augment=none",
    "loss.name=nt-xent",
    "network.size_px=32",
    "network.channels=1",
    "network.widths=16,32,32",
    "network.dimension=32",
    "lr=0.005",
    "batch=64",
    "epoch_length=960",
    "epochs=5",
)


class Told(Watching):
    """Keeps what a run tells."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[tuple[int, int]] = []
        self.data: RunData | None = None
        self.is_testing = False

    def preparing(self, done: int, of: int) -> None:
        self.pictures.append((done, of))

    def prepared(self, data: RunData, encoder: Trainable) -> None:
        self.data = data

    def testing(self) -> None:
        self.is_testing = True


def request(
    folder: Path, out: Path, settings: Sequence[str], *, resume: bool = False
) -> RunRequest:
    return RunRequest(
        folder=folder,
        out=out,
        config=with_settings(TrainConfig(), [*_SETTINGS, *settings]),
        weights=WeightsStore(out / "no-weights"),
        cache=out.parent / "cache",
        began_at="2026-01-01T00:00:00+00:00",
        resume=resume,
    )


@pytest.fixture(scope="module")
def characters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("characters")
    write_characters(folder / "train", 100, 8, seed=1)
    write_characters(folder / "test", 25, 6, seed=2)
    return folder


@pytest.fixture(scope="module")
def done(
    characters: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, RunResult, Told]:
    out, told = tmp_path_factory.mktemp("runs") / "run", Told()
    result = run_training(request(characters, out, ()), ranks=Ranks(), progress=told)
    assert result is not None
    return out, result, told


def test_one_shot_on_characters_never_seen(
    characters: Path, done: tuple[Path, RunResult, Told]
) -> None:
    _, result, told = done
    assert result.test is not None
    assert told.data is not None
    assert told.data.are_strangers
    five, twenty = result.test.one_shot
    assert (five.ways, twenty.ways, twenty.classes) == (5, 20, 25)
    assert five.accuracy > 0.8
    assert twenty.accuracy > 0.55
    # It was learned: the same network before its training.
    config = request(characters, Path("x"), ()).config
    fresh = build_encoder(config, WeightsStore(Path("none")))
    before = run_unseen(fresh, told.data, config, torch.device("cpu"))
    assert before is not None
    assert twenty.accuracy > before.one_shot[1].accuracy + 0.2
    assert result.test.pairs.accuracy > before.pairs.accuracy + 0.05


def test_the_run_leaves_what_it_promises(done: tuple[Path, RunResult, Told]) -> None:
    out, result, told = done
    assert result.ending is Ending.FINISHED
    assert told.pictures[-1] == (950, 950)
    assert told.is_testing
    files = {str(file.relative_to(out)) for file in out.rglob("*") if file.is_file()}
    pictures = ("pairs", "loss", "loss-first-5", "judged", "most-wrong", "similarities", "roc")
    assert {
        "config.json",
        "history.json",
        "test.json",
        "report.html",
        "checkpoint/last.json",
        "checkpoint/last.safetensors",
        "encoder/characters.json",
        "encoder/characters.safetensors",
        "pictures/det.png",
        *(f"pictures/{name}.png" for name in pictures),
    } == files
    assert out.stat().st_mode & 0o777 == 0o700  # pictures of people lie in it
    test = json.loads((out / "test.json").read_text())
    assert test["accuracy_low"] <= test["accuracy"] <= test["accuracy_high"]
    assert [found["ways"] for found in test["one_shot"]] == [5, 20]


def test_the_card_tells_how_it_was_trained_and_loads(done: tuple[Path, RunResult, Told]) -> None:
    out, result, told = done
    encoder = load_trained(out / "encoder", "characters")
    assert encoder.model_id == result.model_id
    training = json.loads((out / "encoder" / "characters.json").read_text())["training"]
    assert training["config"]["loss"] == {"name": "nt-xent", "options": {}}
    assert told.data is not None
    assert training["data_digest"] == told.data.train.digest
    assert training["test"]["accuracy"] == pytest.approx(result.test.pairs.accuracy)  # type: ignore[union-attr]
    assert training["provenance"]["began_at"] == "2026-01-01T00:00:00+00:00"
    best = result.history.best
    assert best is not None
    assert training["validation_auc"] == best.validation_auc


def test_the_report_shows_the_figures(done: tuple[Path, RunResult, Told]) -> None:
    out, result, _ = done
    page = (out / "report.html").read_text()
    assert result.test is not None
    assert f"{result.test.pairs.accuracy:.2%}" in page
    assert f"{result.test.one_shot[1].accuracy:.1%}" in page
    assert "20-way one-shot" in page
    assert page.count("data:image/png;base64,") == 8


def test_a_run_is_not_written_over(characters: Path, done: tuple[Path, RunResult, Told]) -> None:
    out, _, _ = done
    with pytest.raises(TrainingError, match="There is a run in"):
        run_training(request(characters, out, ()), ranks=Ranks(), progress=Told())


def test_prepared_pictures_are_used_again(characters: Path, tmp_path: Path) -> None:
    config = request(characters, tmp_path / "run", ()).config
    crop = build_encoder(config, WeightsStore(tmp_path)).crop
    first = read_data(characters, config, crop, cropper=None, cache=tmp_path / "cache")
    again = read_data(characters, config, crop, cropper=None, cache=tmp_path / "cache")
    plain = prepare_images(
        [p for part in (first.train,) for p in part.pictures], crop=crop, cropper=None
    )
    assert first.train.digest == again.train.digest
    assert torch.equal(plain.images.pixels, first.train.pixels)
