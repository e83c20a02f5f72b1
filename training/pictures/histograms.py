"""Where the similarities of one person with themselves lie, and where those of two people."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from training.errors import TrainingError
from training.evaluation.bootstrap import Floats
from training.evaluation.step_curve import Flags
from training.pictures.saved import save_figure

_GENUINE, _IMPOSTOR = "#1f4e79", "#c05a00"
_MOST_BINS = 80
_DPI = 110


def write_histogram(
    similarity: Floats,
    genuine: Floats,
    impostor: Floats,
    file: Path,
    *,
    title: str,
    threshold: float | None = None,
) -> Path:
    """Draw both distributions, each with an area of its own of 1.

    Args:
        similarity: (N,) of the comparisons, or of steps that hold many.
        genuine: (N,) weight of the genuine comparisons at each.
        impostor: (N,) weight of the impostor comparisons.
        file: A PNG; its folder is made.
        title: Above the picture.
        threshold: Drawn as a line; None for none.

    Raises:
        TrainingError: The file cannot be written.
    """
    figure = Figure(figsize=(7.2, 4.2), dpi=_DPI, layout="constrained")
    axes = figure.subplots()
    inside = (genuine > 0) | (impostor > 0)
    low, high = float(similarity[inside].min()), float(similarity[inside].max())
    # What nobody would see is no reason to make the rest narrow.
    heavy = similarity[inside & (genuine + impostor > (genuine + impostor).max() * 1e-6)]
    if len(heavy):
        low = float(heavy.min())
    # Few comparisons in many bins would be a comb.
    bins = min(_MOST_BINS, 10 + int(np.sqrt(inside.sum())))
    edges = np.linspace(low, high if high > low else low + 1e-3, bins + 1)
    for weight, colour, label in (
        (impostor, _IMPOSTOR, "impostor: two people"),
        (genuine, _GENUINE, "genuine: one person"),
    ):
        height, _ = np.histogram(similarity, bins=edges, weights=weight)
        total = height.sum() * (edges[1] - edges[0])
        density = height / total if total > 0 else height
        axes.stairs(density, edges, fill=True, color=colour, alpha=0.35, label=label)
        axes.stairs(density, edges, color=colour, linewidth=1.2)
    if threshold is not None:
        axes.axvline(threshold, color="0.25", linestyle="--", linewidth=1.2)
        axes.annotate(
            f"threshold {threshold:.3f}",
            (threshold, 1.0),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            xytext=(-5, -12),
            ha="right",
            fontsize=8,
            color="0.25",
        )
    axes.set_xlabel("similarity")
    axes.set_ylabel("density")
    axes.set_xlim(edges[0], edges[-1])
    axes.set_title(title, fontsize=10, parse_math=False)
    axes.legend(frameon=False, fontsize=9, loc="upper left")
    return save_figure(figure, file)


def write_pair_histogram(
    similarities: Floats, same: Flags, file: Path, *, title: str, threshold: float | None = None
) -> Path:
    """Draw the similarities of a list of pairs, each weighing alike.

    Args:
        similarities: (N,); NaN where a face was not found: left out.
        same: (N,) whether the pair shows one person.
        file: A PNG; its folder is made.
        title: Above the picture.
        threshold: Drawn as a line; None for none.

    Raises:
        TrainingError: There is no pair with a similarity, or the file cannot be written.
    """
    there = ~np.isnan(similarities)
    if not there.any():
        raise TrainingError("No pair has a similarity.", "Give pairs with faces found in both.")
    kept = same[there]
    return write_histogram(
        similarities[there],
        kept.astype(np.float64),
        (~kept).astype(np.float64),
        file,
        title=title,
        threshold=threshold,
    )
