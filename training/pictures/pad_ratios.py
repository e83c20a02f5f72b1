"""Where the fused log ratios of each species lie: one row of a picture for each."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from models.liveness.presented import Presented
from training.errors import TrainingError
from training.pictures.saved import save_figure
from training.pictures.words import fitted

_BONA_FIDE, _ATTACK = "#1f4e79", "#c05a00"
_DPI = 110
_ROW_IN, _REST_IN = 0.52, 1.1
_NAME, _NAME_PT = FontProperties(size=8.5), 130.0
_BINS = 60
# A few extreme ratios must not squeeze all others into one bin; they stand in the outermost ones.
_SHOWN = (0.005, 0.995)


def write_ratios(
    presented: Sequence[Presented], file: Path, *, title: str, threshold: float
) -> Path:
    """Draw a histogram of each species, the living people first.

    Args:
        presented: What came of each presentation; those in which nothing was weighed are left out.
        file: A PNG; its folder is made.
        title: Above all rows.
        threshold: Log ratio from which a presentation is accepted; drawn as a line.

    Raises:
        TrainingError: Nothing was weighed at all, or the file cannot be written.
    """
    groups: dict[tuple[bool, str], list[float]] = {}
    for one in sorted(presented, key=lambda one: not one.is_bona_fide):
        if one.log_ratio is not None:
            name = "bona fide" if one.is_bona_fide else one.species
            groups.setdefault((one.is_bona_fide, name), []).append(one.log_ratio)
    if not groups:
        raise TrainingError("No presentation was weighed.", "Present faces that can be seen.")
    every = np.concatenate([np.asarray(ratios) for ratios in groups.values()])
    low, high = (float(bound) for bound in np.quantile(every, _SHOWN))
    low, high = min(low, threshold) - 0.5, max(high, threshold) + 0.5
    edges = np.linspace(low, high, _BINS + 1)
    size = (7.6, _REST_IN + _ROW_IN * len(groups))
    figure = Figure(figsize=size, dpi=_DPI, layout="constrained")
    rows = figure.subplots(len(groups), 1, sharex=True, squeeze=False)[:, 0]
    for axes, ((is_bona_fide, name), ratios) in zip(rows, groups.items(), strict=True):
        _draw_row(axes, np.clip(ratios, low, high), edges, is_bona_fide=is_bona_fide)
        label = f"{fitted(name, _NAME_PT, _NAME)}\n{len(ratios)} shown"
        axes.set_ylabel(
            label, rotation=0, ha="right", va="center", fontproperties=_NAME, parse_math=False
        )
        axes.axvline(threshold, color="0.25", linestyle="--", linewidth=1.1)
    rows[0].set_title(title, fontsize=10, parse_math=False)
    rows[-1].set_xlabel(
        f"fused log ratio, living head to attack (natural); accepted from {threshold:.1f} on"
    )
    rows[-1].set_xlim(low, high)
    return save_figure(figure, file)


def _draw_row(axes: Axes, ratios: np.ndarray, edges: np.ndarray, *, is_bona_fide: bool) -> None:
    colour = _BONA_FIDE if is_bona_fide else _ATTACK
    counts, _ = np.histogram(ratios, bins=edges)
    axes.stairs(counts, edges, fill=True, color=colour, alpha=0.35)
    axes.stairs(counts, edges, color=colour, linewidth=1.1)
    axes.set_yticks([])
    axes.set_ylim(0, max(1, counts.max()) * 1.1)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="x", labelsize=8)
