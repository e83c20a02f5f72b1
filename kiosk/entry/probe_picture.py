"""The small picture of the probe that the access log keeps."""

import io

from PIL import Image

from models.types import Box, RgbImage

_MARGIN = 0.35  # of the box on each side: hair, chin and ears, as people know people
_LONGEST_PX = 192
_JPEG_QUALITY = 85


def head_crop_jpeg(image: RgbImage, box: Box) -> bytes:
    """Return the head as a JPEG of at most 192 pixels a side.

    Args:
        image: (height, width, 3) uint8 RGB.
        box: The face; may reach past the picture's edge.

    Raises:
        ValueError: The box lies wholly outside the picture.
    """
    height, width = image.shape[:2]
    left = max(0, round(box.left - _MARGIN * box.width_px))
    right = min(width, round(box.right + _MARGIN * box.width_px))
    top = max(0, round(box.top - _MARGIN * box.height_px))
    bottom = min(height, round(box.bottom + _MARGIN * box.height_px))
    if left >= right or top >= bottom:
        raise ValueError(f"{box} lies outside a picture of {width} by {height} pixels.")
    head = Image.fromarray(image[top:bottom, left:right])
    head.thumbnail((_LONGEST_PX, _LONGEST_PX))
    out = io.BytesIO()
    head.save(out, format="JPEG", quality=_JPEG_QUALITY)
    return out.getvalue()
