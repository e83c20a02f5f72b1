"""The error rates at other thresholds: how much safety would cost how many honest people."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from training.evaluation.pad_curve import PadCurve
from training.pictures.saved import save_figure

_BONA_FIDE, _ATTACK = "#1f4e79", "#c05a00"
_DPI = 110
_LINEAR_TO = 0.02  # shares below this are drawn on a linear scale, so that zero has a place


def write_pad_curve(curve: PadCurve, file: Path, *, title: str, threshold: float) -> Path:
    """Draw both rates over the threshold, and one over the other.

    Args:
        curve: The rates.
        file: A PNG; its folder is made.
        title: Above the picture.
        threshold: The one in use; drawn as a line and a dot.

    Raises:
        TrainingError: The file cannot be written.
    """
    figure = Figure(figsize=(9.6, 4.4), dpi=_DPI, layout="constrained")
    over, trade = figure.subplots(1, 2)
    at = min(int(np.searchsorted(curve.threshold, threshold)), len(curve.threshold) - 1)
    for rates in curve.apcer:
        over.plot(
            curve.threshold, rates, color=_ATTACK, alpha=0.3, linewidth=0.8, drawstyle="steps-pre"
        )
    over.plot(
        curve.threshold,
        curve.worst_apcer,
        color=_ATTACK,
        drawstyle="steps-pre",
        label="APCER of the worst species\n(thin: each species)",
    )
    over.plot(curve.threshold, curve.bpcer, color=_BONA_FIDE, drawstyle="steps-pre", label="BPCER")
    over.axvline(threshold, color="0.25", linestyle="--", linewidth=1.1, label="in use")
    over.set_xlabel("threshold of the fused log ratio (natural)")
    over.set_ylabel("share of presentations")
    over.set_title(title, fontsize=10, parse_math=False)
    over.set_xlim(*_middle(curve, threshold))
    over.set_ylim(-0.03, 1.4)  # room for the legend
    over.set_yticks(np.linspace(0.0, 1.0, 6))
    trade.plot(curve.worst_apcer, curve.bpcer, color=_BONA_FIDE, drawstyle="steps-post")
    trade.plot(
        [curve.worst_apcer[at]], [curve.bpcer[at]], "o", color=_ATTACK, markersize=6, label="in use"
    )
    trade.set_xscale("symlog", linthresh=_LINEAR_TO, linscale=0.6)
    trade.set_yscale("symlog", linthresh=_LINEAR_TO, linscale=0.6)
    trade.set_xlim(-0.002, 1.05)
    trade.set_ylim(-0.002, 1.05)
    trade.set_xlabel("APCER of the worst species")
    trade.set_ylabel("BPCER")
    trade.set_title("one paid for with the other", fontsize=10)
    for axis in (over.yaxis, trade.xaxis, trade.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ticks = [0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]
    trade.set_xticks(ticks)
    trade.set_yticks(ticks)
    trade.minorticks_off()
    for axes in (over, trade):
        axes.grid(visible=True, which="major", color="0.9", linewidth=0.7)
        axes.legend(frameon=False, fontsize=8.5, loc="upper right")
    return save_figure(figure, file)


def _middle(curve: PadCurve, threshold: float) -> tuple[float, float]:
    """Return the thresholds worth drawing: a few extreme scores would make the rest narrow."""
    low, high = np.quantile(curve.threshold, (0.01, 0.99))
    return min(float(low), threshold) - 0.5, max(float(high), threshold) + 0.5
