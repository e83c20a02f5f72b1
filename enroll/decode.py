"""Bytes from anywhere → an upright RGB picture, without trusting them.

The content decides the format, never the file name; only the decoders named here ever see it; and
the number of pixels is read from the header and refused before one of them is decoded.
"""

import importlib
import io
import warnings
from functools import cache

from PIL import Image, UnidentifiedImageError

from enroll.errors import EnrollError
from models.any_picture import DAMAGED, to_rgb
from models.any_picture import upright as turn_upright

MAX_PIXELS = 50_000_000
MIN_SIDE_PX = 100

_KINDS = ("JPEG", "PNG", "WEBP")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def decode(given: bytes, what: str, *, long_side_px: int) -> Image.Image:
    """Decode a photo.

    Args:
        given: The file's content.
        what: What to call the photo in a refusal, e.g. its file name.
        long_side_px: A larger picture is reduced to this.

    Returns:
        An upright picture of mode RGB; the first frame of an animation; transparent parts white.

    Raises:
        EnrollError: It is no photo, or damaged, too large or too small.
    """
    if not given:
        raise EnrollError(f"{what} is empty.", "Copy the photo again, or take another.")
    try:
        opened = _opened(given, _formats(given, what))
    except UnidentifiedImageError:
        raise EnrollError(
            f"{what} is not a photo that can be read.",
            "Give a JPEG, PNG, WebP or HEIC picture; its content counts, not its file name.",
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(what) from None
    except DAMAGED:
        raise _damaged(what) from None
    with opened as picture:
        _check_size(picture.size, what)
        try:
            # A JPEG decodes straight to a half, quarter or eighth of its size, still large enough.
            picture.draft(None, (long_side_px, long_side_px))
            picture.load()
            upright = to_rgb(turn_upright(picture))
        except DAMAGED:
            raise _damaged(what) from None
    upright.thumbnail((long_side_px, long_side_px), Image.Resampling.LANCZOS)
    if min(upright.size) < MIN_SIDE_PX:
        raise _too_small(what, upright.size)
    return upright


def _opened(given: bytes, formats: tuple[str, ...]) -> Image.Image:
    """Read a picture's header; what Pillow would only warn of on stderr is refused like the rest.

    Raises:
        DecompressionBombWarning: It has more pixels than Pillow thinks wise.
        Exception: Whatever else Pillow raises.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(given), formats=formats)


def _check_size(size: tuple[int, int], what: str) -> None:
    """Refuse a picture with too many or too few pixels, from its header alone."""
    if size[0] * size[1] > MAX_PIXELS:
        raise _too_many_pixels(what)
    if min(size) < MIN_SIDE_PX:
        raise _too_small(what, size)


def _formats(given: bytes, what: str) -> tuple[str, ...]:
    """Return the decoders that may look at this content."""
    if given[4:8] != b"ftyp" or given[8:12] not in _HEIF_BRANDS:
        return _KINDS
    if not _heif_registered():
        raise EnrollError(
            f"{what} is a HEIC photo, and the library that reads these is not installed.",
            "Install it (pip install pillow-heif), or save the photo as JPEG.",
        )
    return ("HEIF",)


@cache
def _heif_registered() -> bool:
    """Teach Pillow HEIC where the optional library is there; loaded for the first HEIC photo."""
    try:
        importlib.import_module("pillow_heif").register_heif_opener()
    except ImportError:
        return False
    return True


def _damaged(what: str) -> EnrollError:
    return EnrollError(
        f"{what} is damaged or cut short.", "Copy the photo again from where it came, or retake it."
    )


def _too_many_pixels(what: str) -> EnrollError:
    return EnrollError(
        f"{what} has more than {MAX_PIXELS // 1_000_000} million pixels.",
        "Save a smaller copy; 2,000 pixels on the long side are plenty.",
    )


def _too_small(what: str, size: tuple[int, int]) -> EnrollError:
    return EnrollError(
        f"{what} is only {size[0]} by {size[1]} pixels; {MIN_SIDE_PX} on each side is the least.",
        "Use the photo in its original size: a face about 300 pixels high is ideal.",
    )
