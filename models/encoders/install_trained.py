"""Bringing an encoder from where it was trained into the weights folder: proved first, then whole.

Its name goes with it, because the `model_id` that templates and calibrations carry begins with it.
"""

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from models.encoders.trained import (
    Trainable,
    check_name,
    encoder_of,
    has_card,
    load_trained,
    put_files,
    read_files,
)
from models.errors import ModelError

_UNIT_TOLERANCE = 1e-3
_SAME_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did.

    Attributes:
        name: What the encoder is called.
        model_id: Its mark.
        is_new: False where the same weights were there already.
    """

    name: str
    model_id: str
    is_new: bool


def card_at(path: Path) -> Path:
    """Return the card that an operator means.

    Args:
        path: The card itself, its folder, or the folder of the training run.

    Raises:
        ModelError: There is none, or there are several.
    """
    if path.suffix == ".safetensors":
        return path.with_suffix(".json")
    if not path.is_dir():
        return path
    for folder in (path, path / "encoder"):
        cards = sorted(c for c in folder.glob("*.json") if c.with_suffix(".safetensors").is_file())
        if len(cards) > 1:
            raise ModelError(
                f"There are several encoders in {folder}: {', '.join(c.name for c in cards)}.",
                "Name the card of the one you mean.",
            )
        if cards:
            return cards[0]
    raise ModelError(
        f"There is no encoder in {path}.",
        "Name the card that `janus train` wrote, RUN/encoder/NAME.json; its weights lie beside it.",
    )


def install_trained(card: Path, folder: Path) -> Installed:
    """Copy an encoder into the weights folder, after it has been found to work.

    An encoder of that name that is there already is never replaced by another one: templates of it
    may be in use.

    Args:
        card: Where it was trained, `NAME.json`, with its weights beside it.
        folder: The weights folder.

    Raises:
        ModelError: Card or weights are damaged or make no embeddings, the name is taken, or the
            folder cannot be written to.
    """
    name = card.stem
    check_name(name)
    card_text, weights = read_files(card.parent, name)
    encoder = encoder_of(name, card_text, weights)  # of the very bytes that will be written
    _prove(encoder, name)
    new = Installed(name, encoder.model_id, is_new=True)
    there = ""
    if has_card(folder, name):
        try:
            there = load_trained(folder, name).model_id
        except ModelError:
            if not _is_half_of(folder, name, card_text, weights):
                there = "damaged"
    if not there:
        put_files(folder, name, card=card_text, weights=weights)
        return new
    if there == new.model_id:
        return replace(new, is_new=False)
    raise ModelError(
        f"Another encoder “{name}” is installed ({there}); this one is {new.model_id}.",
        "Train this one under another name, with --name; the door may be using the other.",
    )


def _is_half_of(folder: Path, name: str, card_text: bytes, weights: bytes) -> bool:
    """Return whether a damaged encoder is this very one: its other file is as it should be."""
    with contextlib.suppress(OSError):
        if (folder / f"{name}.json").read_bytes() == card_text:
            return True
    with contextlib.suppress(OSError):
        return (folder / f"{name}.safetensors").read_bytes() == weights
    return False


def _prove(encoder: Trainable, name: str) -> None:
    """Embed a few made-up pictures: black, white, and noise.

    Raises:
        ModelError: What comes out are no embeddings, or the same for all.
    """
    side = encoder.crop.size_px
    noise = torch.randint(0, 256, (2, 3, side, side), generator=torch.Generator().manual_seed(0))
    flat = torch.tensor([0, 255]).view(2, 1, 1, 1).expand(2, 3, side, side)
    with torch.inference_mode():
        vectors = encoder(torch.cat([flat, noise]).to(torch.uint8))
    lengths = torch.linalg.vector_norm(vectors, dim=1)
    if not bool((lengths - 1).abs().max() < _UNIT_TOLERANCE):  # NaN is not below anything
        raise ModelError(
            f"The encoder “{name}” makes embeddings that are no points on the unit sphere.",
            "Train it again; nothing was changed.",
        )
    if float((vectors - vectors[0]).abs().max()) < _SAME_TOLERANCE:
        raise ModelError(
            f"The encoder “{name}” makes the same embedding of every picture.",
            "Its training has failed: train it again; nothing was changed.",
        )
