"""Image sets made of numbers: each person a brightness, each picture a pattern of its own."""

from collections.abc import Sequence
from pathlib import Path

import torch

from training.data.folders import Picture
from training.data.images import ImageSet


def image_set(
    counts: Sequence[int], *, size_px: int = 16, margin_px: int = 2, seed: int = 0
) -> ImageSet:
    """Return pictures of several people, `counts` of each."""
    generator = torch.Generator().manual_seed(seed)
    side = size_px + 2 * margin_px
    pictures = [
        Picture(f"p{person:03d}", Path(f"p{person:03d}/{number}.png"))
        for person, count in enumerate(counts)
        for number in range(count)
    ]
    shape = (len(pictures), 3, side, side)
    pixels = torch.randint(0, 256, shape, dtype=torch.uint8, generator=generator)
    return ImageSet.of(pixels, pictures, size_px)
