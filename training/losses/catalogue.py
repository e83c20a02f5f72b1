"""The losses by name, each with its options; and losses of one's own.

Two kinds: a loss over pairs is called with `(left, right, same)`; a loss over classes looks at a
whole batch of `(embeddings, labels)` and makes its pairs and triplets itself. All but the
contrastive one come from pytorch-metric-learning.

A loss of one's own is named `package.module:Class`. It is a `torch.nn.Module`; its forward takes
`(embeddings, labels)`, or `(left, right, same)` where its class says `kind = "pairs"`; its options
are the keyword arguments of its `__init__`, and it is handed `dimension` and `classes` where it has
arguments of those names.
"""

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from torch import nn

from training.config import LossOption
from training.config_problems import nearest_setting
from training.errors import TrainingError
from training.losses import in_batch
from training.losses.contrastive import ContrastiveLoss


class LossKind(StrEnum):
    """What a loss is computed from."""

    PAIRS = "pairs"
    CLASSES = "classes"


@dataclass(frozen=True, slots=True, eq=False)
class LossSpec:
    """A loss before it is built.

    Attributes:
        kind: What it is computed from.
        defaults: Its options with what they are unless set.
        make: Builds it from all options, the embeddings' length D and the number of classes.
    """

    kind: LossKind
    defaults: Mapping[str, LossOption]
    make: Callable[[Mapping[str, Any], int, int], nn.Module]

    def build(self, options: Mapping[str, LossOption], dimension: int, classes: int) -> nn.Module:
        """Return the loss.

        Args:
            options: What was set of its options.
            dimension: Length D of an embedding.
            classes: How many people are trained on.

        Raises:
            TrainingError: It has no such option, or a value is wrong.
        """
        known = [f"loss.{name}" for name in self.defaults]
        for name in options:
            if name not in self.defaults:
                raise TrainingError(
                    f"This loss has no option “{name}”.{nearest_setting(f'loss.{name}', known)}",
                    f"It has: {', '.join(known) or 'none'}.",
                )
        try:
            chosen = {
                name: _like(name, default, options.get(name, default))
                for name, default in self.defaults.items()
            }
            return self.make(chosen, dimension, classes)
        except (ValueError, TypeError) as error:
            given = ", ".join(f"loss.{name}={value}" for name, value in options.items())
            raise TrainingError(
                f"The loss cannot be built from {given or 'its defaults'}: {error}.",
                f"Its defaults are: {_listed(self.defaults)}.",
            ) from error


LOSSES: Mapping[str, LossSpec] = MappingProxyType(
    {
        "contrastive": LossSpec(
            LossKind.PAIRS, {"margin": 1.0}, lambda o, _d, _c: ContrastiveLoss(**o)
        ),
        "triplet": LossSpec(
            LossKind.CLASSES,
            {"margin": 0.2, "mining": "semihard"},
            lambda o, _d, _c: in_batch.TripletLoss(**o),
        ),
        "n-pair": LossSpec(
            LossKind.CLASSES, {"scale": 16.0}, lambda o, _d, _c: in_batch.NPairLoss(**o)
        ),
        "nt-xent": LossSpec(
            LossKind.CLASSES, {"temperature": 0.1}, lambda o, _d, _c: in_batch.nt_xent(**o)
        ),
        "multi-similarity": LossSpec(
            LossKind.CLASSES,
            {"alpha": 2.0, "beta": 50.0, "base": 0.5},
            lambda o, _d, _c: in_batch.multi_similarity(**o),
        ),
        "circle": LossSpec(
            LossKind.CLASSES, {"m": 0.25, "gamma": 64.0}, lambda o, _d, _c: in_batch.circle(**o)
        ),
        "arcface": LossSpec(
            LossKind.CLASSES, {"margin_degrees": 28.6, "scale": 32.0}, in_batch.arcface
        ),
    }
)
"""The losses that come with Janus."""


def find_loss(name: str) -> LossSpec:
    """Return a loss of the catalogue, or one's own by `package.module:Class`.

    Raises:
        TrainingError: There is none.
    """
    if ":" in name:
        return _own(name)
    if name not in LOSSES:
        raise TrainingError(
            f"There is no loss “{name}”.{nearest_setting(name, tuple(LOSSES))}",
            f"Choose one of: {', '.join(LOSSES)}; or name your own, package.module:Class.",
        )
    return LOSSES[name]


def _own(name: str) -> LossSpec:
    """Return a loss that somebody else wrote."""
    module_name, _, class_name = name.partition(":")
    try:
        # The operator names their own code, as with `python -m`.
        loss_class = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise TrainingError(
            f"The loss “{name}” cannot be imported: {error}.",
            "Name it package.module:Class, and put its folder on PYTHONPATH.",
        ) from error
    if not (isinstance(loss_class, type) and issubclass(loss_class, nn.Module)):
        raise TrainingError(f"“{name}” is no torch.nn.Module.", "Derive your loss from it.")
    parameters = inspect.signature(loss_class).parameters
    options = {
        key: parameter.default
        for key, parameter in parameters.items()
        if isinstance(parameter.default, int | float | str)
    }
    try:
        kind = LossKind(getattr(loss_class, "kind", LossKind.CLASSES))
    except ValueError as error:
        raise TrainingError(
            f"The kind of the loss “{name}” is none: {error}.", "Say “pairs” or “classes”."
        ) from error

    def make(chosen: Mapping[str, Any], dimension: int, classes: int) -> nn.Module:
        given = {"dimension": dimension, "classes": classes}
        built: nn.Module = loss_class(
            **chosen, **{key: value for key, value in given.items() if key in parameters}
        )
        return built

    return LossSpec(kind, options, make)


def _like(name: str, default: LossOption, value: LossOption) -> LossOption:
    """Return a value as the type of its default."""
    if isinstance(default, str):
        return str(value)
    if isinstance(value, str):
        raise ValueError(f"{name} must be a number, not “{value}”")  # noqa: TRY004 - a setting
    return type(default)(value)


def _listed(options: Mapping[str, LossOption]) -> str:
    return ", ".join(f"loss.{name}={value}" for name, value in options.items()) or "none"
