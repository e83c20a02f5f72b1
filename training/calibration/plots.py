"""A calibration as pictures: how rare mistakes are, and what a rare mistake costs."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from models.calibration_table import Calibration
from models.rates import ErrorRates
from training.errors import TrainingError

_INK, _TAIL, _SHADE = "#1f4e79", "#c05a00", 0.18


def write_plots(calibration: Calibration, folder: Path) -> tuple[Path, Path]:
    """Write `<model>-fmr.png` and `<model>-det.png`.

    Raises:
        TrainingError: The folder cannot be written.
    """
    files = tuple(folder / f"{calibration.model_id}-{kind}.png" for kind in ("fmr", "det"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, draw in zip(files, (_draw_fmr, _draw_det), strict=True):
            figure = Figure(figsize=(7.2, 4.6), dpi=110, layout="constrained")
            draw(figure.subplots(), calibration)
            figure.savefig(file)
    except OSError as error:
        raise TrainingError(
            f"The plots cannot be written to {folder} ({error.strerror}).",
            "Name a folder that can be written.",
        ) from error
    return files[0], files[1]


def _draw_fmr(axes: Axes, calibration: Calibration) -> None:
    """FMR over similarity: counted, and the law of the tail."""
    table, beyond = calibration.table, calibration.beyond
    axes.fill_between(*_band(table), alpha=_SHADE, color=_INK, linewidth=0)
    axes.plot(
        [row.similarity for row in table],
        [row.fmr for row in table],
        "o-",
        color=_INK,
        markersize=4,
        label="counted, with 95 % interval",
    )
    if beyond:
        joined = (table[-1], *beyond)
        axes.fill_between(*_band(joined), alpha=_SHADE, color=_TAIL, linewidth=0)
        curve = np.linspace(joined[0].similarity, joined[-1].similarity, 100)
        axes.plot(
            curve,
            [calibration.tail.fmr_at(float(s)) for s in curve],
            "-",
            color=_TAIL,
            label="generalised Pareto tail, with 95 % interval",
        )
    axes.axhline(calibration.fmr_floor, color="0.45", linestyle=":", linewidth=1.2)
    axes.annotate(
        f"nothing below {calibration.fmr_floor:.0e} is promised",
        (table[0].similarity, calibration.fmr_floor),
        textcoords="offset points",
        xytext=(2, 4),
        fontsize=8,
        color="0.35",
    )
    axes.set_yscale("log")
    axes.set_xlabel("similarity at or above which a comparison matches")
    axes.set_ylabel("false match rate (FMR)")
    _finish(axes, calibration)


def _draw_det(axes: Axes, calibration: Calibration) -> None:
    """FNMR over FMR, the detection error trade-off."""
    rows = calibration.table + calibration.beyond
    fmr = [row.fmr for row in rows]
    axes.fill_between(
        fmr,
        [row.fnmr_low for row in rows],
        [row.fnmr_high for row in rows],
        alpha=_SHADE,
        color=_INK,
        linewidth=0,
    )
    axes.plot(fmr, [row.fnmr for row in rows], "o-", color=_INK, markersize=4, label="FNMR")
    for row in rows[::3]:
        axes.annotate(
            f"{row.similarity:.3f}",
            (row.fmr, row.fnmr),
            textcoords="offset points",
            xytext=(6, 6),
            fontsize=8,
            color="0.35",
        )
    axes.set_xscale("log")
    axes.set_ylim(0.0, None)
    axes.set_xlabel("false match rate (FMR); beside the points: the similarity")
    axes.set_ylabel("false non-match rate (FNMR)")
    _finish(axes, calibration)


def _band(rows: tuple[ErrorRates, ...]) -> tuple[list[float], list[float], list[float]]:
    """Return similarity, lower and upper bound of the FMR; 0 has no place on a log scale."""
    least = min(row.fmr for row in rows) / 10
    return (
        [row.similarity for row in rows],
        [max(row.fmr_low, least) for row in rows],
        [row.fmr_high for row in rows],
    )


def _finish(axes: Axes, calibration: Calibration) -> None:
    axes.grid(visible=True, which="major", color="0.9", linewidth=0.7)
    axes.set_title(f"{calibration.model_id} on {calibration.population}", fontsize=10)
    axes.legend(frameon=False, fontsize=9)
