"""Pictures of all sizes → one set of one size, with or without faces looked for, kept for reuse."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from models.types import CanonicalCrop
from training.data.crops import Cropper
from training.data.folders import Picture
from training.data.framing import centred
from training.data.images import ImageSet, read_image
from training.data.kept_images import Kept, load_kept, save_kept
from training.data.transforms import margin_px
from training.errors import TrainingError

Progress = Callable[[int, int], None]

# Part of the cache's key: raised when the same bytes would be prepared otherwise.
_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What became of some pictures.

    Attributes:
        images: Those that can be used.
        no_face: Those in which no face was found.
        unreadable: Files that are no pictures.
    """

    images: ImageSet
    no_face: tuple[Picture, ...]
    unreadable: tuple[Picture, ...]

    @property
    def lost_people(self) -> tuple[str, ...]:
        """Those of whom no picture can be used, sorted by name."""
        lost = {picture.person for picture in (*self.no_face, *self.unreadable)}
        return tuple(sorted(lost - set(self.images.classes)))


def prepare_images(
    pictures: Sequence[Picture],
    *,
    crop: CanonicalCrop,
    cropper: Cropper | None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """Bring pictures to the size that an encoder takes, with a margin for augmentation.

    Args:
        pictures: Of known people.
        crop: What the encoder takes.
        cropper: Cuts out the face, or `WholePicture` what is wide or high; None for pictures of
            anything: the shorter side becomes `crop.size_px` and the middle counts.
        cache: Folder in which the result is kept and looked for; it holds faces, and is made for
            its owner only.
        progress: Called with the number done and the number of all, after each picture.

    Raises:
        TrainingError: There is no picture, none can be used, or the cache cannot be written.
    """
    if not pictures:
        raise TrainingError(
            "There are no pictures to train on.",
            "Give each person a folder of their own, with their pictures inside.",
        )
    key = _key(pictures, crop, cropper) if cache is not None else ""
    stored = crop.size_px + 2 * margin_px(crop.size_px)
    kept = load_kept(cache, key, len(pictures), stored) if cache is not None else None
    if kept is None:
        kept = _prepared(pictures, crop, cropper, progress)
        if len(kept.pixels) and cache is not None:
            save_kept(kept, cache, key)
    elif progress is not None:
        progress(len(pictures), len(pictures))
    no_face = tuple(pictures[row] for row in kept.no_face)
    unreadable = tuple(pictures[row] for row in kept.unreadable)
    _check_any(kept, len(pictures))
    lost = {*kept.no_face, *kept.unreadable}
    used = [picture for row, picture in enumerate(pictures) if row not in lost]
    images = ImageSet.of(torch.from_numpy(kept.pixels), used, crop.size_px)
    return Prepared(images, no_face, unreadable)


def _prepared(
    pictures: Sequence[Picture],
    crop: CanonicalCrop,
    cropper: Cropper | None,
    progress: Progress | None,
) -> Kept:
    margin = margin_px(crop.size_px)
    stored = crop.size_px + 2 * margin
    pixels = np.empty((len(pictures), 3, stored, stored), dtype=np.uint8)
    no_face: list[int] = []
    unreadable: list[int] = []
    used = 0
    for row, picture in enumerate(pictures):
        image = read_image(picture.path)
        if image is None:
            unreadable.append(row)
        elif cropper is None:
            pixels[used] = centred(image, crop.size_px, margin).numpy()
            used += 1
        elif (cut := cropper.cut(image, crop, margin)) is None:
            no_face.append(row)
        else:
            pixels[used] = cut.transpose(2, 0, 1)
            used += 1
        if progress is not None:
            progress(row + 1, len(pictures))
    return Kept(pixels[:used], tuple(no_face), tuple(unreadable))


def _check_any(kept: Kept, count: int) -> None:
    if len(kept.pixels):
        return
    if len(kept.unreadable) == count:
        raise TrainingError(
            f"None of {count} files can be read as a picture.",
            "Give JPEG or PNG pictures; open one of these in a viewer to see what it is.",
        )
    raise TrainingError(
        f"No face was found in any of {count} pictures.",
        "Give pictures in which a face is at least 40 pixels high, or train with --no-faces on "
        "pictures of anything.",
    )


def _key(pictures: Sequence[Picture], crop: CanonicalCrop, cropper: Cropper | None) -> str:
    """Return what the result follows from: the bytes of the pictures, and the preparation."""
    how = "centre" if cropper is None else cropper.key
    digest = hashlib.sha256(f"{_VERSION}\0{how}\0{crop.size_px}\0".encode())
    if cropper is not None:
        digest.update(crop.landmarks.astype("<f4").tobytes())
    for picture in pictures:
        try:
            digest.update(hashlib.sha256(picture.path.read_bytes()).digest())
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()
