"""What a training may be told: one frozen value, checked as a whole before anything starts.

It is written into the run's folder, so that a run can be repeated from that file alone.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from training.config_problems import nearest_setting, wrong_setting
from training.errors import TrainingError

LossOption: TypeAlias = float | str


class _Section(BaseModel):
    """Frozen, and strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class NetworkConfig(_Section):
    """`network.*`: what a `conv-siamese` is made of; see `ConvSiameseShape`."""

    size_px: int = Field(default=100, ge=16, le=512)
    channels: int = 3
    widths: tuple[Annotated[int, Field(ge=8, le=1024, multiple_of=8)], ...] = (32, 64, 128, 128)
    dimension: int = Field(default=128, ge=2, le=2048)

    @model_validator(mode="after")
    def _can_be_built(self) -> "NetworkConfig":
        if self.channels not in (1, 3):
            raise ValueError(f"network.channels must be 1 or 3, not {self.channels}")
        if not self.widths or 2 ** len(self.widths) > self.size_px:
            raise ValueError(f"{len(self.widths)} blocks cannot halve {self.size_px} pixels")
        return self


class LossConfig(_Section):
    """`loss.*`: which loss, and what it is told.

    Attributes:
        name: One of the catalogue, or `package.module:Class`.
        options: What was set of its own options (`loss.margin=0.5`); the rest keeps its defaults.
    """

    name: Annotated[str, Field(min_length=1)] = "contrastive"
    options: dict[str, LossOption] = Field(default_factory=dict)


class TrainConfig(_Section):
    """All settings of one training.

    Attributes:
        name: What the trained encoder will be called; "" until it is decided.
        encoder: `conv-siamese`, `resnet29`, or the name of an encoder that was trained here.
        pretrained: Begin with the weights that are there, not with random ones.
        network: What a fresh `conv-siamese` is made of.
        loss: What the network is rewarded for.
        epochs: How many at most.
        batch: Pairs (contrastive) or pictures (all other losses) in one step, over all processes.
        epoch_length: Pairs or pictures in one epoch; 0 takes as many as there are pictures to
            train on, and at least ten steps.
        pictures_per_person: In a batch, for losses that look at a batch as a whole.
        optimiser: Which one.
        lr: The learning rate at its highest.
        weight_decay: Pull of the weights towards zero.
        schedule: How the rate changes: `constant`, `cosine` to zero, or in `step`s.
        warmup_epochs: Epochs in which it rises from zero; parts of one are allowed.
        step_epochs: After how many epochs `step` lowers it.
        step_factor: And by what factor.
        gradient_clip: Longest gradient of one step; 0 clips none.
        amp: Mixed precision, where the network runs on a CUDA card.
        patience: Epochs without a better validation AUC after which training stops; 0: never.
        validation: What is held back from training: `pictures` of the same people, whole `people`,
            or `none`.
        validation_share: How much of it.
        test_share: How much of a folder without a part for testing is kept for that; 0: nothing.
        validation_pairs: Pairs that are compared after each epoch, half of them of one person.
        test_pairs: Unseen pairs that are judged at the end, half of them of one person.
        faces: Whether faces are found in the pictures and aligned; if not, see `framing`.
        framing: What counts of pictures without faces: their `middle`, or the `whole` of what is
            wide or high, such as a signature.
        augment: How much the pictures are varied: `none`, `light` or `strong`.
        mirror: Whether left and right may change places in that: in a face, not in a letter.
        frozen_stages: Stages nearest the input that are not trained.
        stage_lr_factor: Each stage nearer the input learns at this times the rate of the next.
        workers: Processes that prepare batches; 0: none but this one.
        deterministic: On a CUDA card, take only methods that give the same result each time.
        seed: Of everything random.
    """

    name: str = ""
    encoder: Annotated[str, Field(min_length=1)] = "conv-siamese"
    pretrained: bool = False
    network: NetworkConfig = NetworkConfig()
    loss: LossConfig = LossConfig()
    epochs: int = Field(default=30, ge=1, le=100_000)
    batch: int = Field(default=32, ge=2, le=65_536)
    epoch_length: int = Field(default=0, ge=0)
    pictures_per_person: int = Field(default=4, ge=2, le=256)
    optimiser: Literal["adam", "adamw", "sgd"] = "adamw"
    lr: float = Field(default=5e-4, gt=0.0, le=10.0)
    weight_decay: float = Field(default=1e-4, ge=0.0, le=1.0)
    schedule: Literal["constant", "cosine", "step"] = "cosine"
    warmup_epochs: float = Field(default=1.0, ge=0.0)
    step_epochs: int = Field(default=10, ge=1)
    step_factor: float = Field(default=0.1, gt=0.0, lt=1.0)
    gradient_clip: float = Field(default=5.0, ge=0.0)
    amp: bool = True
    patience: int = Field(default=0, ge=0)
    validation: Literal["pictures", "people", "none"] = "pictures"
    validation_share: float = Field(default=0.2, gt=0.0, lt=1.0)
    validation_pairs: int = Field(default=2000, ge=2, le=1_000_000)
    test_share: float = Field(default=0.2, ge=0.0, lt=1.0)
    test_pairs: int = Field(default=2000, ge=2, le=1_000_000)
    faces: bool = True
    framing: Literal["middle", "whole"] = "middle"
    augment: Literal["none", "light", "strong"] = "light"
    mirror: bool = True
    frozen_stages: int = Field(default=0, ge=0)
    stage_lr_factor: float = Field(default=1.0, gt=0.0, le=1.0)
    workers: int = Field(default=0, ge=0, le=256)
    deterministic: bool = True
    seed: int = Field(default=0, ge=0, lt=2**63)

    @model_validator(mode="after")
    def _fits_together(self) -> "TrainConfig":
        is_made_here = self.encoder == "conv-siamese" and not self.pretrained
        if self.network != NetworkConfig() and not is_made_here:
            raise ValueError("network.… shapes a fresh conv-siamese, and nothing else")
        if self.patience and self.validation == "none":
            raise ValueError('patience needs a validation, so validation must not be "none"')
        return self

    def to_json(self) -> str:
        """Return all settings as JSON."""
        return json.dumps(self.model_dump(mode="json"), indent=2)


def starting_config(encoder: str, *, pretrained: bool = False) -> TrainConfig:
    """Return the settings that a training of `encoder` begins with.

    Weights that are good already want small steps, and the smaller the nearer the input: what is
    learned there (edges, textures) holds for all faces.
    """
    if not pretrained:
        return TrainConfig(encoder=encoder)
    return TrainConfig(
        encoder=encoder,
        pretrained=True,
        lr=5e-5,
        frozen_stages=2,
        stage_lr_factor=0.6,
        epochs=10,
    )


def with_settings(config: TrainConfig, settings: Sequence[str]) -> TrainConfig:
    """Return the configuration with some settings changed.

    Args:
        config: What holds for all others.
        settings: `key=value` each, e.g. `lr=0.001`, `loss.margin=0.5`, `network.widths=32,64`. What
            stands behind `loss.` and is not `name` is an option of the loss.

    Raises:
        TrainingError: There is no such key, or a value is wrong.
    """
    values: dict[str, Any] = config.model_dump()
    for setting in settings:
        key, equals, text = (part.strip() for part in setting.partition("="))
        if not (key and equals):
            raise TrainingError(
                f"“{setting}” is no setting.", "Write it as key=value, e.g. --set lr=0.001."
            )
        _put(values, key, text)
    return _checked(values)


def read_config(file: Path) -> TrainConfig:
    """Read the configuration that a run wrote.

    Raises:
        TrainingError: It cannot be read or is none.
    """
    try:
        return TrainConfig.model_validate_json(file.read_bytes())
    except OSError as error:
        raise TrainingError(
            f"The settings {file} cannot be read ({error.strerror}).",
            "Name the folder of a run that has begun, or leave --resume away to begin one.",
        ) from error
    except ValidationError as error:
        raise TrainingError(
            f"The settings {file} are not those of a training ({wrong_setting(error)}).",
            "Begin a new run in another folder.",
        ) from error


def known_settings() -> tuple[str, ...]:
    """Return the keys that a setting may have, without the options of the losses."""
    keys: list[str] = []
    for name, field in TrainConfig.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            keys += [f"{name}.{inner}" for inner in section.model_fields if inner != "options"]
        else:
            keys.append(name)
    return tuple(keys)


def _put(values: dict[str, Any], key: str, text: str) -> None:
    """Set one key in the nested values."""
    section, dot, option = key.partition(".")
    if key not in known_settings():
        if section != "loss" or not dot or not option:
            raise TrainingError(
                f"There is no setting “{key}”.{nearest_setting(key, known_settings())}",
                f"There are: {', '.join(known_settings())}; and loss.… for what the loss is told.",
            )
        values["loss"]["options"][option] = _number_or_text(text)
        return
    inner = values if not dot else values[section]
    name = option if dot else section
    if key == "loss.name" and text != inner["name"]:
        values["loss"]["options"] = {}  # another loss has other options
    inner[name] = [part.strip() for part in text.split(",")] if key == "network.widths" else text


def _number_or_text(text: str) -> LossOption:
    try:
        return float(text)
    except ValueError:
        return text


def _checked(values: dict[str, Any]) -> TrainConfig:
    try:
        return TrainConfig.model_validate(values)
    except ValidationError as error:
        raise TrainingError(
            f"A setting is wrong: {wrong_setting(error)}.", "Give it such a value."
        ) from error
