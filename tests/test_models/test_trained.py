"""Encoders trained here: written, found by name, and refused when anything is wrong."""

import json
from pathlib import Path

import pytest
import torch

from models.encoders.catalogue import load_encoder
from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from models.encoders.resnet29 import ResNet29
from models.encoders.trained import Trainable, load_trained, save_trained, trained_names
from models.errors import ModelError
from models.weights import WeightsStore

_CPU = torch.device("cpu")
_SHAPE = ConvSiameseShape(size_px=32, channels=1, widths=(8, 16), dimension=12)


@pytest.mark.parametrize("encoder", [ConvSiamese(_SHAPE, seed=4), ResNet29()], ids=["conv", "res"])
def test_comes_back_as_it_was(tmp_path: Path, encoder: Trainable) -> None:
    model_id = save_trained(encoder.eval(), tmp_path, "our-people")
    assert model_id.startswith("our-people-")
    loaded = load_encoder("our-people", WeightsStore(tmp_path), _CPU)
    assert loaded.model_id == model_id
    assert loaded.crop.size_px == encoder.crop.size_px
    side = encoder.crop.size_px
    faces = torch.randint(0, 256, (2, 3, side, side), generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        torch.testing.assert_close(loaded(faces.to(torch.uint8)), encoder(faces.to(torch.uint8)))
    assert {path.name for path in tmp_path.iterdir()} == {
        "our-people.json",
        "our-people.safetensors",
    }


def test_comes_by_its_card_from_where_it_was_trained(tmp_path: Path) -> None:
    model_id = save_trained(ConvSiamese(_SHAPE), tmp_path / "run" / "encoder", "ours")
    card = tmp_path / "run" / "encoder" / "ours.json"
    assert load_encoder(str(card), WeightsStore(tmp_path / "weights"), _CPU).model_id == model_id
    with pytest.raises(ModelError, match="cannot be read"):
        load_encoder(str(tmp_path / "none.json"), WeightsStore(tmp_path), _CPU)


def test_the_card_tells_how_it_was_trained(tmp_path: Path) -> None:
    about = {"epochs": 30, "data": "Zoë", "best": {"epoch": 7, "loss": 0.25}, "commit": None}
    told = save_trained(ConvSiamese(_SHAPE), tmp_path, "ours", about=about)
    assert json.loads((tmp_path / "ours.json").read_text(encoding="utf-8"))["training"] == about
    # What is told of it is no part of what it is.
    assert save_trained(ConvSiamese(_SHAPE), tmp_path, "ours") == told


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_a_card_that_would_be_no_json_writes_nothing(tmp_path: Path, value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        save_trained(ConvSiamese(_SHAPE), tmp_path, "ours", about={"loss": value})
    assert list(tmp_path.iterdir()) == []


def test_another_training_has_another_mark(tmp_path: Path) -> None:
    first = save_trained(ConvSiamese(_SHAPE, seed=1), tmp_path, "ours")
    second = save_trained(ConvSiamese(_SHAPE, seed=2), tmp_path, "ours")
    assert first != second
    assert load_trained(tmp_path, "ours").model_id == second


def test_the_default_comes_by_name(tmp_path: Path) -> None:
    encoder = load_encoder("resnet29", WeightsStore(tmp_path), _CPU)
    assert encoder.model_id == "resnet29-dlib-2"


@pytest.mark.parametrize("name", ["nobody", "", "../ours", "/etc/passwd", "Ours"])
def test_an_unknown_name_lists_the_known(tmp_path: Path, name: str) -> None:
    save_trained(ConvSiamese(_SHAPE), tmp_path / "weights", "ours")
    (tmp_path / "ours.json").write_text("{}")
    with pytest.raises(ModelError, match="resnet29, inception-vggface2, ours"):
        load_encoder(name, WeightsStore(tmp_path / "weights"), _CPU)


@pytest.mark.parametrize("name", ["", "../ours", "Our People", "resnet29", "a" * 65])
def test_a_name_that_is_none_or_taken_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError):
        save_trained(ConvSiamese(_SHAPE), tmp_path, name)
    assert trained_names(tmp_path) == ()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    save_trained(ConvSiamese(_SHAPE), tmp_path, "ours")
    return tmp_path


def test_weights_that_are_not_the_cards_are_refused(saved: Path) -> None:
    weights = saved / "ours.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    with pytest.raises(ModelError, match="not those of its card"):
        load_trained(saved, "ours")


def test_missing_weights_are_a_sentence(saved: Path) -> None:
    (saved / "ours.safetensors").unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        load_trained(saved, "ours")


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"sha256": 1}', "\x00"])
def test_a_damaged_card_is_a_sentence(saved: Path, card: str) -> None:
    (saved / "ours.json").write_text(card)
    with pytest.raises(ModelError, match="“ours” cannot be used"):
        load_trained(saved, "ours")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"architecture": "transformer"}, "card cannot be understood"),
        ({"architecture": "resnet29"}, "another architecture"),
        ({"shape": {"size_px": -1, "widths": [8]}}, "card cannot be understood"),
        ({"shape": {"colour": "blue", "widths": [8]}}, "card cannot be understood"),
        ({"shape": {"widths": [8, 8]}}, "another architecture"),
    ],
)
def test_a_card_of_another_network_is_a_sentence(
    saved: Path, change: dict[str, object], why: str
) -> None:
    card = saved / "ours.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | change))
    with pytest.raises(ModelError, match=why):
        load_trained(saved, "ours")
