"""An encoder comes into the weights folder from where it was trained: proved, or not at all."""

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from models.encoders.catalogue import load_encoder
from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from models.encoders.install_trained import card_at, install_trained
from models.encoders.trained import save_trained
from models.errors import ModelError
from models.weights import WeightsStore

_SHAPE = ConvSiameseShape(size_px=32, channels=1, widths=(8, 16), dimension=12)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return tmp_path / "kiosk" / "weights"


def trained(folder: Path, name: str = "ours", seed: int = 0) -> Path:
    save_trained(ConvSiamese(_SHAPE, seed=seed), folder, name, about={"epochs": 3})
    return folder / f"{name}.json"


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_it_is_found_by_its_name_afterwards(tmp_path: Path, weights: Path) -> None:
    card = trained(tmp_path / "run")
    done = install_trained(card, weights)
    assert done.is_new
    assert content(weights) == content(tmp_path / "run")
    loaded = load_encoder("ours", WeightsStore(weights), torch.device("cpu"))
    assert loaded.model_id == done.model_id
    assert done.model_id.startswith("ours-")


def test_twice_is_as_good_as_once(tmp_path: Path, weights: Path) -> None:
    card = trained(tmp_path / "run")
    first = install_trained(card, weights)
    again = install_trained(card, weights)
    assert (again.is_new, again.model_id) == (False, first.model_id)


def test_another_one_of_that_name_does_not_replace_it(tmp_path: Path, weights: Path) -> None:
    install_trained(trained(tmp_path / "first"), weights)
    before = content(weights)
    with pytest.raises(ModelError, match="Another encoder “ours” is installed"):
        install_trained(trained(tmp_path / "second", seed=1), weights)
    assert content(weights) == before


@pytest.mark.parametrize("damaged", ["ours.json", "ours.safetensors"])
def test_its_own_damage_is_repaired_and_no_other(
    tmp_path: Path, weights: Path, damaged: str
) -> None:
    card = trained(tmp_path / "run")
    install_trained(card, weights)
    (weights / damaged).write_bytes(b"{}")
    with pytest.raises(ModelError, match=r"\(damaged\)"):
        install_trained(trained(tmp_path / "other", seed=1), weights)
    assert install_trained(card, weights).is_new
    assert content(weights) == content(tmp_path / "run")


def test_weights_of_another_card_are_refused(tmp_path: Path, weights: Path) -> None:
    card = trained(tmp_path / "run")
    other = trained(tmp_path / "other", seed=1)
    card.with_suffix(".safetensors").write_bytes(other.with_suffix(".safetensors").read_bytes())
    with pytest.raises(ModelError, match="not those of its card"):
        install_trained(card, weights)
    assert not weights.exists()


@pytest.mark.parametrize(
    ("bias", "sentence"),
    [(float("nan"), "no numbers"), (1e38, "unit sphere"), (0.0, "same embedding")],
)
def test_an_encoder_that_does_not_work_is_refused(
    tmp_path: Path, weights: Path, bias: float, sentence: str
) -> None:
    encoder = ConvSiamese(_SHAPE)
    if bias == 0.0:
        nn.init.zeros_(encoder.out.weight)
        nn.init.ones_(encoder.out.bias)
    else:
        nn.init.constant_(encoder.out.bias, bias)
    save_trained(encoder, tmp_path / "run", "ours")
    with pytest.raises(ModelError, match=sentence):
        install_trained(tmp_path / "run" / "ours.json", weights)
    assert not weights.exists()


def test_a_pretrained_name_is_not_taken(tmp_path: Path, weights: Path) -> None:
    card = trained(tmp_path / "run")
    for suffix in (".json", ".safetensors"):
        card.with_suffix(suffix).rename(card.with_name("resnet29" + suffix))
    with pytest.raises(ModelError, match="is a pretrained network"):
        install_trained(card.with_name("resnet29.json"), weights)
    assert not weights.exists()


def test_the_card_is_found_from_the_run_down(tmp_path: Path) -> None:
    run = tmp_path / "run"
    card = trained(run / "encoder")
    (run / "config.json").write_text("{}")
    for meant in (card, card.with_suffix(".safetensors"), card.parent, run):
        assert card_at(meant) == card
    trained(run / "encoder", "theirs", seed=1)
    with pytest.raises(ModelError, match=r"several encoders in .*: ours.json, theirs.json"):
        card_at(run)
    with pytest.raises(ModelError, match="There is no encoder in"):
        card_at(tmp_path)


def test_a_missing_card_is_a_sentence(tmp_path: Path, weights: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        install_trained(card_at(tmp_path / "none.json"), weights)


def test_a_folder_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    card = trained(tmp_path / "run")
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be written"):
        install_trained(card, tmp_path / "file" / "weights")


def test_the_story_of_the_training_goes_with_it(tmp_path: Path, weights: Path) -> None:
    install_trained(trained(tmp_path / "run"), weights)
    assert json.loads((weights / "ours.json").read_text())["training"] == {"epochs": 3}
