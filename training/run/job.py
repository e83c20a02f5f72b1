"""Pictures and settings → a training that can begin."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models.encoders.trained import Trainable
from training.config import TrainConfig
from training.data.classes import ClassDataset, ClassPlan
from training.data.images import ImageSet
from training.data.loaders import class_batches, pair_batches
from training.data.pairs import PairDataset, fixed_pairs
from training.data.seeds import generator
from training.data.transforms import View, training_view
from training.errors import TrainingError
from training.loop.distributed import Ranks
from training.loop.encoders import parameter_groups
from training.loop.job import Batches, Step, TrainingJob
from training.loop.step import class_step, pair_step
from training.loop.validation import Validator
from training.losses.catalogue import LossKind, find_loss
from training.run.datasets import RunData

_FEWEST_STEPS = 10


def build_job(
    config: TrainConfig,
    data: RunData,
    encoder: Trainable,
    *,
    ranks: Ranks,
    checkpoints: Path | None = None,
    provenance: Mapping[str, Any] | None = None,
) -> TrainingJob:
    """Put a training together.

    Args:
        config: Its settings.
        data: Its pictures.
        encoder: The network.
        ranks: This process among those that train together.
        checkpoints: Folder that it is kept in.
        provenance: What is written into the checkpoints about what made them.

    Raises:
        TrainingError: The loss or the batch cannot be made of this.
    """
    spec = find_loss(config.loss.name)
    with torch.random.fork_rng(devices=[]):  # a loss may have weights, and draws them
        torch.default_generator.manual_seed(
            int(generator(config.seed, "weights of the loss").integers(2**62))
        )
        loss = spec.build(config.loss.options, encoder.dimension, len(data.train.classes))
    parameter_groups(encoder, loss, config)  # freezes: what is told of the network is true then
    if config.batch % ranks.world:
        raise TrainingError(
            f"A batch of {config.batch} cannot be shared by {ranks.world} processes alike.",
            f"Set batch to a multiple of {ranks.world}.",
        )
    view = training_view(data.train.size_px, config.augment, mirror=config.mirror)
    step: Step
    batches: Callable[[int], Batches]
    if spec.kind is LossKind.PAIRS:
        step, batches = pair_step, _pairs(config, data.train, view, ranks)
    else:
        step, batches = class_step, _classes(config, data.train, view, ranks)
    validate = None
    if data.validation is not None:
        validate = Validator(
            data.validation,
            fixed_pairs(data.validation.labels, config.validation_pairs, config.seed),
            kind=spec.kind,
            batch=config.batch,
            pictures_per_person=config.pictures_per_person,
            seed=config.seed,
        )
    return TrainingJob(
        config=config,
        encoder=encoder,
        loss=loss,
        step=step,
        batches=batches,
        validate=validate,
        data_digest=data.train.digest,
        checkpoints=checkpoints,
        provenance=provenance or {},
        ranks=ranks,
    )


def sample_pairs(config: TrainConfig, data: RunData) -> PairDataset:
    """Return pairs as a training on pairs is shown them, whatever the loss is."""
    view = training_view(data.train.size_px, config.augment, mirror=config.mirror)
    return PairDataset(data.train, length=len(data.train), seed=config.seed, view=view)


def _epoch_length(config: TrainConfig, pictures: int) -> int:
    return config.epoch_length or max(pictures, _FEWEST_STEPS * config.batch)


def _pairs(
    config: TrainConfig, images: ImageSet, view: View, ranks: Ranks
) -> Callable[[int], Batches]:
    length = _epoch_length(config, len(images))
    dataset = PairDataset(images, length=length, seed=config.seed, view=view)
    return lambda epoch: pair_batches(
        dataset,
        batch=config.batch,
        epoch=epoch,
        rank=ranks.rank,
        world=ranks.world,
        workers=config.workers,
    )


def _classes(
    config: TrainConfig, images: ImageSet, view: View, ranks: Ranks
) -> Callable[[int], Batches]:
    people = config.batch // config.pictures_per_person
    if people < 2:
        raise TrainingError(
            f"A batch of {config.batch} with {config.pictures_per_person} pictures of each person "
            "holds nobody to be told from.",
            "Make batch at least twice pictures_per_person.",
        )
    if int((np.bincount(images.labels.numpy()) > 1).sum()) < 2:
        raise TrainingError(
            f"Only one person has two pictures: the loss {config.loss.name} needs two who have.",
            "Give more pictures of each person, or train with --loss contrastive.",
        )
    dataset = ClassDataset(images, seed=config.seed, view=view)
    plan = ClassPlan(people, config.pictures_per_person)
    count = -(-_epoch_length(config, len(images)) // config.batch)
    return lambda epoch: class_batches(
        dataset,
        plan=plan,
        epoch=epoch,
        batches=count,
        rank=ranks.rank,
        world=ranks.world,
        workers=config.workers,
    )
