"""An enrolment draft as one picture: photo with the face framed, aligned crop, quality figures.

Where somebody looks alike, their enrolment photo stands beside the new one. A photo that gives no
draft is drawn with the reason.
"""

import io
from collections.abc import Sequence

import matplotlib as mpl
from PIL import Image, ImageDraw, ImageFont

from enroll.errors import EnrollError, FaceCountError
from enroll.photo import Photo, image_of
from enroll.rules import LookAlike
from enroll.service import Draft
from models.quality import Measure
from models.types import DetectedFace

_HEIGHT_PX = 480
_FIGURES_PX = 560
_MARGIN_PX = 20
_LINE_PX = 22
_INK = "#1b1f24"
_PAPER = "#ffffff"
_GOOD = "#1a7f37"
_BAD = "#b35900"


def preview_png(draft: Draft) -> bytes:
    """Draw a draft.

    Returns:
        A PNG file.
    """
    colour = _GOOD if draft.objection is None else _BAD
    photo = _framed(draft.photo, [draft.face], colour)
    return _side_by_side(
        [
            _titled(photo, draft.name),
            *(_look_alike(other) for other in draft.look_alikes),
            _titled(Image.fromarray(draft.aligned), "as the encoder sees it"),
            _figures(draft.measures),
        ]
    )


def refusal_png(photo: Photo, name: str, error: EnrollError) -> bytes:
    """Draw a photo that gave no draft: its faces framed, where there were too many, and why.

    Returns:
        A PNG file.
    """
    faces = error.faces if isinstance(error, FaceCountError) else ()
    why = Image.new("RGB", (_FIGURES_PX, _HEIGHT_PX), _PAPER)
    ImageDraw.Draw(why).text((0, 0), _wrapped(error.user_message()), fill=_BAD, font=_font())
    return _side_by_side([_titled(_framed(photo, faces, _BAD), name), why])


def _side_by_side(panels: Sequence[Image.Image]) -> bytes:
    """Return a PNG file."""
    width = sum(panel.width + _MARGIN_PX for panel in panels) + _MARGIN_PX
    height = max(panel.height for panel in panels) + 2 * _MARGIN_PX
    sheet = Image.new("RGB", (width, height), _PAPER)
    left = _MARGIN_PX
    for panel in panels:
        sheet.paste(panel, (left, _MARGIN_PX))
        left += panel.width + _MARGIN_PX
    encoded = io.BytesIO()
    sheet.save(encoded, "PNG")
    return encoded.getvalue()


def _framed(photo: Photo, faces: Sequence[DetectedFace], colour: str) -> Image.Image:
    """Return the photo, reduced, with a frame around each face."""
    whole = Image.fromarray(photo.image)
    scale = min(1.0, _HEIGHT_PX / whole.height)
    small = whole.resize((max(1, round(whole.width * scale)), round(whole.height * scale)))
    for face in faces:
        box = face.box
        corners = [side * scale for side in (box.left, box.top, box.right, box.bottom)]
        ImageDraw.Draw(small).rectangle(corners, outline=colour, width=3)
    return small


def _look_alike(other: LookAlike) -> Image.Image:
    photo = Image.fromarray(image_of(other.photo_jpeg))
    photo.thumbnail((4 * _HEIGHT_PX, _HEIGHT_PX))
    return _titled(photo, f"{other.person.name}: similarity {other.similarity:.3f}")


def _figures(measures: tuple[Measure, ...]) -> Image.Image:
    """Return the quality measures, each with a word that says whether it passes."""
    panel = Image.new("RGB", (_FIGURES_PX, _HEIGHT_PX), _PAPER)
    pen, font = ImageDraw.Draw(panel), _font()
    y = 0
    for measure in measures:
        verdict = "good" if measure.ok else "poor"
        head = f"{measure.name}: {measure.value:.3g} (limit {measure.limit:.3g}), {verdict}"
        pen.text((0, y), head, fill=_GOOD if measure.ok else _BAD, font=font)
        y += _LINE_PX
        if not measure.ok:
            pen.text((0, y), _wrapped(measure.sentence), fill=_INK, font=font)
            y += _LINE_PX * (1 + _wrapped(measure.sentence).count("\n"))
        y += _LINE_PX // 2
    return panel


def _titled(picture: Image.Image, title: str) -> Image.Image:
    """Return a picture with a line of text above it, wide enough for both."""
    font = _font()
    width = max(picture.width, round(font.getlength(title)))
    panel = Image.new("RGB", (width, picture.height + _LINE_PX + 6), _PAPER)
    ImageDraw.Draw(panel).text((0, 0), title, fill=_INK, font=font)
    panel.paste(picture, (0, _LINE_PX + 6))
    return panel


def _wrapped(text: str) -> str:
    """Break a sentence into lines that fit the figures' panel."""
    font, lines = _font(), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= _FIGURES_PX:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def _font() -> ImageFont.FreeTypeFont:
    """DejaVu Sans comes with matplotlib, and knows the letters of most European names."""
    return ImageFont.truetype(f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans.ttf", 16)
