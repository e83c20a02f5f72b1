"""`janus train`: a folder of people → an encoder, its error rates, and a report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DataDir, config_of, plain, speaks_errors
from kiosk.cli.signals import stop_on_signals
from kiosk.clock import SystemClock
from kiosk.errors import KioskError

if TYPE_CHECKING:
    import threading

    from kiosk.config import Config
    from training.config import TrainConfig
    from training.loop.distributed import Ranks
    from training.run.run import RunRequest, RunResult


@speaks_errors
def train(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Pictures: train/PERSON/… and test/PERSON/…, or one folder for each person.",
        ),
    ],
    *,
    encoder: Annotated[
        str | None,
        typer.Option(
            help="The network: conv-siamese, resnet29, or one trained here (with --pretrained). "
            "Default: conv-siamese.",
            show_default=False,
        ),
    ] = None,
    pretrained: Annotated[
        bool, typer.Option("--pretrained", help="Begin with its trained weights (fine-tuning).")
    ] = False,
    loss: Annotated[
        str | None,
        typer.Option(
            help="contrastive, triplet, n-pair, nt-xent, multi-similarity, circle, arcface, or "
            "your own as package.module:Class. Default: contrastive.",
            show_default=False,
        ),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Epochs at most. Default: 30.", show_default=False)
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Any other setting; may be repeated."),
    ] = None,
    sweep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=V1,V2",
            help="Train with each of these values, and with each combination where repeated.",
        ),
    ] = None,
    no_faces: Annotated[
        bool,
        typer.Option("--no-faces", help="The pictures show something else: take their middle."),
    ] = False,
    name: Annotated[
        str | None,
        typer.Option(
            help="What the encoder will be called. Default: from folder and network.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="RUN",
            help="Folder for all that comes of it. Default: runs/NAME.",
            show_default=False,
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in RUN, exactly where it was.")
    ] = False,
    device: Annotated[
        str | None,
        typer.Option(help="auto, cpu or cuda. Default: the configured one.", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Teach a Siamese network to tell people, or anything in folders, apart.

    On several graphics cards: torchrun --nproc-per-node 4 -m kiosk train FOLDER …
    """
    from kiosk.cli.train_sweep import run_sweep
    from training.errors import TrainingError
    from training.loop.distributed import joined

    kiosk_config = config_of(data_dir)
    given = [
        *([f"loss.name={loss}"] if loss is not None else []),
        *([f"epochs={epochs}"] if epochs is not None else []),
        *([f"name={name}"] if name is not None else []),
        *(["faces=false", "mirror=false"] if no_faces else []),
        *(settings or []),
    ]
    try:
        config = _config(folder, encoder, given, out, pretrained=pretrained, resume=resume)
        place = out or Path("runs") / config.name
        request = _request(folder, place, config, kiosk_config, resume=resume)
        with joined(device or kiosk_config.encoder.device) as ranks, stop_on_signals() as stop:
            try:
                if sweep:
                    run_sweep(request, sweep, ranks, stop)
                else:
                    _single(request, ranks, stop)
            except TrainingError:
                if not ranks.is_first:
                    raise typer.Exit(1) from None  # the first process says it
                raise
    except TrainingError as error:
        raise KioskError(error.problem, error.remedy) from error


def _config(
    folder: Path,
    encoder: str | None,
    given: Sequence[str],
    out: Path | None,
    *,
    pretrained: bool,
    resume: bool,
) -> TrainConfig:
    """Return the settings of a new run, or those of the one to go on with."""
    from training.config import read_config, starting_config, with_settings
    from training.run.run import CONFIG_NAME

    if resume and out is None:
        raise KioskError("--resume needs the run to go on with.", "Name its folder with --out RUN.")
    if resume and out is not None and (out / CONFIG_NAME).exists():
        chosen = [f"encoder={encoder}"] if encoder is not None else []
        chosen += ["pretrained=true"] if pretrained else []
        return with_settings(read_config(out / CONFIG_NAME), [*chosen, *given])
    config = with_settings(starting_config(encoder or "conv-siamese", pretrained=pretrained), given)
    if config.name:
        return config
    words = f"{folder.resolve().name}-{config.encoder}".lower()
    return with_settings(config, [f"name={re.sub('[^a-z0-9]+', '-', words).strip('-')[:64]}"])


def _request(
    folder: Path, out: Path, config: TrainConfig, kiosk_config: Config, *, resume: bool
) -> RunRequest:
    from models.weights import WeightsStore
    from training.run.run import RunRequest

    return RunRequest(
        folder=folder,
        out=out,
        config=config,
        weights=WeightsStore(kiosk_config.weights_dir),
        cache=kiosk_config.data_dir / "prepared-pictures",
        began_at=SystemClock().now().replace(microsecond=0).isoformat(),
        resume=resume,
    )


def _single(request: RunRequest, ranks: Ranks, stop: threading.Event) -> None:
    """Run one training, and say what came of it."""
    from kiosk.cli.train_progress import TrainProgress
    from training.loop.job import Ending
    from training.run.run import run_training

    with TrainProgress(stop, speaks=ranks.is_first) as progress:
        result = run_training(request, ranks=ranks, progress=progress, stop=stop)
    if result is None:
        return
    if result.ending is Ending.INTERRUPTED:
        _say_interrupted(request, result)
        raise typer.Exit(1)
    _say(request, result)


def _say_interrupted(request: RunRequest, result: RunResult) -> None:
    if result.card is None or result.history.best is None:
        typer.echo(
            "Stopped before the first epoch was done: there is nothing to keep yet.", err=True
        )
        return
    typer.echo(
        f"Stopped. The best so far, of epoch {result.history.best.epoch}, is kept: "
        f"{plain(str(result.card))}. Go on with: janus train {plain(str(request.folder))} "
        f"--out {plain(str(request.out))} --resume",
        err=True,
    )


def _say(request: RunRequest, result: RunResult) -> None:
    from kiosk.cli.train_progress import show_test

    best = result.history.best
    if best is not None:
        auc = "" if best.validation_auc is None else f", validation AUC {best.validation_auc:.4f}"
        typer.echo(f"Kept: epoch {best.epoch} of {len(result.history)}{auc}.")
    if result.test is not None:
        show_test(result.test)
    typer.echo(f"Report: {plain(str(result.report))}")
    typer.echo(f"Encoder {result.model_id}: {plain(str(result.card))}")
    typer.echo(f"At the door: janus weights install --from {plain(str(result.card))}")
