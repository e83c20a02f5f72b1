"""The network that a training begins with: fresh, pretrained, frozen, at several rates."""

from pathlib import Path

import pytest
import torch
from torch import nn

from models.encoders.conv_siamese import ConvSiamese
from models.encoders.resnet29 import ResNet29
from models.encoders.trained import save_trained
from models.weights import WeightsStore
from tests.test_training.test_loop import tiny
from training.config import TrainConfig, starting_config, with_settings
from training.errors import TrainingError
from training.loop.encoders import (
    architecture_of,
    build_encoder,
    build_optimiser,
    parameter_groups,
    stages_of,
)

_NO_LOSS = nn.Identity()


@pytest.fixture
def store(tmp_path: Path) -> WeightsStore:
    return WeightsStore(tmp_path)


def test_a_fresh_one_follows_from_the_settings(store: WeightsStore) -> None:
    first, again = (build_encoder(tiny.config(), store) for _ in range(2))
    assert isinstance(first, ConvSiamese)
    assert first.shape.widths == (8, 16)
    assert tiny.same_weights(first, again)
    assert not tiny.same_weights(first, build_encoder(tiny.config("seed=1"), store))


def test_a_fresh_resnet29_follows_from_the_seed(store: WeightsStore) -> None:
    torch.manual_seed(5)
    first = build_encoder(TrainConfig(encoder="resnet29"), store)
    torch.manual_seed(6)
    again = build_encoder(TrainConfig(encoder="resnet29"), store)
    assert isinstance(first, ResNet29)
    assert tiny.same_weights(first, again)


def test_a_pretrained_resnet29_has_dlibs_weights_and_frozen_stages(store: WeightsStore) -> None:
    config = starting_config("resnet29", pretrained=True)
    network = build_encoder(config, store)
    assert network.model_id == "resnet29-dlib-2"
    groups = parameter_groups(network, _NO_LOSS, config)
    trained = {id(p) for group in groups for p in group["params"]}
    assert {id(p) for p in network.parameters() if p.requires_grad} == trained
    assert isinstance(network, ResNet29)
    assert not network.stem.weight.requires_grad
    assert not any(p.requires_grad for block in network.blocks[:3] for p in block.parameters())
    assert all(p.requires_grad for block in network.blocks[3:] for p in block.parameters())
    rates = [group["lr"] for group in groups]
    assert rates[-1] == config.lr
    assert rates[:-1] == pytest.approx([0.6 * rate for rate in rates[1:]])


@pytest.mark.parametrize(("encoder", "count"), [(ResNet29(), 7), (ConvSiamese(), 5)])
def test_stages_hold_every_parameter_once(encoder: ResNet29 | ConvSiamese, count: int) -> None:
    stages = stages_of(encoder)
    assert len(stages) == count
    parameters = [id(p) for stage in stages for p in stage]
    assert sorted(parameters) == sorted(id(p) for p in encoder.parameters())


def test_what_was_frozen_can_be_trained_again() -> None:
    encoder = tiny.encoder(tiny.config())
    parameter_groups(encoder, _NO_LOSS, tiny.config("frozen_stages=2"))
    assert sum(p.requires_grad for p in encoder.parameters()) == 2
    parameter_groups(encoder, _NO_LOSS, tiny.config())
    assert all(p.requires_grad for p in encoder.parameters())


def test_nothing_left_to_train_is_a_sentence() -> None:
    config = tiny.config("frozen_stages=3")
    with pytest.raises(TrainingError, match="All 3 stages of conv-siamese would be frozen") as told:
        parameter_groups(tiny.encoder(config), _NO_LOSS, config)
    assert "frozen_stages to 2" in told.value.remedy


def test_a_losss_own_weights_learn_too() -> None:
    own = nn.Linear(2, 2)
    config = tiny.config("stage_lr_factor=0.1")
    groups = parameter_groups(tiny.encoder(config), own, config)
    assert groups[-1] == {"params": list(own.parameters()), "lr": config.lr}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("adam", torch.optim.Adam), ("adamw", torch.optim.AdamW), ("sgd", torch.optim.SGD)],
)
def test_optimisers(name: str, kind: type) -> None:
    config = tiny.config(f"optimiser={name}", "weight_decay=0.25")
    groups = parameter_groups(tiny.encoder(config), _NO_LOSS, config)
    optimiser = build_optimiser(groups, config)
    assert type(optimiser) is kind
    assert {group["weight_decay"] for group in optimiser.param_groups} == {0.25}


def test_one_trained_here_goes_on_from_its_weights(store: WeightsStore) -> None:
    own = tiny.encoder(tiny.config("seed=9"))
    save_trained(own, store.folder, "ours")
    config = TrainConfig(encoder="ours", pretrained=True)
    loaded = build_encoder(config, store)
    assert tiny.same_weights(loaded, own)
    assert architecture_of(loaded) == architecture_of(own)
    with pytest.raises(TrainingError, match="Add --pretrained"):
        build_encoder(TrainConfig(encoder="ours"), store)


@pytest.mark.parametrize(
    ("name", "pretrained", "said"),
    [
        ("resnet50", False, "no encoder “resnet50” that can be trained"),
        ("resnet50", True, "no encoder “resnet50” that can be trained"),
        ("inception-vggface2", True, "Choose conv-siamese or resnet29"),
        ("conv-siamese", True, "comes without weights"),
        ("../x", True, "no encoder"),
    ],
)
def test_a_network_that_is_not_there_is_a_sentence(
    store: WeightsStore, name: str, pretrained: bool, said: str
) -> None:
    with pytest.raises(TrainingError) as told:
        build_encoder(TrainConfig(encoder=name, pretrained=pretrained), store)
    assert said in told.value.user_message()


def test_shaping_a_network_that_has_its_shape_is_a_sentence() -> None:
    with pytest.raises(TrainingError, match="shapes a fresh conv-siamese, and nothing else"):
        with_settings(starting_config("resnet29"), ["network.dimension=64"])
