"""A training kept on disk after each epoch, so that it can go on exactly where it was.

One file holds all tensors and, in its header, the card: so the two can never be of two epochs,
whenever the power fails. The card lies beside it as JSON too, for people to read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from models.whole_file import write_whole
from training.config import TrainConfig
from training.errors import TrainingError
from training.loop.history import History

_FORMAT = 1
_NAME = "last"

# What may be another when a training goes on: how long, how fast, and by what means.
_FREE = frozenset({"epochs", "gradient_clip", "lr", "name", "patience", "workers"})


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A training after an epoch.

    Attributes:
        config: Its settings.
        architecture: What the network is made of.
        data_digest: Of the pictures trained on.
        history: All epochs so far.
        tensors: Weights of network and loss, the best weights, and what the optimiser keeps.
        precision: What mixed precision keeps.
        provenance: What made it: versions, commit.
    """

    config: TrainConfig
    architecture: Mapping[str, Any]
    data_digest: str
    history: History
    tensors: Mapping[str, torch.Tensor]
    precision: Mapping[str, Any]
    provenance: Mapping[str, Any]

    def part(self, prefix: str) -> dict[str, torch.Tensor]:
        """Return the tensors whose name begins with `prefix` and a dot, without both."""
        start = f"{prefix}."
        return {k.removeprefix(start): v for k, v in self.tensors.items() if k.startswith(start)}

    def card(self) -> dict[str, Any]:
        """Return all but the tensors, in plain values."""
        best = self.history.best
        return {
            "format": _FORMAT,
            "epoch": len(self.history),
            "best_epoch": None if best is None else best.epoch,
            "best_validation_auc": None if best is None else best.validation_auc,
            "architecture": dict(self.architecture),
            "data_digest": self.data_digest,
            "config": self.config.model_dump(mode="json"),
            "provenance": dict(self.provenance),
            "precision": dict(self.precision),
            "history": self.history.to_json(),
        }


def has_checkpoint(folder: Path) -> bool:
    """Return whether a training was kept in `folder`."""
    return _tensors(folder).is_file()


def write_checkpoint(checkpoint: Checkpoint, folder: Path) -> None:
    """Write a checkpoint whole, or leave the one that is there.

    Args:
        checkpoint: After an epoch.
        folder: Made where it is missing.

    Raises:
        TrainingError: The disk is full, or the folder cannot be written to.
    """
    card = json.dumps(checkpoint.card(), indent=1)
    tensors = {name: value.contiguous() for name, value in checkpoint.tensors.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(_tensors(folder), save(tensors, metadata={"card": card}))
        write_whole(folder / f"{_NAME}.json", card.encode())
    except OSError as error:
        kept = "The one before it is unharmed: f" if has_checkpoint(folder) else "F"
        raise TrainingError(
            f"The checkpoint of epoch {len(checkpoint.history)} cannot be written into {folder}: "
            f"{error.strerror or error}.",
            f"{kept}ree some disk space or check that you may write there, and go on with "
            "--resume.",
        ) from error


def read_checkpoint(folder: Path) -> Checkpoint:
    """Read the checkpoint of a run.

    Raises:
        TrainingError: There is none, or it is damaged.
    """
    file = _tensors(folder)
    if not file.is_file():
        raise TrainingError(
            f"There is no checkpoint in {folder}.",
            "A training can go on once its first epoch is done; begin it without --resume.",
        )
    try:
        with safe_open(file, framework="pt") as opened:
            card = json.loads((opened.metadata() or {})["card"])
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
        return Checkpoint(
            config=TrainConfig.model_validate(card["config"]),
            architecture=card["architecture"],
            data_digest=card["data_digest"],
            history=History.from_json(card["history"]),
            tensors=tensors,
            precision=card["precision"],
            provenance=card["provenance"],
        )
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            f"The checkpoint {file} is damaged.",
            "Begin the training again without --resume, in another folder.",
        ) from error


def check_fits(
    checkpoint: Checkpoint, config: TrainConfig, architecture: Mapping[str, Any], data_digest: str
) -> None:
    """See that a training can go on from a checkpoint.

    Raises:
        TrainingError: It is of another architecture, of other settings, or of other pictures.
    """
    if dict(checkpoint.architecture) != dict(architecture):
        raise TrainingError(
            f"The checkpoint is of another architecture: {_told(checkpoint.architecture)}, not "
            f"{_told(architecture)}.",
            "Go on with the encoder and the network settings it was begun with.",
        )
    before, now = checkpoint.config.model_dump(), config.model_dump()
    changed = [key for key in now if key not in _FREE and before[key] != now[key]]
    if changed:
        key = changed[0]
        raise TrainingError(
            f"The checkpoint was made with other settings: {key} was {before[key]}, and would now "
            f"be {now[key]}.",
            f"Only {', '.join(sorted(_FREE))} may change when a training goes on; begin a new one "
            "in another folder for the rest.",
        )
    if checkpoint.data_digest != data_digest:
        raise TrainingError(
            "The checkpoint was trained on other pictures: what is in the folder now is not what "
            "was in it then.",
            "Give the pictures it was begun with, or begin a new training in another folder.",
        )


def optimiser_tensors(optimiser: torch.optim.Optimizer) -> dict[str, torch.Tensor]:
    """Return what an optimiser keeps of each parameter, named by its number."""
    return {
        f"{number}.{key}": value
        for number, kept in optimiser.state_dict()["state"].items()
        for key, value in kept.items()
        if isinstance(value, torch.Tensor)
    }


def restore_optimiser(
    optimiser: torch.optim.Optimizer, tensors: Mapping[str, torch.Tensor]
) -> None:
    """Give an optimiser of the same parameters what `optimiser_tensors` returned."""
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    for name, value in tensors.items():
        number, _, key = name.partition(".")
        parameter = parameters[int(number)]
        kept = value.clone()
        if value.shape == parameter.shape:
            # In the parameter's own memory format: another would be computed in another order.
            kept = torch.empty_like(parameter, requires_grad=False).copy_(value)
        optimiser.state[parameter][key] = kept


def _tensors(folder: Path) -> Path:
    return folder / f"{_NAME}.safetensors"


def _told(architecture: Mapping[str, Any]) -> str:
    shape = architecture.get("shape")
    if not isinstance(shape, Mapping):
        return str(architecture.get("name"))
    return f"{architecture.get('name')} of {', '.join(f'{k} {v}' for k, v in shape.items())}"
