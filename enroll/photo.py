"""The enrolment photo: read from a file or a camera frame, kept as a small clean JPEG.

What is stored is a new JPEG of bounded size without any metadata: place, time and camera are nobody
else's business. `Photo.image` is that JPEG decoded again, so that a template computed years later
from the stored photo equals the one computed today.
"""

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from enroll.decode import decode
from enroll.errors import EnrollError
from models.types import RgbImage, check_rgb

MAX_BYTES = 20 * 1024 * 1024
LONG_SIDE_PX = 1600
THUMBNAIL_PX = 160

_PHOTO_QUALITY = 92
_THUMBNAIL_QUALITY = 88


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """An enrolment photo, decoded.

    Attributes:
        image: (height, width, 3) uint8 RGB, upright: `jpeg` decoded.
        jpeg: What is stored.
        sha256: Hex digest of the bytes that were given: the same file is noticed again.
    """

    image: RgbImage = field(repr=False)
    jpeg: bytes = field(repr=False)
    sha256: str


def read_photo(source: Path | str | bytes) -> Photo:
    """Read a photo that somebody hands in.

    Args:
        source: A file, or the content of one.

    Raises:
        EnrollError: It cannot be read, or is no usable photo; says how to do better.
    """
    if isinstance(source, bytes):
        given, what = source, "This picture"
        _check_bytes(len(given), what)
    else:
        path = Path(source)
        given, what = _content(path), path.name
    return _photo(decode(given, what, long_side_px=LONG_SIDE_PX), given)


def photo_from_image(image: RgbImage) -> Photo:
    """Make a photo of a picture that is decoded already, such as a camera frame.

    Args:
        image: (height, width, 3) uint8 RGB.
    """
    picture = Image.fromarray(check_rgb(image))
    picture.thumbnail((LONG_SIDE_PX, LONG_SIDE_PX), Image.Resampling.LANCZOS)
    return _photo(picture, np.ascontiguousarray(image).tobytes())


def image_of(jpeg: bytes) -> RgbImage:
    """Decode a stored photo or thumbnail.

    Returns:
        (height, width, 3) uint8 RGB.
    """
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        return np.array(picture.convert("RGB"), dtype=np.uint8)


def jpeg_of(picture: Image.Image, *, quality: int = _THUMBNAIL_QUALITY) -> bytes:
    """Encode an RGB picture, without metadata."""
    # A fresh picture holds pixels only: no EXIF, no colour profile, no comment travels along.
    bare = Image.fromarray(np.asarray(picture))
    encoded = io.BytesIO()
    bare.save(encoded, "JPEG", quality=quality)
    return encoded.getvalue()


def _photo(picture: Image.Image, given: bytes) -> Photo:
    jpeg = jpeg_of(picture, quality=_PHOTO_QUALITY)
    return Photo(image=image_of(jpeg), jpeg=jpeg, sha256=hashlib.sha256(given).hexdigest())


def _content(path: Path) -> bytes:
    """Read a file that may be missing, a folder, endless or far too large."""
    try:
        if path.is_dir():
            raise EnrollError(
                f"{path.name or path} is a folder.",
                "Name one photo here; `janus enroll FOLDER` enrols everybody in a folder.",
            )
        if not path.exists():
            raise EnrollError(f"There is no file {path}.", "Check the spelling of its path.")
        if not path.is_file():
            raise EnrollError(f"{path} is a device, not a photo.", "Name a picture file.")
        _check_bytes(path.stat().st_size, path.name)
        with path.open("rb") as file:
            given = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL in it.
        reason = getattr(error, "strerror", None) or str(error)
        raise EnrollError(
            f"{path.name} cannot be read: {reason}.", "Check who may read the file, or copy it."
        ) from error
    _check_bytes(len(given), path.name)
    return given


def _check_bytes(count: int, what: str) -> None:
    if count > MAX_BYTES:
        raise EnrollError(
            f"{what} is larger than {MAX_BYTES // 1024**2} MB.",
            "Save a smaller copy; 2,000 pixels on the long side are plenty.",
        )
