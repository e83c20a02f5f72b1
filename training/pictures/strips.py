"""Presentations as strips: a few of their pictures in a row, and what came of them below."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from models.types import RgbImage
from training.pictures.saved import save_figure
from training.pictures.words import fitted

_DPI = 110
_WIDTH_IN, _MARGIN_IN, _GAP_IN = 8.2, 0.15, 0.05
_HEAD_IN, _WORDS_IN = 0.4, 0.5
_TITLE = FontProperties(size=11)
_LABEL = FontProperties(size=9, weight="bold")
_DETAIL = FontProperties(size=8)


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One presentation.

    Attributes:
        pictures: In order of time, each (height, width, 3) uint8 RGB; at least one, of one size.
        label: What was shown.
        detail: What came of it.
    """

    pictures: tuple[RgbImage, ...]
    label: str
    detail: str


def write_strips(strips: Sequence[Strip], file: Path, *, title: str) -> Path:
    """Draw strips one below the other.

    Args:
        strips: From the top.
        file: A PNG; its folder is made.
        title: Above all strips.

    Raises:
        TrainingError: The file cannot be written.
        ValueError: There is no strip, or one without a picture.
    """
    if not strips or not all(strip.pictures for strip in strips):
        raise ValueError("A sheet shows strips of at least one picture.")
    inside_in = _WIDTH_IN - 2 * _MARGIN_IN
    heights_in = [_picture_in(strip, inside_in)[1] for strip in strips]
    height = _HEAD_IN + sum(heights_in) + _WORDS_IN * len(strips) + _MARGIN_IN
    figure = Figure(figsize=(_WIDTH_IN, height), dpi=_DPI, facecolor="white")
    figure.text(
        _MARGIN_IN / _WIDTH_IN,
        1 - _HEAD_IN / 2 / height,
        fitted(title, inside_in * 72, _TITLE),
        fontproperties=_TITLE,
        va="center",
        parse_math=False,
    )
    top = height - _HEAD_IN
    for strip, tall_in in zip(strips, heights_in, strict=True):
        wide_in, _ = _picture_in(strip, inside_in)
        for place, picture in enumerate(strip.pictures):
            left = _MARGIN_IN + place * (wide_in + _GAP_IN)
            box = (
                left / _WIDTH_IN,
                (top - tall_in) / height,
                wide_in / _WIDTH_IN,
                tall_in / height,
            )
            axes = figure.add_axes(box)
            axes.imshow(picture, aspect="auto")
            axes.set_axis_off()
        for line, (text, font, colour) in enumerate(
            ((strip.label, _LABEL, "0.1"), (strip.detail, _DETAIL, "0.35"))
        ):
            figure.text(
                _MARGIN_IN / _WIDTH_IN,
                (top - tall_in - 0.11 - 0.16 * line) / height,
                fitted(text, inside_in * 72, font),
                fontproperties=font,
                color=colour,
                va="center",
                parse_math=False,
            )
        top -= tall_in + _WORDS_IN
    return save_figure(figure, file)


def _picture_in(strip: Strip, inside_in: float) -> tuple[float, float]:
    """Return width and height of each picture of a strip, inches; tall ones stay small."""
    count = max(len(strip.pictures), 3)
    wide_in = (inside_in - (count - 1) * _GAP_IN) / count
    height, width = strip.pictures[0].shape[:2]
    tall_in = wide_in * height / width
    limit_in = 2.2
    return (wide_in, tall_in) if tall_in <= limit_in else (limit_in * width / height, limit_in)
