"""Photos as people hand them in, good and bad."""

import hashlib
import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from enroll import decode as decoding
from enroll import photo as photos
from enroll.errors import EnrollError
from enroll.photo import LONG_SIDE_PX, image_of, photo_from_image, read_photo


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def portrait() -> Image.Image:
    """A real photo, 512 by 512, its left half darkened so that its way up can be told."""
    pixels = data.astronaut().copy()
    pixels[:, :256] //= 4
    return Image.fromarray(pixels)


def mean_difference(left: np.ndarray, right: np.ndarray) -> float:
    return float(np.abs(left.astype(float) - right.astype(float)).mean())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_reads_each_kind(portrait: Image.Image, kind: str) -> None:
    given = encoded(portrait, kind)
    photo = read_photo(given)
    assert photo.image.shape == (512, 512, 3)
    assert photo.image.dtype == np.uint8
    assert mean_difference(photo.image, np.asarray(portrait)) < 4
    assert photo.sha256 == hashlib.sha256(given).hexdigest()


def test_reads_heic(portrait: Image.Image) -> None:
    heif = pytest.importorskip("pillow_heif")
    heif.register_heif_opener()
    photo = read_photo(encoded(portrait, "HEIF", quality=90))
    assert mean_difference(photo.image, np.asarray(portrait)) < 5


def test_heic_without_its_library_says_what_to_install(
    portrait: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    heif = pytest.importorskip("pillow_heif")
    heif.register_heif_opener()
    given = encoded(portrait, "HEIF")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    decoding._heif_registered.cache_clear()
    try:
        with pytest.raises(EnrollError, match="pip install pillow-heif"):
            read_photo(given)
    finally:
        decoding._heif_registered.cache_clear()


def test_content_counts_not_the_name(portrait: Image.Image, tmp_path: Path) -> None:
    file = tmp_path / "ada.jpg"
    file.write_bytes(encoded(portrait, "PNG"))
    assert read_photo(file).image.shape == (512, 512, 3)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turns_as_exif_says(portrait: Image.Image, orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    lying = portrait.transpose(undo[orientation]) if orientation in undo else portrait
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = read_photo(encoded(lying, "JPEG", quality=95, exif=exif))
    assert mean_difference(photo.image, np.asarray(portrait)) < 4


def test_nothing_but_pixels_is_stored(portrait: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    given = encoded(portrait, "JPEG", exif=exif, comment=b"SECRETCOMMENT", icc_profile=b"SECRETICC")
    assert b"SECRET" in given
    stored = read_photo(given).jpeg
    assert b"SECRET" not in stored
    with Image.open(io.BytesIO(stored)) as picture:
        assert not picture.getexif()
        assert "comment" not in picture.info
        assert "icc_profile" not in picture.info


def test_image_is_what_is_stored(portrait: Image.Image) -> None:
    photo = read_photo(encoded(portrait, "PNG"))
    assert np.array_equal(photo.image, image_of(photo.jpeg))


def test_long_side_is_bounded(portrait: Image.Image) -> None:
    photo = read_photo(encoded(portrait.resize((4000, 3000)), "JPEG"))
    assert photo.image.shape == (LONG_SIDE_PX * 3 // 4, LONG_SIDE_PX, 3)


def test_sixteen_bit_grey_is_scaled_not_cut_off(portrait: Image.Image) -> None:
    grey = np.asarray(portrait.convert("L"))
    deep = Image.fromarray(grey.astype(np.uint16) * 257)
    assert deep.mode == "I;16"
    photo = read_photo(encoded(deep, "PNG"))
    assert mean_difference(photo.image[:, :, 0], grey) < 3


@pytest.mark.parametrize("mode", ["L", "LA", "1", "P", "CMYK", "RGBA"])
def test_any_mode_becomes_rgb(portrait: Image.Image, mode: str) -> None:
    picture = portrait.convert(mode)
    photo = read_photo(encoded(picture, "JPEG" if mode == "CMYK" else "PNG"))
    wanted = np.asarray(picture.convert("RGB"))
    assert photo.image.shape == wanted.shape
    assert mean_difference(photo.image, wanted) < (
        30 if mode in ("1", "P") else 8
    )  # dither is lost in a JPEG


def test_transparent_parts_are_white_whatever_lies_under_them(portrait: Image.Image) -> None:
    alpha = np.full((512, 512), 255, np.uint8)
    alpha[:100] = 0
    picture = portrait.convert("RGBA")
    picture.putalpha(Image.fromarray(alpha))
    photo = read_photo(encoded(picture, "PNG"))
    assert photo.image[:90].min() > 245
    assert mean_difference(photo.image[110:], np.asarray(portrait)[110:]) < 4


def test_palette_with_transparent_bytes(portrait: Image.Image) -> None:
    given = encoded(portrait.quantize(64), "PNG", transparency=bytes([0] * 10 + [255] * 54))
    assert read_photo(given).image.shape == (512, 512, 3)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_gives_its_first_picture(portrait: Image.Image, kind: str) -> None:
    rest = [Image.new("RGB", portrait.size, "red")] * 2
    given = encoded(portrait, kind, save_all=True, append_images=rest, duration=50)
    assert mean_difference(read_photo(given).image, np.asarray(portrait)) < 5


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_exif_does_not_spoil_the_photo(portrait: Image.Image) -> None:
    given = encoded(portrait, "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff")
    assert read_photo(given).image.shape == (512, 512, 3)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "empty"),
        (b"hello, I am a text file" * 100, "not a photo"),
        (b"%PDF-1.7\n" + bytes(1000), "not a photo"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "damaged|not a photo"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(200), "damaged|not a photo"),
    ],
)
def test_no_photo_is_refused(given: bytes, said: str) -> None:
    with pytest.raises(EnrollError, match=said):
        read_photo(given)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO"])
def test_only_the_decoders_on_the_list_are_used(portrait: Image.Image, kind: str) -> None:
    with pytest.raises(EnrollError, match="JPEG, PNG, WebP or HEIC"):
        read_photo(encoded(portrait.resize((128, 128)), kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.9])
def test_a_photo_cut_short_is_refused(portrait: Image.Image, kind: str, kept: float) -> None:
    given = encoded(portrait, kind)
    with pytest.raises(EnrollError, match=r"damaged|not a photo"):
        read_photo(given[: int(len(given) * kept)])


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow grumbles about damaged metadata
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_scrambled_bytes_never_raise_anything_else(portrait: Image.Image, kind: str) -> None:
    given = np.frombuffer(encoded(portrait.resize((160, 160)), kind), np.uint8)
    random = np.random.default_rng(7)
    refused = 0
    for _ in range(60):
        scrambled = given.copy()
        at = random.integers(0, len(given), 12)
        scrambled[at] = random.integers(0, 256, 12)
        try:
            assert read_photo(scrambled.tobytes()).image.shape[2] == 3
        except EnrollError:
            refused += 1
    assert 0 < refused <= 60


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than anybody wants."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(bytes(10_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_100, 12_000, 100_000])
def test_decompression_bombs_are_refused_from_the_header(
    side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []
    monkeypatch.setattr(Image.Image, "load", lambda picture: decoded.append(picture.mode))
    with pytest.raises(EnrollError, match="more than 50 million pixels"):
        read_photo(bomb(side, side))
    assert decoded == []


@pytest.mark.parametrize("size", [(99, 300), (300, 99), (1, 1), (20_000, 200)])
def test_too_small_or_too_narrow(size: tuple[int, int]) -> None:
    with pytest.raises(EnrollError, match=r"only .* pixels"):
        read_photo(encoded(Image.new("RGB", size, "grey"), "PNG"))


def test_too_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MAX_BYTES", 2 * 1024 * 1024)
    file = tmp_path / "large.jpg"
    file.write_bytes(bytes(2 * 1024 * 1024 + 1))
    with pytest.raises(EnrollError, match=r"large\.jpg is larger than 2 MB"):
        read_photo(file)
    with pytest.raises(EnrollError, match="larger than 2 MB"):
        read_photo(file.read_bytes())


def test_missing_folder_and_device(tmp_path: Path) -> None:
    with pytest.raises(EnrollError, match="There is no file"):
        read_photo(tmp_path / "nobody.jpg")
    with pytest.raises(EnrollError, match="There is no file"):
        read_photo("nobody\0.jpg")
    with pytest.raises(EnrollError, match="is a folder"):
        read_photo(tmp_path)
    if Path("/dev/zero").exists():
        with pytest.raises(EnrollError, match="is a device"):
            read_photo("/dev/zero")


def test_unreadable_file(
    portrait: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ada.png"
    file.write_bytes(encoded(portrait, "PNG"))

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(EnrollError, match=r"ada\.png cannot be read: Permission denied"):
        read_photo(file)


def test_a_camera_frame_becomes_a_photo() -> None:
    frame = np.asarray(Image.fromarray(data.astronaut()).resize((1280, 720)))
    photo = photo_from_image(frame)
    assert photo.image.shape == (720, 1280, 3)
    assert mean_difference(photo.image, frame) < 4
    assert photo.sha256 == photo_from_image(frame.copy()).sha256
    assert photo.sha256 != photo_from_image(frame[::-1]).sha256


def test_a_picture_that_pillow_only_warns_of_is_refused_in_silence(
    recwarn: pytest.WarningsRecorder,
) -> None:
    with pytest.raises(EnrollError, match="more than 50 million pixels"):
        read_photo(bomb(10_000, 10_000))
    assert not list(recwarn)
