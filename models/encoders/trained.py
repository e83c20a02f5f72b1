"""Encoders that were trained here: a file of weights and a card that says what they are.

`NAME.safetensors` holds nothing but numbers; `NAME.json`, the card, names the architecture and the
digest of the weights, and tells how they were trained. The `model_id` carries the start of that
digest, so that templates of two trainings can never be taken for each other.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from models.encoders.resnet29 import ResNet29
from models.errors import ModelError
from models.fetch import staged
from models.weights_manifest import MANIFEST

Trainable: TypeAlias = ConvSiamese | ResNet29

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_CONV_SIAMESE, _RESNET29 = "conv-siamese", "resnet29"
_DIGITS_IN_ID = 12
_NOTHING: Mapping[str, object] = MappingProxyType({})


def has_card(folder: Path, name: str) -> bool:
    """Return whether an encoder of that name was saved in `folder`."""
    return _NAME.fullmatch(name) is not None and _card(folder, name).is_file()


def trained_names(folder: Path) -> tuple[str, ...]:
    """Return the names of the encoders that were saved in `folder`."""
    return tuple(sorted(card.stem for card in folder.glob("*.json")))


def save_trained(
    encoder: Trainable, folder: Path, name: str, *, about: Mapping[str, object] = _NOTHING
) -> str:
    """Write an encoder's weights and card.

    Args:
        encoder: The network.
        folder: The weights folder; made where it is missing.
        name: What an operator will call it: small letters, digits and hyphens.
        about: How it was trained, for people: the card's `training`. Plain JSON values; a figure
            that there is none of is None, as JSON knows no NaN.

    Returns:
        The `model_id` that it will have when loaded.

    Raises:
        ModelError: The name is no such name or is taken, or the folder cannot be written to.
        ValueError: `about` holds a number that is none.
        TypeError: `about` holds something that is no JSON.
    """
    check_name(name)
    state = {key: value.cpu().contiguous() for key, value in encoder.state_dict().items()}
    weights = save(state)
    digest = hashlib.sha256(weights).hexdigest()
    card: dict[str, Any] = {"sha256": digest}
    if isinstance(encoder, ConvSiamese):
        card |= {"architecture": _CONV_SIAMESE, "shape": asdict(encoder.shape)}
    else:
        card |= {"architecture": _RESNET29}
    card["training"] = dict(about)
    text = json.dumps(card, indent=2, ensure_ascii=False, allow_nan=False)
    put_files(folder, name, card=text.encode(), weights=weights)
    return _model_id(name, digest)


def put_files(folder: Path, name: str, *, card: bytes, weights: bytes) -> None:
    """Put both files of an encoder into a folder, each whole; the card, which makes it known, last.

    Raises:
        ModelError: The folder cannot be written to.
    """
    for path, content in ((_weights(folder, name), weights), (_card(folder, name), card)):
        with staged(folder, path.name) as draft:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)


def check_name(name: str) -> None:
    """Accept a name for an encoder trained here.

    Raises:
        ModelError: It is no such name, or that of a pretrained network.
    """
    if _NAME.fullmatch(name) is None:
        raise ModelError(
            f"An encoder cannot be called “{name}”.", "Use small letters, digits and hyphens."
        )
    if any(name in (spec.name, spec.set_name) for spec in MANIFEST.values()):
        raise ModelError(f"“{name}” is a pretrained network.", "Choose another name for yours.")


def load_trained(folder: Path, name: str) -> Trainable:
    """Return an encoder that `save_trained` wrote, ready to embed.

    Raises:
        ModelError: Card or weights are missing, damaged, or do not belong together.
    """
    return encoder_of(name, *read_files(folder, name))


def read_files(folder: Path, name: str) -> tuple[bytes, bytes]:
    """Return the content of an encoder's card and of its weights.

    Raises:
        ModelError: They cannot be read.
    """
    try:
        return _card(folder, name).read_bytes(), _weights(folder, name).read_bytes()
    except OSError as error:
        raise _unusable(name, f"{error.filename} cannot be read ({error.strerror})") from error


def encoder_of(name: str, card_text: bytes, weights: bytes) -> Trainable:
    """Return an encoder, made from the content of its files.

    Raises:
        ModelError: They are damaged, or do not belong together.
    """
    digest = hashlib.sha256(weights).hexdigest()
    try:
        card = json.loads(card_text)
        if digest != card["sha256"]:
            raise _unusable(name, "its weights are not those of its card")
        encoder = _build(card, _model_id(name, digest))
        state = load(weights)
        if not all(bool(torch.isfinite(value).all()) for value in state.values()):
            raise _unusable(name, "some of its weights are no numbers")
        encoder.load_state_dict(state)
    except SafetensorError as error:
        raise _unusable(name, "its weights are damaged") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _unusable(name, "its card cannot be understood") from error
    except RuntimeError as error:  # load_state_dict
        raise _unusable(name, "its weights are of another architecture") from error
    return encoder.eval()


def _build(card: dict[str, Any], model_id: str) -> Trainable:
    match card["architecture"]:
        case "conv-siamese":
            shape = card["shape"]
            shape = ConvSiameseShape(**(shape | {"widths": tuple(shape["widths"])}))
            return ConvSiamese(shape, model_id=model_id)
        case "resnet29":
            return ResNet29(model_id=model_id)
        case other:
            raise ValueError(f"There is no architecture {other}.")


def _model_id(name: str, digest: str) -> str:
    return f"{name}-{digest[:_DIGITS_IN_ID]}"


def _card(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _weights(folder: Path, name: str) -> Path:
    return folder / f"{name}.safetensors"


def _unusable(name: str, why: str) -> ModelError:
    return ModelError(
        f"The encoder “{name}” cannot be used: {why}.",
        "Train it again, or bring both of its files again from where it was trained.",
    )
