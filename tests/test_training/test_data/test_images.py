"""Pictures of every kind become RGB, and what is no picture becomes nothing."""

import io
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import training.data.images
from tests.test_training.test_data.sets import image_set
from training.data.folders import Picture
from training.data.images import ImageSet, read_image

RAMP = np.linspace(0, 255, 16 * 12).reshape(12, 16)


def saved(tmp_path: Path, picture: Image.Image, suffix: str, **extra: object) -> Path:
    file = tmp_path / f"picture{suffix}"
    picture.save(file, **extra)
    return file


@pytest.mark.parametrize("suffix", [".pgm", ".png", ".bmp", ".tif", ".gif", ".webp"])
def test_gray_pictures_become_rgb(tmp_path: Path, suffix: str) -> None:
    gray = Image.fromarray(RAMP.astype(np.uint8))
    extra = {"lossless": True} if suffix == ".webp" else {}
    image = read_image(saved(tmp_path, gray, suffix, **extra))
    assert image is not None
    assert image.shape == (12, 16, 3)
    assert image.dtype == np.uint8
    assert (image == RAMP.astype(np.uint8)[:, :, None]).all()


@pytest.mark.parametrize("suffix", [".pgm", ".png", ".tif"])
def test_sixteen_bits_are_scaled_not_cut_off(tmp_path: Path, suffix: str) -> None:
    deep = (RAMP * 257).astype(np.uint16)
    file = tmp_path / f"deep{suffix}"
    if suffix == ".pgm":
        file.write_bytes(b"P5 16 12 65535\n" + deep.astype(">u2").tobytes())
    else:
        Image.fromarray(deep).save(file)
    image = read_image(file)
    assert image is not None
    assert (image[:, :, 0] == deep >> 8).all()


def test_palettes_bits_cmyk_and_transparency(tmp_path: Path) -> None:
    red = Image.new("RGB", (4, 4), (200, 0, 0))
    palette = read_image(saved(tmp_path, red.convert("P", palette=Image.Palette.ADAPTIVE), ".png"))
    assert palette is not None
    assert palette[0, 0].tolist() == [200, 0, 0]
    bits = read_image(saved(tmp_path, Image.new("1", (4, 4), 1), ".png"))
    assert bits is not None
    assert (bits == 255).all()
    cmyk = read_image(saved(tmp_path, Image.new("CMYK", (8, 8), (0, 255, 255, 0)), ".jpg"))
    assert cmyk is not None
    assert cmyk[4, 4] == pytest.approx([255, 0, 0], abs=6)
    clear = Image.new("RGBA", (4, 4), (9, 9, 9, 0))
    clear.putpixel((1, 0), (9, 9, 9, 255))
    image = read_image(saved(tmp_path, clear, ".png"))
    assert image is not None
    assert image[0, :2].tolist() == [[255, 255, 255], [9, 9, 9]]
    indexed = Image.new("P", (4, 4))
    indexed.putpalette([1, 2, 3, 4, 5, 6])
    image = read_image(saved(tmp_path, indexed, ".png", transparency=b"\x00\xff"))
    assert image is not None
    assert image[0, 0].tolist() == [255, 255, 255]


def test_a_picture_lying_on_its_side_is_turned(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = read_image(saved(tmp_path, Image.new("RGB", (12, 8)), ".jpg", exif=exif))
    assert image is not None
    assert image.shape == (12, 8, 3)


def test_damaged_directions_do_not_spoil_a_picture(tmp_path: Path) -> None:
    file = saved(tmp_path, Image.new("RGB", (12, 8)), ".jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    image = read_image(file)
    assert image is not None
    assert image.shape == (8, 12, 3)


def test_what_is_no_picture_is_none(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 60).save(whole, "JPEG")
    for name, content in (
        ("empty.jpg", b""),
        ("text.png", b"no picture"),
        ("short.jpg", whole.getvalue()[: len(whole.getvalue()) // 2]),
        ("short.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("short.pgm", b"P5 100 100 255\nabc"),
        ("page.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n"),
    ):
        (tmp_path / name).write_bytes(content)
        assert read_image(tmp_path / name) is None, name
    assert read_image(tmp_path / "none.jpg") is None
    assert read_image(tmp_path) is None


def test_the_content_counts_not_the_name(tmp_path: Path) -> None:
    file = tmp_path / "picture.jpg"
    Image.new("RGB", (5, 4), (1, 2, 3)).save(file, "PNG")
    image = read_image(file)
    assert image is not None
    assert image[0, 0].tolist() == [1, 2, 3]


def test_a_bomb_is_refused_from_its_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bomb.pgm").write_bytes(b"P5 60000 60000 255\nabc")
    assert read_image(tmp_path / "bomb.pgm") is None
    file = saved(tmp_path, Image.new("RGB", (20, 20)), ".png")
    assert read_image(file) is not None
    monkeypatch.setattr(training.data.images, "MAX_PIXELS", 399)
    assert read_image(file) is None


def test_an_image_set_knows_its_people() -> None:
    images = image_set([2, 1, 3])
    assert len(images) == 6
    assert images.labels.tolist() == [0, 0, 1, 2, 2, 2]
    assert images.classes == ("p000", "p001", "p002")
    part = images.subset([5, 3, 0])
    assert part.labels.tolist() == [1, 1, 0]
    assert part.classes == ("p000", "p002")
    assert torch.equal(part.pixels, images.pixels[[5, 3, 0]])
    assert part.pictures == (images.pictures[5], images.pictures[3], images.pictures[0])
    assert images.only(part.pictures).pictures == (
        images.pictures[0],
        images.pictures[3],
        images.pictures[5],
    )
    with pytest.raises(ValueError, match="0 rows"):
        images.subset([])


def test_the_digest_changes_with_all_that_a_training_sees() -> None:
    images = image_set([2, 2])
    same = ImageSet.of(images.pixels.clone(), images.pictures, 16)
    assert same.digest == images.digest
    pixels = images.pixels.clone()
    pixels[3, 2, 1, 0] ^= 1
    moved = [Picture("p000", images.pictures[0].path), *images.pictures[1:3]]
    others = [
        ImageSet.of(pixels, images.pictures, 16),
        ImageSet.of(images.pixels, images.pictures, 14),
        ImageSet.of(images.pixels, [*moved, Picture("p000", images.pictures[3].path)], 16),
        ImageSet.of(images.pixels, [*moved, Picture("p002", images.pictures[3].path)], 16),
    ]
    assert len({images.digest, *(other.digest for other in others)}) == 5


def test_a_name_that_is_no_text_is_a_name() -> None:
    images = image_set([2])
    named = [Picture("\udcff", picture.path) for picture in images.pictures]
    assert ImageSet.of(images.pixels, named, 16).classes == ("\udcff",)


@pytest.mark.parametrize(
    ("shape", "dtype", "size_px"),
    [
        ((2, 3, 8, 8), torch.float32, 8),
        ((2, 1, 8, 8), torch.uint8, 8),
        ((2, 3, 8, 9), torch.uint8, 8),
        ((2, 3, 8, 8), torch.uint8, 7),
        ((2, 3, 8, 8), torch.uint8, 10),
        ((3, 3, 8, 8), torch.uint8, 8),
    ],
)
def test_wrong_shapes_are_refused(shape: tuple[int, ...], dtype: torch.dtype, size_px: int) -> None:
    pictures = image_set([2]).pictures
    with pytest.raises(ValueError, match=r"."):
        ImageSet.of(torch.zeros(shape, dtype=dtype), pictures, size_px)
