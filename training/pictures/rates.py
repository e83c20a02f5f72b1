"""Error rates as curves: ROC and DET, each with its 95 % band."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from scipy.stats import norm  # type: ignore[import-untyped]

from training.evaluation.bootstrap import Floats
from training.evaluation.roc import RocCurve
from training.pictures.saved import save_figure

_INK, _MARK, _SHADE = "#1f4e79", "#c05a00", 0.18
_DPI = 110

# Where the axes of a DET curve have their lines.
_TICKS = (1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95)
_HIGHEST = 0.6
# A curve without any error at some threshold has to end somewhere on a scale without zero.
_LOWEST = 1e-7


def write_roc(curve: RocCurve, file: Path, *, title: str) -> Path:
    """Draw the true accept rate over the false match rate: as it is, and its rare part.

    Args:
        curve: The rates.
        file: A PNG; its folder is made.
        title: Above the curve.

    Raises:
        TrainingError: The file cannot be written.
    """
    figure = Figure(figsize=(9.6, 4.6), dpi=_DPI, layout="constrained")
    whole, rare = figure.subplots(1, 2)
    whole.plot([0, 1], [0, 1], ":", color="0.55", linewidth=1.2, label="chance")
    rare.set_xscale("log")
    lowest = _lowest_fmr(curve)
    for axes in (whole, rare):
        axes.fill_between(
            curve.band.fmr, curve.band.low, curve.band.high, alpha=_SHADE, color=_INK, linewidth=0
        )
        axes.plot(
            curve.fmr,
            curve.tar,
            color=_INK,
            drawstyle="steps-post",
            label="measured, with 95 % band",
        )
        axes.set_xlabel("false match rate (FMR)")
        axes.grid(visible=True, which="major", color="0.9", linewidth=0.7)
    whole.set_ylabel("true accept rate (TAR)")
    whole.set_xlim(-0.01, 1.01)
    whole.set_ylim(-0.01, 1.02)
    bounds = curve.auc_interval
    whole.text(
        0.97,
        0.22,
        f"AUC {curve.auc:.4f}\n95 %: {bounds.low:.4f} to {bounds.high:.4f}",
        ha="right",
        fontsize=9,
        color="0.25",
    )
    whole.legend(frameon=False, fontsize=9, loc="lower right")
    rare.set_xlim(lowest, 1.0)
    shown = np.concatenate([curve.tar[curve.fmr >= lowest], curve.band.low])
    rare.set_ylim(max(0.0, float(shown.min()) - 0.05), 1.01)
    rare.set_title("the same, rare matches drawn wide", fontsize=10)
    whole.set_title(title, fontsize=10, parse_math=False)
    return save_figure(figure, file)


def write_det(curve: RocCurve, file: Path, *, title: str) -> Path:
    """Draw FNMR over FMR, the detection error trade-off, on normal-deviate scales.

    Martin et al. 1997, "The DET curve in assessment of detection task performance": where
    similarities are normally distributed the curve is a straight line.

    Args:
        curve: The rates.
        file: A PNG; its folder is made.
        title: Above the curve.

    Raises:
        TrainingError: The file cannot be written.
    """
    figure = Figure(figsize=(7.2, 5.2), dpi=_DPI, layout="constrained")
    axes = figure.subplots()
    fmr_low = _lowest_fmr(curve)
    fnmr = 1.0 - curve.tar
    seen = (curve.fmr >= fmr_low) & (curve.fmr <= _HIGHEST) & (fnmr > 0.0)
    positive = np.concatenate([fnmr[seen], (1.0 - curve.band.high)[curve.band.high < 1.0]])
    fnmr_low = max(float(positive.min(initial=0.01)) / 1.5, 1e-4)
    highest = min(max(float(fnmr[seen].max(initial=0.0)) * 1.4, _HIGHEST), 0.97)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator(_TICKS))
    axes.set_xscale("function", functions=(_deviate, _share))
    axes.set_yscale("function", functions=(_deviate, _share))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator(_TICKS))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda rate, _: _percent(rate)))
    axes.set_xlim(fmr_low, _HIGHEST)
    axes.set_ylim(fnmr_low, highest)
    axes.fill_between(
        curve.band.fmr,
        np.clip(1.0 - curve.band.high, _LOWEST, None),
        np.clip(1.0 - curve.band.low, _LOWEST, 1.0 - _LOWEST),
        alpha=_SHADE,
        color=_INK,
        linewidth=0,
        label="95 % band",
    )
    axes.plot(curve.fmr[seen], fnmr[seen], color=_INK, label="measured")
    diagonal = np.array([max(fmr_low, fnmr_low), _HIGHEST])
    axes.plot(diagonal, diagonal, ":", color="0.55", linewidth=1.2)
    if curve.eer > 0.0:
        label = f"EER {curve.eer:.2%}"
        axes.plot([curve.eer], [curve.eer], "o", color=_MARK, markersize=5, label=label)
    if not seen.any():
        axes.text(
            0.5,
            0.5,
            "no comparison is wrong at these rates",
            transform=axes.transAxes,
            ha="center",
            color="0.35",
            backgroundcolor="white",
        )
    axes.set_xlabel("false match rate (FMR)")
    axes.set_ylabel("false non-match rate (FNMR)")
    axes.grid(visible=True, which="major", color="0.9", linewidth=0.7)
    axes.set_title(title, fontsize=10, parse_math=False)
    axes.legend(frameon=False, fontsize=9, loc="upper right")
    return save_figure(figure, file)


def _lowest_fmr(curve: RocCurve) -> float:
    """Return the smallest rate that is drawn: the first of the band, or of one comparison."""
    return float(curve.band.fmr[0]) if len(curve.band.fmr) > 1 else 1.0 / max(curve.impostor, 2)


def _deviate(rates: Floats) -> Floats:
    return np.asarray(norm.ppf(np.clip(rates, _LOWEST, 1.0 - _LOWEST)))


def _share(deviates: Floats) -> Floats:
    return np.asarray(norm.cdf(deviates))


def _percent(rate: float) -> str:
    return f"{100 * rate:g} %" if rate >= 1e-3 else f"{rate:.0e}".replace("e-0", "e-")
