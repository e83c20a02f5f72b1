"""Pairs of pictures side by side, with what is true of them and what the network says."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from torch import Tensor

from training.data.images import ImageSet
from training.data.pairs import PairDataset
from training.data.transforms import evaluation_view
from training.evaluation.unseen_pairs import JudgedPair
from training.pictures.saved import save_figure
from training.pictures.words import fitted

_SAME, _DIFFERENT = "#1f4e79", "#8a4b00"
_RIGHT, _WRONG = "#1d6b2f", "#b3261e"

_COLUMNS = 3  # odd, so that same and different pairs, which alternate, do not stand in columns
_DPI = 110
_SIDE_IN, _GAP_IN, _CELL_GAP_IN = 1.15, 0.05, 0.3  # of one picture, between two, between pairs
_HEAD_IN, _LINE_IN = 0.42, 0.17
_NAMES = FontProperties(size=7.5)
_WORDS = FontProperties(size=8.5)
_TITLE = FontProperties(size=11)
_LABEL = FontProperties(size=9.5, weight="bold")


@dataclass(frozen=True, slots=True, eq=False)
class ShownPair:
    """One place of a sheet.

    Attributes:
        left: (3, S, S) uint8.
        right: (3, S, S) uint8.
        names: Who is on each.
        label: In bold, below.
        colour: Of the label.
        detail: A line below it; "" for none.
    """

    left: Tensor
    right: Tensor
    names: tuple[str, str]
    label: str
    colour: str
    detail: str = ""


def write_sample_pairs(dataset: PairDataset, file: Path, *, count: int = 12) -> Path:
    """Draw the first pairs of a training, as the network is shown them, with their labels.

    Args:
        dataset: Draws pairs at random, so its first ones are a random sample.
        file: A PNG; its folder is made.
        count: How many pairs.

    Raises:
        TrainingError: The file cannot be written.
    """
    places = []
    for item in range(count):
        left, right, same = dataset[item]
        first, second, _ = dataset.rows(item)
        names = (_person(dataset.images, first), _person(dataset.images, second))
        label, colour = ("same", _SAME) if same else ("different", _DIFFERENT)
        places.append(ShownPair(left, right, names, label, colour))
    return write_sheet(places, file, title="Random pairs as the network is shown them")


def write_judged_pairs(
    images: ImageSet, judged: Sequence[JudgedPair], file: Path, *, title: str, threshold: float
) -> Path:
    """Draw pairs with distance, similarity and verdict, and whether it is right.

    Args:
        images: What the rows of the pairs point into.
        judged: The pairs, in order.
        file: A PNG; its folder is made.
        title: Above all pairs.
        threshold: Similarity at and above which the verdict is "same"; stands below the title.

    Raises:
        TrainingError: The file cannot be written.
        ValueError: There is no pair.
    """
    view = evaluation_view(images.size_px)
    places = [
        ShownPair(
            view(images.pixels[pair.left]),
            view(images.pixels[pair.right]),
            (_person(images, pair.left), _person(images, pair.right)),
            _verdict(pair),
            _RIGHT if pair.is_right else _WRONG,
            f"similarity {pair.similarity:.3f}   distance {pair.distance:.3f}",
        )
        for pair in judged
    ]
    below = f"said to be the same at similarity {threshold:.3f} and above"
    return write_sheet(places, file, title=title, subtitle=below)


def write_sheet(places: Sequence[ShownPair], file: Path, *, title: str, subtitle: str = "") -> Path:
    """Draw pairs in rows, from left to right.

    Raises:
        TrainingError: The file cannot be written.
        ValueError: There is no pair.
    """
    if not places:
        raise ValueError("A sheet shows at least one pair.")
    columns = min(_COLUMNS, len(places))
    rows = -(-len(places) // columns)
    words_in = _LINE_IN * (2 + any(place.detail for place in places)) + 0.12
    cell_in = (2 * _SIDE_IN + _GAP_IN, _SIDE_IN + words_in)
    # A title is wider than one pair.
    width = max(columns * cell_in[0] + (columns + 1) * _CELL_GAP_IN, 5.0)
    left = (width - columns * cell_in[0] - (columns - 1) * _CELL_GAP_IN) / 2
    head = _HEAD_IN + (1.4 * _LINE_IN if subtitle else 0.0)
    height = head + rows * (cell_in[1] + _CELL_GAP_IN / 2)
    figure = Figure(figsize=(width, height), dpi=_DPI, facecolor="white")
    figure.text(
        0.5,
        1 - 0.25 / height,
        fitted(title, (width - _CELL_GAP_IN) * 72, _TITLE),
        fontproperties=_TITLE,
        ha="center",
        va="center",
        parse_math=False,
    )
    if subtitle:
        above = 1 - (0.25 + 1.3 * _LINE_IN) / height
        figure.text(0.5, above, subtitle, ha="center", va="center", size=8.5, color="0.35")
    for number, place in enumerate(places):
        row, column = divmod(number, columns)
        x = left + column * (cell_in[0] + _CELL_GAP_IN)
        y = height - head - row * (cell_in[1] + _CELL_GAP_IN / 2) - _SIDE_IN
        for side, (pixels, name) in enumerate(
            zip((place.left, place.right), place.names, strict=True)
        ):
            at = x + side * (_SIDE_IN + _GAP_IN)
            box = (at / width, y / height, _SIDE_IN / width, _SIDE_IN / height)
            _draw_picture(figure.add_axes(box), pixels, name)
        centre = (x + cell_in[0] / 2) / width
        for line, (text, font, colour) in enumerate(
            ((place.label, _LABEL, place.colour), (place.detail, _WORDS, "0.2"))
        ):
            below = (y - (1.75 + line) * _LINE_IN) / height
            figure.text(
                centre, below, text, fontproperties=font, color=colour, ha="center", va="center"
            )
    return save_figure(figure, file)


def _draw_picture(axes: Axes, pixels: Tensor, name: str) -> None:
    axes.imshow(np.ascontiguousarray(pixels.permute(1, 2, 0).numpy()))
    axes.set_xticks([])
    axes.set_yticks([])
    for edge in axes.spines.values():
        edge.set_color("0.8")
    axes.text(
        0.5,
        -0.04,
        fitted(name, _SIDE_IN * 72, _NAMES),
        transform=axes.transAxes,
        fontproperties=_NAMES,
        color="0.35",
        ha="center",
        va="top",
        parse_math=False,
    )


def _person(images: ImageSet, row: int) -> str:
    return images.pictures[row].person


def _verdict(pair: JudgedPair) -> str:
    said, true = ("same" if same else "different" for same in (pair.verdict, pair.same))
    return f"said {said}: right" if pair.is_right else f"said {said}, is {true}: wrong"
