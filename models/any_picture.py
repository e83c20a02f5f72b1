"""Pictures of any kind → RGB, upright, 8 bits a channel: for patrons and for trainers alike."""

import struct

import numpy as np
from PIL import Image, ImageOps

# Whatever Pillow raises on files that are damaged, or made to look so.
DAMAGED = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError,
    struct.error,
)  # fmt: skip


def upright(picture: Image.Image) -> Image.Image:
    """Turn a picture as its EXIF data say; damaged EXIF data do not spoil a good picture."""
    try:
        return ImageOps.exif_transpose(picture)
    except (*DAMAGED, Image.DecompressionBombError):
        return picture


def to_rgb(picture: Image.Image) -> Image.Image:
    """Return a picture of any mode as RGB: 16 bits become the upper 8, clear pixels white."""
    if picture.mode == "I" or picture.mode.startswith("I;16"):
        # 16-bit grey: Pillow's own conversion cuts everything above 255 off instead of scaling.
        levels = np.asarray(picture).astype(np.int64) >> 8
        return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)).convert("RGB")
    if picture.has_transparency_data:
        # What lies under a transparent pixel was never meant to be seen.
        layer = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return picture.convert("RGB")
