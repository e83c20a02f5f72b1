"""Checkpoints: whole or as before, and refused with a sentence where they do not fit."""

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.test_training.test_loop import tiny
from training.config import read_config
from training.errors import TrainingError
from training.loop.checkpoint import has_checkpoint, read_checkpoint, write_checkpoint
from training.loop.loop import train


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "checkpoint"
    job = tiny.job("epochs=2", checkpoints=folder)
    train(replace(job, provenance={"git_commit": "abc", "torch": torch.__version__}))
    return folder


@contextmanager
def small_disk(size_bytes: int) -> Iterator[None]:
    """A limit of the operating system on how large a file may become."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_card_tells_what_made_it(kept: Path) -> None:
    assert sorted(file.name for file in kept.iterdir()) == ["last.json", "last.safetensors"]
    card = json.loads((kept / "last.json").read_text())
    assert card["epoch"] == 2
    assert card["data_digest"] == tiny.data().train.digest
    assert card["config"]["lr"] == 0.005
    assert card["architecture"]["shape"]["widths"] == [8, 16]
    assert card["provenance"]["git_commit"] == "abc"
    assert card["best_validation_auc"] == max(e["validation_auc"] for e in card["history"])


def test_the_tensors_carry_the_card_so_that_both_are_of_one_epoch(kept: Path) -> None:
    checkpoint = read_checkpoint(kept)
    assert checkpoint.card() == json.loads((kept / "last.json").read_text())
    assert len(checkpoint.history) == 2
    assert checkpoint.part("encoder").keys() == tiny.job().encoder.state_dict().keys()


def test_its_settings_come_back(kept: Path, tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps(json.loads((kept / "last.json").read_text())["config"]))
    assert read_config(file) == tiny.config("epochs=2")


def test_a_full_disk_leaves_the_checkpoint_before_it(tmp_path: Path) -> None:
    train(tiny.job("epochs=1", checkpoints=tmp_path))
    before = (tmp_path / "last.safetensors").read_bytes()
    with small_disk(4096), pytest.raises(TrainingError) as told:
        train(tiny.job("epochs=2", checkpoints=tmp_path), resume=read_checkpoint(tmp_path))
    assert "The checkpoint of epoch 2 cannot be written" in told.value.problem
    assert "File too large" in told.value.problem
    assert "The one before it is unharmed" in told.value.remedy
    assert "--resume" in told.value.remedy
    assert (tmp_path / "last.safetensors").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".janus")] == []
    done = train(tiny.job("epochs=2", checkpoints=tmp_path), resume=read_checkpoint(tmp_path))
    assert len(done.history) == 2


def test_a_full_disk_at_the_first_checkpoint(tmp_path: Path) -> None:
    with small_disk(4096), pytest.raises(TrainingError) as told:
        train(tiny.job("epochs=1", checkpoints=tmp_path))
    assert told.value.remedy.startswith("Free some disk space")
    assert not has_checkpoint(tmp_path)


def test_a_folder_that_is_a_file_is_a_sentence(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_text("")
    with pytest.raises(TrainingError, match="cannot be written"):
        write_checkpoint(read_checkpoint(kept), tmp_path / "checkpoint")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (("network.widths=8,16,16",), "of another architecture: conv-siamese of size_px 16"),
        (("network.dimension=4",), "dimension 8"),
        (("loss.margin=0.5",), "other settings: loss was {'name': 'contrastive', 'options': {}}"),
        (("seed=3",), "seed was 0, and would now be 3"),
        (("batch=8",), "batch was 16, and would now be 8"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(
    kept: Path, settings: tuple[str, ...], said: str
) -> None:
    with pytest.raises(TrainingError) as told:
        train(tiny.job("epochs=3", *settings), resume=read_checkpoint(kept))
    assert said in told.value.user_message()


def test_a_checkpoint_of_another_network_is_refused(kept: Path) -> None:
    job = tiny.job()
    other = replace(job, encoder=tiny.encoder(tiny.config("network.size_px=32")))
    with pytest.raises(TrainingError, match="of another architecture"):
        train(other, resume=read_checkpoint(kept))


def test_a_checkpoint_of_other_pictures_is_refused(kept: Path) -> None:
    with pytest.raises(TrainingError, match="trained on other pictures"):
        train(tiny.job("epochs=3", on=tiny.data(seed=9)), resume=read_checkpoint(kept))


def test_how_long_and_how_fast_may_change(kept: Path) -> None:
    changed = ("epochs=3", "lr=0.001", "gradient_clip=1", "patience=5", "name=x")
    assert len(train(tiny.job(*changed), resume=read_checkpoint(kept)).history) == 3


@pytest.mark.parametrize("damage", ["cut", "emptied", "other", "no card"])
def test_a_damaged_checkpoint_is_a_sentence(kept: Path, tmp_path: Path, damage: str) -> None:
    content = (kept / "last.safetensors").read_bytes()
    changed = {
        "cut": content[:-100],
        "emptied": b"",
        "other": b"no tensors" * 100,
        "no card": content.replace(b'"card"', b'"dart"', 1),
    }[damage]
    assert changed != content
    (tmp_path / "last.safetensors").write_bytes(changed)
    with pytest.raises(TrainingError, match="is damaged"):
        read_checkpoint(tmp_path)


def test_no_checkpoint_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="There is no checkpoint"):
        read_checkpoint(tmp_path)
