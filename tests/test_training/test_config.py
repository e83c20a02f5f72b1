"""Settings of a training: set by key, refused in a sentence, written and read again."""

from pathlib import Path

import pytest

from training.config import (
    LossConfig,
    TrainConfig,
    known_settings,
    read_config,
    starting_config,
    with_settings,
)
from training.errors import TrainingError


def test_settings_are_set_by_key() -> None:
    settings = ["lr=0.001", "loss.name=triplet", "loss.margin=0.5", "loss.mining=hard"]
    config = with_settings(TrainConfig(), [*settings, "network.widths=32, 64", "amp=false"])
    assert config.lr == 0.001
    assert config.loss == LossConfig(name="triplet", options={"margin": 0.5, "mining": "hard"})
    assert config.network.widths == (32, 64)
    assert config.amp is False
    assert TrainConfig().lr != 0.001


def test_another_loss_forgets_the_options_of_the_one_before() -> None:
    config = with_settings(TrainConfig(), ["loss.margin=0.5"])
    assert with_settings(config, ["loss.name=contrastive"]).loss.options == {"margin": 0.5}
    assert with_settings(config, ["loss.name=circle"]).loss.options == {}


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("lrr=1", "no setting “lrr”. Did you mean “lr”?"),
        ("epoch=3", "Did you mean “epochs”?"),
        ("network.width=8", "Did you mean “network.widths”?"),
        ("widths=8", "Did you mean “network.widths”?"),
        ("loss.=8", "no setting “loss.”"),
        ("network=8", "no setting “network”"),
        ("lr", "“lr” is no setting"),
        ("lr=", "lr = '', but it must be a number"),
        ("lr=-1", "lr = '-1', but it must be more than 0"),
        ("lr=fast", "lr = 'fast', but it must be a number"),
        ("lr=nan", "lr = 'nan', but it must be a number"),
        ("lr=11", "lr = '11', but it must be at most 10"),
        ("epochs=2.5", "epochs = '2.5', but it must be a whole number"),
        ("epochs=0", "epochs = '0', but it must be at least 1"),
        ("validation_share=1", "it must be less than 1"),
        ("amp=perhaps", "it must be true or false"),
        ("optimiser=lion", "it must be 'adam', 'adamw' or 'sgd'"),
        ("network.channels=2", "network.channels must be 1 or 3, not 2"),
        ("network.widths=12", "it must be a multiple of 8"),
        ("network.widths=8,8,8,8,8,8,8", "7 blocks cannot halve 100 pixels"),
    ],
)
def test_a_wrong_setting_is_a_sentence(setting: str, said: str) -> None:
    with pytest.raises(TrainingError) as told:
        with_settings(TrainConfig(), [setting])
    assert said in told.value.user_message()
    assert "\n" not in told.value.user_message()


def test_patience_without_a_measure_is_refused() -> None:
    with pytest.raises(TrainingError, match="patience needs a validation"):
        with_settings(TrainConfig(), ["patience=3", "validation=none"])


def test_every_key_can_be_set_to_what_it_is() -> None:
    config = TrainConfig()
    for key in known_settings():
        value: object = config
        for part in key.split("."):
            value = getattr(value, part)
        text = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        assert with_settings(config, [f"{key}={text}"]) == config


def test_they_come_back_from_their_file(tmp_path: Path) -> None:
    config = with_settings(starting_config("resnet29", pretrained=True), ["loss.margin=0.25"])
    file = tmp_path / "config.json"
    file.write_text(config.to_json())
    assert read_config(file) == config


@pytest.mark.parametrize("text", ["", "[]", '{"lr": "x"}', '{"speed": 3}', "\x00"])
def test_a_file_of_something_else_is_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.json"
    file.write_text(text)
    with pytest.raises(TrainingError, match="not those of a training"):
        read_config(file)
    with pytest.raises(TrainingError, match="cannot be read"):
        read_config(tmp_path / "none.json")


def test_fine_tuning_begins_with_smaller_steps() -> None:
    fresh, tuned = starting_config("resnet29"), starting_config("resnet29", pretrained=True)
    assert tuned.lr < fresh.lr
    assert tuned.stage_lr_factor < 1
    assert tuned.frozen_stages > 0
