"""`janus calibrate`: a folder of people becomes the calibration that the door uses."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from kiosk.cli.context import DataDir, check_folders_of, config_of, console, plain, speaks_errors
from kiosk.cli.embedding_bar import embedding_bar
from kiosk.clock import SystemClock
from kiosk.config import FILE_NAME
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.config import Config
    from models.calibration import Calibration
    from training.calibration.holdout import HeldOutRate
    from training.data.folders import Picture
    from training.evaluation.embed_folder import EmbeddedPictures


@speaks_errors
def calibrate(
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="A folder with one folder for each person.")
    ],
    *,
    out: Annotated[Path, typer.Option(help="The calibration to write, a JSON file.")],
    population: Annotated[
        str, typer.Option(help="A short name for these people. Default: the folder's.")
    ] = "",
    encoder: Annotated[
        str, typer.Option(help="The encoder to measure. Default: the configured one.")
    ] = "",
    most_per_person: Annotated[
        int, typer.Option(min=2, help="Pictures used of each person at most.")
    ] = 10,
    left_out: Annotated[
        Path | None,
        typer.Option(help="A list of pictures to leave out, such as wrongly named ones."),
    ] = None,
    draws: Annotated[
        int, typer.Option(min=100, help="How often people are drawn anew for the intervals.")
    ] = 1000,
    held_out: Annotated[
        bool,
        typer.Option("--held-out", help="Also calibrate on half of the people and check the rest."),
    ] = False,
    plots: Annotated[Path | None, typer.Option(help="Also write plots into this folder.")] = None,
    keep: Annotated[
        Path | None,
        typer.Option(help="Keep the embeddings in this file (biometric data: guard or delete it)."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Measure how often strangers are mistaken for each other, on pictures of many people.

    Example: janus calibrate faces/ --out faces.json --plots plots/ --held-out
    """
    from training.errors import TrainingError

    name = population or data.resolve().name
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name) is None:
        raise typer.BadParameter(
            "Use letters, digits, '.', '_' and '-' only.", param_hint="--population"
        )
    # Known now, not after a quarter of an hour.
    check_folders_of(out, keep)
    config = config_of(data_dir)
    try:
        pictures = _pictures(data, left_out, most_per_person)
        embedded = _embed(pictures, config, encoder or config.encoder.name, keep)
        _measure(embedded, name, out, draws, plots, held_out=held_out)
        _say_how_to_use(out, config, encoder or config.encoder.name)
    except TrainingError as error:
        raise KioskError(error.problem, error.remedy) from error


def _pictures(data: Path, left_out: Path | None, most_per_person: int) -> tuple[Picture, ...]:
    """Return the pictures to measure on."""
    from training.data.folders import at_most, leave_out, read_people

    pictures = read_people(data)
    if left_out is not None:
        pictures = leave_out(pictures, left_out)
    return at_most(pictures, most_per_person)


def _embed(
    pictures: Sequence[Picture], config: Config, encoder: str, keep: Path | None
) -> EmbeddedPictures:
    """Embed the pictures, or take what was kept of them."""
    from training.evaluation.embed_folder import embed_pictures
    from training.evaluation.embeddings_file import load_embeddings, save_embeddings
    from training.evaluation.pipeline import measuring_pipeline

    pipeline = measuring_pipeline(encoder, config.weights_dir, config.encoder.device)
    kept = load_embeddings(keep, pictures, pipeline.model_id) if keep is not None else None
    if kept is not None:
        return kept
    with embedding_bar(len(pictures)) as progress:
        embedded = embed_pictures(pipeline, pictures, progress)
    if keep is not None:
        save_embeddings(embedded, pictures, keep)
    return embedded


def _measure(
    embedded: EmbeddedPictures,
    population: str,
    out: Path,
    draws: int,
    plots: Path | None,
    *,
    held_out: bool,
) -> None:
    """Fit, check, write and show."""
    from models.calibration import save_calibration
    from training.calibration.fit import Origin, fit_calibration
    from training.calibration.holdout import check_held_out
    from training.calibration.plots import write_plots
    from training.evaluation.scores import ScoreSet

    missing = len(embedded.no_face) + len(embedded.unreadable)
    origin = Origin(
        model_id=embedded.model_id,
        population=population,
        made_at=SystemClock().now().replace(microsecond=0),
        pictures=len(embedded.pictures) + missing,
        faces_not_found=missing,
    )
    scores = ScoreSet(embedded.vectors, embedded.people, templates=embedded.templates)
    calibration = fit_calibration(scores, origin, draws=draws)
    save_calibration(calibration, out)
    for picture in (*embedded.no_face, *embedded.unreadable):
        typer.echo(f"No face found: {plain(str(picture.path))}", err=True)
    _show(calibration)
    if held_out:
        del scores  # its table of similarities is large
        rates = check_held_out(
            embedded.vectors, embedded.people, origin, templates=embedded.templates, draws=draws
        )
        _show_held_out(rates)
    if plots is not None:
        for file in write_plots(calibration, plots):
            typer.echo(f"Plot: {plain(str(file))}")
    typer.echo(f"Calibration {calibration.id}: {plain(str(out))}")


def _say_how_to_use(out: Path, config: Config, encoder: str) -> None:
    """End with what the door needs to take the file; it takes none by itself."""
    lines = ["[decision]", f"calibration = {json.dumps(str(out.resolve()), ensure_ascii=False)}"]
    if encoder != config.encoder.name:
        lines += ["[encoder]", f"name = {json.dumps(encoder)}"]
    typer.echo(
        f"The door takes it from its next start, with this in {config.data_dir / FILE_NAME}:"
    )
    typer.echo(plain("\n".join(lines)))


def _show(calibration: Calibration) -> None:
    table = Table("similarity", "FMR", "95 % interval", "FNMR", "95 % interval", "", box=None)
    for row in calibration.table + calibration.beyond:
        table.add_row(
            f"{row.similarity:.4f}",
            f"{row.fmr:.2e}",
            f"{row.fmr_low:.1e} to {row.fmr_high:.1e}",
            f"{row.fnmr:.2%}",
            f"{row.fnmr_low:.2%} to {row.fnmr_high:.2%}",
            "counted" if row in calibration.table else "tail",
        )
    console().print(table)
    counts = calibration.counts
    typer.echo(
        f"{counts.people:,} people, {counts.pictures:,} pictures,"
        f" {counts.faces_not_found} without a face found;"
        f" {counts.impostor_comparisons:,} comparisons of two people."
        f" No FMR below {calibration.fmr_floor:.0e} can be promised."
    )


def _show_held_out(rates: tuple[HeldOutRate, ...]) -> None:
    table = Table("promised FMR", "95 % interval", "measured", "95 % interval", "", box=None)
    for rate in rates:
        table.add_row(
            f"{rate.promised:.0e}",
            f"{rate.promised_low:.1e} to {rate.promised_high:.1e}",
            f"{rate.measured:.2e}",
            f"{rate.measured_low:.1e} to {rate.measured_high:.1e}",
            "agrees" if rate.agrees else "DISAGREES",
        )
    typer.echo("Calibrated on half of the people, measured on the others:")
    console().print(table)
