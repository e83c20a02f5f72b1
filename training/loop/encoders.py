"""The network to train: fresh or with the weights it has, which stages learn, and how fast."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import torch
from torch import nn

from models.encoders import resnet29
from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from models.encoders.resnet29 import ResNet29, load_resnet29
from models.encoders.trained import Trainable, has_card, load_trained, trained_names
from models.weights import WeightsStore
from training.config import TrainConfig
from training.data.seeds import generator
from training.errors import TrainingError

CONV_SIAMESE, RESNET29 = "conv-siamese", "resnet29"

# The blocks of ResNet-29 by the width of their convolutions.
_RESNET29_STAGES = (3, 4, 3, 3, 1)


def build_encoder(config: TrainConfig, store: WeightsStore) -> Trainable:
    """Return the network that a training begins with.

    Args:
        config: Names it.
        store: The weights of this kiosk, for a pretrained one.

    Raises:
        TrainingError: There is no such network, or it has no weights to begin with.
        ModelError: Its weights are missing or damaged.
    """
    if config.pretrained:
        return _pretrained(config.encoder, store)
    if config.encoder == CONV_SIAMESE:
        network = config.network
        shape = ConvSiameseShape(
            network.size_px, network.channels, network.widths, network.dimension
        )
        return ConvSiamese(shape, seed=int(generator(config.seed, "weights").integers(2**62)))
    if config.encoder == RESNET29:
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(
                int(generator(config.seed, "weights").integers(2**62))
            )
            return ResNet29()
    if has_card(store.folder, config.encoder):
        raise TrainingError(
            f"“{config.encoder}” was trained already.",
            "Add --pretrained to go on from its weights, or name conv-siamese or resnet29.",
        )
    raise _unknown(config.encoder, store)


def _pretrained(name: str, store: WeightsStore) -> Trainable:
    if name == RESNET29:
        return load_resnet29(store.locate(resnet29.MODEL_ID))
    if name == CONV_SIAMESE:
        raise TrainingError(
            "conv-siamese comes without weights: there is nothing to go on from.",
            "Leave --pretrained away, or name an encoder that you have trained.",
        )
    if has_card(store.folder, name):
        return load_trained(store.folder, name)
    raise _unknown(name, store)


def _unknown(name: str, store: WeightsStore) -> TrainingError:
    own = trained_names(store.folder)
    also = f"; with --pretrained also: {', '.join(own)}" if own else ""
    return TrainingError(
        f"There is no encoder “{name}” that can be trained.",
        f"Choose {CONV_SIAMESE} or {RESNET29}{also}.",
    )


def architecture_of(encoder: Trainable) -> dict[str, Any]:
    """Return what an encoder is made of, in plain values."""
    if isinstance(encoder, ConvSiamese):
        shape = asdict(encoder.shape)
        return {"name": CONV_SIAMESE, "shape": shape | {"widths": list(encoder.shape.widths)}}
    return {"name": RESNET29}


def stages_of(encoder: Trainable) -> list[list[nn.Parameter]]:
    """Return the parameters of an encoder in stages, from the input to the output."""
    parts: list[Sequence[nn.Module]]
    if isinstance(encoder, ConvSiamese):
        parts = [*([block] for block in encoder.blocks), [encoder.out]]
    else:
        blocks, parts, start = list(encoder.blocks), [[encoder.stem]], 0
        for count in _RESNET29_STAGES:
            parts.append(blocks[start : start + count])
            start += count
        parts.append([encoder.out])
    return [[p for module in part for p in module.parameters()] for part in parts]


def parameter_groups(
    encoder: Trainable, loss: nn.Module, config: TrainConfig
) -> list[dict[str, Any]]:
    """Freeze the stages that are not trained, and return the others with their learning rates.

    Howard and Ruder (2018), "Universal language model fine-tuning": the nearer to the input, the
    more general is what was learned, and the less it should be moved.

    Args:
        encoder: Its frozen parameters are marked as needing no gradient, the others as needing one.
        loss: Its own parameters, where it has any, learn at the highest rate.
        config: Says how many stages are frozen, and the factor between two stages.

    Returns:
        Groups for an optimiser, each with `lr` at its highest.

    Raises:
        TrainingError: No stage would be left.
    """
    stages = stages_of(encoder)
    if config.frozen_stages >= len(stages):
        raise TrainingError(
            f"All {len(stages)} stages of {config.encoder} would be frozen: nothing would learn.",
            f"Set frozen_stages to {len(stages) - 1} at most.",
        )
    groups = []
    for number, parameters in enumerate(stages):
        frozen = number < config.frozen_stages
        for parameter in parameters:
            parameter.requires_grad_(not frozen)
        if not frozen:
            factor = config.stage_lr_factor ** (len(stages) - 1 - number)
            groups.append({"params": parameters, "lr": config.lr * factor})
    own = list(loss.parameters())
    if own:
        groups.append({"params": own, "lr": config.lr})
    return groups


def build_optimiser(groups: list[dict[str, Any]], config: TrainConfig) -> torch.optim.Optimizer:
    """Return the optimiser; each group remembers its highest learning rate as `peak_lr`."""
    for group in groups:
        group["peak_lr"] = group["lr"]
    match config.optimiser:
        case "adam":
            return torch.optim.Adam(groups, weight_decay=config.weight_decay)
        case "adamw":
            return torch.optim.AdamW(groups, weight_decay=config.weight_decay)
        case "sgd":
            return torch.optim.SGD(
                groups, momentum=0.9, nesterov=True, weight_decay=config.weight_decay
            )
