"""Pictures of mixed sizes become one set, and what was prepared is kept."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.types import CanonicalCrop, RgbImage
from tests.test_training.test_data.test_crops import CROP
from training.data.folders import Picture, read_people
from training.data.prepare import Prepared, prepare_images
from training.data.transforms import margin_px
from training.errors import TrainingError

STORED = CROP.size_px + 2 * margin_px(CROP.size_px)


class Counting:
    """Cuts the upper left corner out of pictures that are not black, and counts them."""

    key = "counting-1"

    def __init__(self) -> None:
        self.seen = 0

    def cut(self, image: RgbImage, crop: CanonicalCrop, margin_px: int) -> RgbImage | None:
        self.seen += 1
        side = crop.size_px + 2 * margin_px
        return np.resize(image[0, 0], (side, side, 3)) if image.any() else None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three people in pictures of all sizes and kinds; two files show nothing."""
    root = tmp_path / "people"

    def save(name: str, picture: Image.Image) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        picture.save(root / name)

    save("Ada/1.png", Image.new("RGB", (300, 90), (200, 10, 10)))
    save("Ada/2.pgm", Image.new("L", (8, 90), 77))
    save("Ada/3.jpg", Image.new("RGB", (1, 1), (60, 60, 60)))
    save("Bo/1.png", Image.new("P", (64, 64), 3))
    save("Bo/2.png", Image.new("RGB", (64, 64)))
    (root / "Bo" / "3.png").write_bytes(b"\x89PNG no picture")
    save("Cy/1.png", Image.new("RGB", (64, 64)))
    return root


def prepared(folder: Path, cropper: Counting | None, cache: Path | None) -> Prepared:
    return prepare_images(read_people(folder), crop=CROP, cropper=cropper, cache=cache)


def test_mixed_sizes_become_one(folder: Path) -> None:
    steps: list[tuple[int, int]] = []
    result = prepare_images(
        read_people(folder),
        crop=CROP,
        cropper=None,
        progress=lambda done, of: steps.append((done, of)),
    )
    assert result.images.pixels.shape == (6, 3, STORED, STORED)
    assert result.images.size_px == CROP.size_px
    assert result.images.classes == ("Ada", "Bo", "Cy")
    assert result.images.pixels[0, :, 0, 0].tolist() == [200, 10, 10]
    assert (result.images.pixels[1] == 77).all()
    assert [picture.path.name for picture in result.unreadable] == ["3.png"]
    assert result.no_face == ()
    assert result.lost_people == ()
    assert steps == [(done, 7) for done in range(1, 8)]


def test_pictures_without_a_face_are_listed(folder: Path) -> None:
    result = prepared(folder, Counting(), None)
    assert [picture.path.name for picture in result.images.pictures] == ["1.png", "2.pgm", "3.jpg"]
    assert [(p.person, p.path.name) for p in result.no_face] == [
        ("Bo", "1.png"),
        ("Bo", "2.png"),
        ("Cy", "1.png"),
    ]
    assert [picture.person for picture in result.unreadable] == ["Bo"]
    assert result.lost_people == ("Bo", "Cy")
    assert result.images.classes == ("Ada",)


def test_what_was_prepared_is_kept(folder: Path, tmp_path: Path) -> None:
    cropper, cache = Counting(), tmp_path / "cache"
    first = prepared(folder, cropper, cache)
    assert cropper.seen == 6
    again = prepared(folder, cropper, cache)
    assert cropper.seen == 6
    assert torch.equal(first.images.pixels, again.images.pixels)
    assert again.images.digest == first.images.digest
    assert again.images.pictures == first.images.pictures
    assert (again.no_face, again.unreadable) == (first.no_face, first.unreadable)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in cache.iterdir()} == {0o600}
    assert sorted(file.suffix for file in cache.iterdir()) == [".json", ".npy"]


def test_what_is_kept_is_not_changed_through_the_tensor(folder: Path, tmp_path: Path) -> None:
    prepared(folder, Counting(), tmp_path / "cache")
    prepared(folder, Counting(), tmp_path / "cache").images.pixels.zero_()
    assert prepared(folder, Counting(), tmp_path / "cache").images.pixels[0, 0, 0, 0] == 200


def _new_content(folder: Path, cropper: Counting) -> CanonicalCrop:
    Image.new("RGB", (9, 9), (1, 2, 3)).save(folder / "Ada" / "1.png")
    return CROP


def _another_size(folder: Path, cropper: Counting) -> CanonicalCrop:
    return CanonicalCrop(32, CROP.landmarks)


def _another_framing(folder: Path, cropper: Counting) -> CanonicalCrop:
    return CanonicalCrop(CROP.size_px, CROP.landmarks + np.float32(1))


def _another_detector(folder: Path, cropper: Counting) -> CanonicalCrop:
    cropper.key = "counting-2"
    return CROP


@pytest.mark.parametrize(
    "change", [_new_content, _another_size, _another_framing, _another_detector]
)
def test_anything_else_is_prepared_anew(
    folder: Path, tmp_path: Path, change: Callable[[Path, Counting], CanonicalCrop]
) -> None:
    cropper, cache = Counting(), tmp_path / "cache"
    prepared(folder, cropper, cache)
    crop = change(folder, cropper)
    prepare_images(read_people(folder), crop=crop, cropper=cropper, cache=cache)
    assert cropper.seen == 12


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5])


def _one_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(bytes(content))


def _list(file: Path) -> None:
    file.write_text("[1, 2]")


def _lie(file: Path) -> None:
    card = json.loads(file.read_text())
    card["no_face"] = []
    file.write_text(json.dumps(card))


@pytest.mark.parametrize(
    ("suffix", "spoil"),
    [
        (".npy", _cut_short),
        (".npy", _one_bit),
        (".npy", Path.unlink),
        (".json", _cut_short),
        (".json", _list),
        (".json", _lie),
        (".json", Path.unlink),
    ],
)
def test_what_is_damaged_is_made_again(
    folder: Path, tmp_path: Path, suffix: str, spoil: Callable[[Path], None]
) -> None:
    cropper, cache = Counting(), tmp_path / "cache"
    digest = prepared(folder, cropper, cache).images.digest
    spoil(next(cache.glob(f"*{suffix}")))
    assert prepared(folder, cropper, cache).images.digest == digest
    assert cropper.seen == 12
    assert prepared(folder, cropper, cache).images.digest == digest
    assert cropper.seen == 12


def test_a_cache_that_cannot_be_written_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(TrainingError, match="cannot be kept") as caught:
        prepared(folder, None, tmp_path / "file")
    assert "disk with room" in caught.value.user_message()


def test_nothing_to_train_on_is_said(folder: Path) -> None:
    with pytest.raises(TrainingError, match="There are no pictures"):
        prepare_images([], crop=CROP, cropper=None)
    broken = Picture("Bo", folder / "Bo" / "3.png")
    with pytest.raises(TrainingError, match="None of 1 files can be read"):
        prepare_images([broken], crop=CROP, cropper=Counting())
    black = Picture("Bo", folder / "Bo" / "2.png")
    with pytest.raises(TrainingError, match="No face was found in any of 2") as caught:
        prepare_images([broken, black], crop=CROP, cropper=Counting())
    assert "--no-faces" in caught.value.user_message()
