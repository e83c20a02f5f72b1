"""Picture files → uint8 tensors: read carefully, and kept together with who is on them."""

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from models.any_picture import DAMAGED, to_rgb, upright
from models.types import RgbImage
from training.data.folders import Picture

MAX_PIXELS = 80_000_000
"""More than any camera takes; a header that promises more is refused before it is decoded."""

# By content, whatever a file is called; the decoders of `folders.PICTURE_SUFFIXES`.
_FORMATS = ("JPEG", "PNG", "WEBP", "PPM", "BMP", "GIF", "TIFF")


@dataclass(frozen=True, slots=True, eq=False)
class ImageSet:
    """Pictures of one size, ready for a network, and the people on them.

    Attributes:
        pixels: (N, 3, S', S') uint8 RGB; S' is `size_px` and a margin all around, from which
            augmentation takes what a turn or a shift brings into view. May be a mapped file.
        labels: (N,) int64, indices into `classes`.
        classes: The people, sorted by name; each has at least one picture.
        pictures: (N,) where each came from.
        size_px: S, the side that the encoder takes: the centre of `pixels`.
        digest: SHA-256 of pixels, people and size: equal exactly where a training sees the same.
    """

    pixels: Tensor
    labels: Tensor
    classes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    size_px: int
    digest: str

    @classmethod
    def of(cls, pixels: Tensor, pictures: Sequence[Picture], size_px: int) -> "ImageSet":
        """Put pixels and pictures together.

        Args:
            pixels: (N, 3, S', S') uint8 RGB.
            pictures: (N,) where each came from.
            size_px: Side that the encoder takes, at most S'.

        Raises:
            ValueError: The shapes disagree.
        """
        if pixels.dtype != torch.uint8 or pixels.ndim != 4 or pixels.shape[1] != 3:
            raise ValueError(f"Pictures must be (N, 3, S, S) uint8, not {tuple(pixels.shape)}.")
        stored = pixels.shape[-1]
        if pixels.shape[2] != stored or (stored - size_px) % 2 or not 0 < size_px <= stored:
            raise ValueError(f"{tuple(pixels.shape)} has no centre of {size_px} px.")
        if len(pictures) != len(pixels) or not pictures:
            raise ValueError(f"{len(pixels)} rows are not {len(pictures)} pictures.")
        classes = tuple(sorted({picture.person for picture in pictures}))
        number = {person: index for index, person in enumerate(classes)}
        labels = torch.tensor([number[picture.person] for picture in pictures], dtype=torch.int64)
        digest = _digest(pixels, labels, classes, size_px)
        return cls(pixels, labels, classes, tuple(pictures), size_px, digest)

    def __len__(self) -> int:
        return len(self.pictures)

    def subset(self, rows: Sequence[int]) -> "ImageSet":
        """Return some of the pictures, in the order given; the classes are numbered anew.

        Raises:
            ValueError: No row is given.
        """
        chosen = torch.as_tensor(list(rows), dtype=torch.int64)
        pictures = [self.pictures[row] for row in rows]
        return ImageSet.of(self.pixels[chosen], pictures, self.size_px)

    def only(self, pictures: Sequence[Picture]) -> "ImageSet":
        """Return those of `pictures` that are in this set, in this set's order.

        Raises:
            ValueError: None of them is.
        """
        wanted = set(pictures)
        return self.subset([row for row, own in enumerate(self.pictures) if own in wanted])


def read_image(path: Path) -> RgbImage | None:
    """Read a picture of any kind as RGB, upright, 8 bits a channel.

    Gray, palette and CMYK pictures become RGB, 16 bits become the upper 8, and what is transparent
    becomes white.

    Args:
        path: A JPEG, PNG, WebP, PGM/PPM, BMP, GIF (first frame) or TIFF file, by its content.

    Returns:
        (height, width, 3) uint8; None where the file is no such picture, damaged, or has more than
        `MAX_PIXELS`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on odd metadata: not the reader's
            with Image.open(path, formats=_FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    return None
                opened.load()
                return np.array(to_rgb(upright(opened)), dtype=np.uint8)
    except (*DAMAGED, Image.DecompressionBombError):
        return None


def _digest(pixels: Tensor, labels: Tensor, classes: Sequence[str], size_px: int) -> str:
    digest = hashlib.sha256(f"{size_px}\0{tuple(pixels.shape)}\0".encode())
    digest.update("\0".join(classes).encode(errors="surrogateescape"))
    digest.update(labels.numpy().astype("<i8").tobytes())
    for row in pixels:  # one at a time: a mapped file may be larger than the memory
        digest.update(row.contiguous().numpy())
    return digest.hexdigest()
