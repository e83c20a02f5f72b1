"""Prepared pictures kept in two files, so that faces are looked for only once.

`<key>.npy` holds the pixels and is mapped, not read; `<key>.json` says which pictures gave none,
and the digest of the pixels. A file that is damaged counts as absent.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.whole_file import whole_file, write_whole
from training.errors import TrainingError


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What became of a list of pictures.

    Attributes:
        pixels: (N, 3, S', S') uint8, those that can be used, in order.
        no_face: Places in the list of those in which no face was found.
        unreadable: Places in the list of those that are no pictures.
    """

    pixels: NDArray[np.uint8]
    no_face: tuple[int, ...]
    unreadable: tuple[int, ...]


def save_kept(kept: Kept, folder: Path, key: str) -> None:
    """Write what became of pictures; the folder is made for its owner only.

    Raises:
        TrainingError: The folder cannot be written, e.g. because the disk is full.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pixels, index = _files(folder, key)
        with whole_file(pixels) as out:
            np.save(out, kept.pixels, allow_pickle=False)
        card = {
            "no_face": kept.no_face,
            "unreadable": kept.unreadable,
            "sha256": _sha256(pixels),
        }
        # Last: an index without its pixels would be believed.
        write_whole(index, json.dumps(card).encode())
    except OSError as error:
        raise TrainingError(
            f"The prepared pictures cannot be kept in {folder} ({error.strerror or error}).",
            "Name a folder that can be written, on a disk with room.",
        ) from error


def load_kept(folder: Path, key: str, count: int, side_px: int) -> Kept | None:
    """Return what became of `count` pictures, or None where it is not kept, or damaged.

    Args:
        folder: Where it was kept.
        key: What the pixels follow from.
        count: How many pictures were prepared.
        side_px: Side S' of each.
    """
    pixels_file, index = _files(folder, key)
    try:
        card = json.loads(index.read_bytes())
        no_face, unreadable = (tuple(map(int, card[name])) for name in ("no_face", "unreadable"))
        if _sha256(pixels_file) != card["sha256"]:
            return None
        # Copy on write: torch wants memory that it may write to, the file must not change.
        pixels = np.load(pixels_file, mmap_mode="c", allow_pickle=False)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    used = count - len(no_face) - len(unreadable)
    if pixels.dtype != np.uint8 or pixels.shape != (used, 3, side_px, side_px):
        return None
    return Kept(pixels, no_face, unreadable)


def _files(folder: Path, key: str) -> tuple[Path, Path]:
    return folder / f"{key[:32]}.npy", folder / f"{key[:32]}.json"


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
