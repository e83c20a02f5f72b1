"""`janus train --sweep`: several trainings, and one table of them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from kiosk.cli.context import make_folder, plain
from kiosk.cli.train_progress import TrainProgress, show_sweep

if TYPE_CHECKING:
    import threading

    from training.loop.distributed import Ranks
    from training.run.run import RunRequest
    from training.run.sweep import SweepRow


def run_sweep(
    request: RunRequest, sweeps: Sequence[str], ranks: Ranks, stop: threading.Event
) -> None:
    """Train once for each combination of settings, and show them side by side.

    A run that comes to nothing has its sentence in the table; the others go on.

    Raises:
        TrainingError: A setting is wrong, or the table cannot be written.
        typer.Exit: It was stopped, or no run came to its end.
    """
    from training.config import with_settings
    from training.errors import TrainingError
    from training.run.run import run_training
    from training.run.sweep import SweepRow, grid, run_name, write_sweep

    # All of them first: a mistyped value is said now, not after the first hours.
    runs = [(settings, with_settings(request.config, settings)) for settings in grid(sweeps)]
    rows: list[SweepRow] = []
    if ranks.is_first:
        make_folder(request.out)
    for number, (settings, config) in enumerate(runs, start=1):
        own = replace(
            request,
            out=request.out / run_name(number, settings),
            config=config.model_copy(update={"name": f"{config.name[:60]}-{number}"}),
        )
        if ranks.is_first:
            typer.echo(f"Run {number} of {len(runs)}: {plain(', '.join(settings))}")
        try:
            with TrainProgress(stop, speaks=ranks.is_first) as progress:
                result = run_training(own, ranks=ranks, progress=progress, stop=stop)
            if result is not None:
                rows.append(SweepRow.of(settings, own.out, result))
        except TrainingError as error:
            if ranks.is_first:
                typer.echo(plain(error.user_message()), err=True)
            rows.append(SweepRow(settings, own.out, problem=error.user_message()))
        if ranks.is_first:
            write_sweep(rows, request.out)
        if ranks.any(stop.is_set()):
            break
    if ranks.is_first:
        show_sweep(rows)
        typer.echo(f"Table: {plain(str(request.out / 'sweep.csv'))} and sweep.json beside it")
        if stop.is_set() or all(row.problem for row in rows):
            raise typer.Exit(1)
