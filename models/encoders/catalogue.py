"""Encoders by name, or by the card of one that was trained here."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import torch
from torch import nn

from models.encoders import inception, resnet29
from models.encoders.base import SiameseEncoder
from models.encoders.inception import load_inception
from models.encoders.resnet29 import load_resnet29
from models.encoders.trained import has_card, load_trained, trained_names
from models.errors import ModelError
from models.weights import WeightsStore

LOADERS: Mapping[str, Callable[[Path], nn.Module]] = MappingProxyType(
    {resnet29.MODEL_ID: load_resnet29, inception.MODEL_ID: load_inception}
)
"""How the weights of a `model_id` become a network; raises ModelError where they cannot."""


_CARD = ".json"  # no encoder's name has a dot


def load_encoder(name: str, store: WeightsStore, device: torch.device) -> SiameseEncoder:
    """Return an encoder, ready to embed on `device`.

    Args:
        name: `resnet29`, `inception-vggface2`, what an encoder trained here was called, or the
            path of such an encoder's card (`RUN/encoder/NAME.json`), installed or not.
        store: The weights of this kiosk.
        device: Where it will run.

    Raises:
        ModelError: There is none of that name, or its weights are absent or damaged.
    """
    pretrained = _pretrained(store)
    encoder: nn.Module
    if name.endswith(_CARD):
        card = Path(name)
        encoder = load_trained(card.parent, card.stem)
    elif name in pretrained:
        encoder = LOADERS[pretrained[name]](store.locate(pretrained[name]))
    elif has_card(store.folder, name):
        encoder = load_trained(store.folder, name)
    else:
        raise _unknown(name, store)
    encoder.to(device).eval()
    assert isinstance(encoder, SiameseEncoder)  # noqa: S101 - for the type checker
    return encoder


def model_id_of(name: str, store: WeightsStore) -> str:
    """Return the mark of an encoder without loading a pretrained one.

    Args:
        name: As for `load_encoder`, but no path.
        store: The weights of this kiosk.

    Raises:
        ModelError: There is none of that name, or one trained here is damaged.
    """
    pretrained = _pretrained(store)
    if name in pretrained:
        return pretrained[name]
    if has_card(store.folder, name):
        return load_trained(store.folder, name).model_id
    raise _unknown(name, store)


def _pretrained(store: WeightsStore) -> dict[str, str]:
    """Return the `model_id` of each pretrained encoder; not all weights are an encoder's."""
    return {spec.name: spec.model_id for spec in store.specs() if spec.model_id in LOADERS}


def _unknown(name: str, store: WeightsStore) -> ModelError:
    known = (*_pretrained(store), *trained_names(store.folder))
    return ModelError(f"There is no encoder “{name}”.", f"Choose one of: {', '.join(known)}.")
