"""QR codes in a picture of the camera: a badge is read, rubbish is nothing."""

import io

import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from kiosk.factors.badge_text import signed_text
from kiosk.factors.qr_picture import badge_png
from kiosk.factors.qr_reader import QrReader
from models.types import RgbImage
from tests.test_kiosk.test_factors.test_badge_text import KEY, SAMPLE

TEXT = signed_text(SAMPLE, KEY)


def held_up(
    png: bytes,
    *,
    side_px: int = 300,
    turned_deg: float = 0.0,
    blur_px: float = 0.8,
    size: tuple[int, int] = (720, 1280),
) -> RgbImage:
    """A badge before a camera: paper in a noisy room, a little out of focus."""
    noise = np.random.default_rng(1).normal(110, 8, size).clip(0, 255).astype(np.uint8)
    room = Image.fromarray(noise)
    paper = Image.open(io.BytesIO(png)).convert("L")
    paper = paper.resize((side_px, side_px * paper.height // paper.width))
    paper = paper.rotate(turned_deg, expand=True, fillcolor=110, resample=Image.Resampling.BICUBIC)
    room.paste(paper, (size[1] // 3, size[0] // 8))
    seen = np.asarray(room.filter(ImageFilter.GaussianBlur(blur_px)))
    return np.ascontiguousarray(np.stack([seen] * 3, axis=-1))


@pytest.mark.parametrize("turned_deg", [0, 7, -12, 90])
@pytest.mark.parametrize("side_px", [280, 420])
def test_a_badge_is_read(side_px: int, turned_deg: float) -> None:
    picture = held_up(badge_png(TEXT, ("Ada",)), side_px=side_px, turned_deg=turned_deg)
    assert QrReader().read(picture) == TEXT


def test_a_badge_is_read_in_a_large_picture() -> None:
    picture = held_up(badge_png(TEXT, ()), side_px=900, size=(2160, 3840))
    assert QrReader().read(picture) == TEXT


def test_a_damaged_badge_is_nothing_or_itself() -> None:
    picture = held_up(badge_png(TEXT, ())).copy()
    picture[200:330, 500:600] = 110  # a finger over a corner of it
    assert QrReader().read(picture) in ("", TEXT)


@pytest.mark.parametrize("name", ["Ada", "نور الهدى", "W" * 200, "", "山田"])
def test_a_badge_is_drawn_whatever_the_name(name: str) -> None:
    picture = Image.open(io.BytesIO(badge_png(TEXT, (name, "until then"))))
    assert QrReader().read(np.ascontiguousarray(np.asarray(picture.convert("RGB")))) == TEXT


@pytest.mark.parametrize("content", [b"\xff\xfe\x00rubbish\x80", "x" * 2000, "https://example.org"])
def test_codes_of_others_are_read_or_not_and_never_crash(content: str | bytes) -> None:
    out = io.BytesIO()
    segno.make_qr(content).save(out, kind="png", scale=4, border=4)
    image = np.ascontiguousarray(np.asarray(Image.open(io.BytesIO(out.getvalue())).convert("RGB")))
    assert isinstance(QrReader().read(image), str)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 80))
def test_noise_is_nothing(seed: int, height: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    image = (rng.integers(0, 2, (height, width, 1), np.uint8) * 255).repeat(3, axis=2)
    assert QrReader().read(image) == ""
