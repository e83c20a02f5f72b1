"""The loss over the epochs: all of them, and the first five, where most of it happens."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator

from training.errors import TrainingError
from training.pictures.words import any_script, fitted

FIRST = 5

_TITLE, _TITLE_PT = FontProperties(size=10), 440.0  # as wide as the axes
_TRAIN, _VALIDATION = "#1f4e79", "#c05a00"


def write_loss_curves(
    train: Sequence[float],
    validation: Sequence[float | None],
    folder: Path,
    *,
    title: str,
    best_epoch: int | None = None,
) -> tuple[Path, Path]:
    """Write `loss.png`, all epochs, and `loss-first-5.png`.

    Args:
        train: Loss of each epoch on what is trained on.
        validation: Loss of each epoch on what is held out; None where it was not measured.
        folder: Where to; it is made.
        title: Above both.
        best_epoch: Whose weights are kept, from 1; marked where it is given.

    Returns:
        Both files.

    Raises:
        TrainingError: The folder cannot be written.
        ValueError: There is no epoch, or the lengths differ.
    """
    if not train or len(train) != len(validation):
        raise ValueError(f"{len(train)} and {len(validation)} epochs cannot be drawn.")
    held_out = [np.nan if loss is None else loss for loss in validation]
    parts = (("loss.png", len(train)), (f"loss-first-{FIRST}.png", min(FIRST, len(train))))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, epochs in parts:
            figure = Figure(figsize=(7.2, 4.2), dpi=110, layout="constrained")
            axes = figure.subplots()
            _draw(axes, train[:epochs], held_out[:epochs], best_epoch)
            shown = f"first {epochs} of {len(train)}" if epochs < len(train) else f"{epochs}"
            plural = "epoch" if shown == "1" else "epochs"
            head = f"{title}: {shown} {plural}"
            axes.set_title(fitted(head, _TITLE_PT, _TITLE), fontproperties=_TITLE, parse_math=False)
            with any_script():
                figure.savefig(folder / name)
    except OSError as error:
        raise TrainingError(
            f"The loss curves cannot be written to {folder} ({error.strerror}).",
            "Name a folder that can be written.",
        ) from error
    return folder / parts[0][0], folder / parts[1][0]


def _draw(
    axes: Axes, train: Sequence[float], validation: Sequence[float], best_epoch: int | None
) -> None:
    epochs = np.arange(1, len(train) + 1)
    # A point for each epoch, as long as they can be told apart.
    marker = "o" if len(epochs) <= 60 else ""
    axes.plot(epochs, train, marker + "-", color=_TRAIN, markersize=4, label="training")
    if np.isfinite(validation).any():
        axes.plot(
            epochs, validation, marker + "-", color=_VALIDATION, markersize=4, label="validation"
        )
    if best_epoch is not None and best_epoch <= len(epochs):
        axes.axvline(
            best_epoch,
            color="0.45",
            linestyle=":",
            linewidth=1.2,
            label=f"kept: epoch {best_epoch}",
        )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    axes.set_xlim(0.5, len(epochs) + 0.5)
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss, mean over the epoch")
    axes.grid(visible=True, which="major", color="0.9", linewidth=0.7)
    axes.legend(frameon=False, fontsize=9)
