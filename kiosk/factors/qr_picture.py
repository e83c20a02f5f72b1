"""A badge as a picture: its QR code, and whose it is in words."""

import io
from pathlib import Path

import matplotlib as mpl
import segno
from PIL import Image, ImageDraw, ImageFont

_MODULE_PX = 12
_QUIET_MODULES = 4  # ISO/IEC 18004
_LINE_PX = 44
_TEXT_PX = 30
_SMALLEST_PX = 8


def badge_png(text: str, lines: tuple[str, ...]) -> bytes:
    """Return a PNG to print or to keep on a phone.

    Args:
        text: What the QR code says.
        lines: Words below it; shrunk where they are too wide.
    """
    code = segno.make_qr(text, error="m")
    out = io.BytesIO()
    code.save(out, kind="png", scale=_MODULE_PX, border=_QUIET_MODULES)
    square = Image.open(io.BytesIO(out.getvalue())).convert("L")
    picture = Image.new("L", (square.width, square.height + _LINE_PX * (len(lines) + 1)), 255)
    picture.paste(square, (0, 0))
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        middle = (square.width / 2, square.height + _LINE_PX * (number + 0.25))
        draw.text(middle, line, fill=0, font=_fitting(draw, line, square.width * 0.9), anchor="mm")
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _fitting(draw: ImageDraw.ImageDraw, line: str, width_px: float) -> ImageFont.FreeTypeFont:
    """Return a font that has the letters of many scripts, as large as the line allows."""
    file = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    for size in range(_TEXT_PX, _SMALLEST_PX, -2):
        font = ImageFont.truetype(file, size)
        if draw.textlength(line, font=font) <= width_px:
            return font
    return ImageFont.truetype(file, _SMALLEST_PX)
