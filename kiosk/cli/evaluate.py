"""`janus evaluate`: how often an encoder is wrong, through the parts of the door, and how sure."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import (
    DataDir,
    check_folders_of,
    config_of,
    make_folder,
    plain,
    speaks_errors,
    write_file,
)
from kiosk.cli.embedding_bar import embedding_bar
from kiosk.cli.evaluate_figures import show_evaluation
from kiosk.clock import SystemClock
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.config import Config
    from training.data.folders import Picture
    from training.evaluation.embed_folder import EmbeddedPictures
    from training.evaluation.signed import Evaluation


@speaks_errors
def evaluate(
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="A folder with one folder for each person.")
    ],
    *,
    encoder: Annotated[
        str,
        typer.Option(
            metavar="NAME|CARD.json",
            help="The encoder, or the card of one trained here. Default: the configured one.",
        ),
    ] = "",
    pairs: Annotated[
        Path | None,
        typer.Option(help="A list of pairs as LFW writes it. Default: pairs are drawn."),
    ] = None,
    groups: Annotated[
        Path | None,
        typer.Option(help="A CSV with a column `person` and one for each attribute, e.g. `sex`."),
    ] = None,
    left_out: Annotated[
        Path | None,
        typer.Option(help="A list of pictures to rate without, such as wrongly named ones."),
    ] = None,
    no_faces: Annotated[
        bool,
        typer.Option("--no-faces", help="The pictures hold no faces: take their middle."),
    ] = False,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="With --no-faces: take all of each picture (trained so: framing=whole)."
        ),
    ] = False,
    most_per_person: Annotated[
        int, typer.Option(min=2, help="Pictures rated of each person at most.")
    ] = 10,
    draws: Annotated[
        int, typer.Option(min=100, help="How often people are drawn anew for the intervals.")
    ] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is drawn.")] = 0,
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also write a page with plots into this folder."),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Also write every figure into this file."),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(help="Keep the embeddings in this file (biometric data: guard or delete it)."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Measure how often an encoder is wrong: pairs, searches among strangers, groups.

    Pictures go through the detector and the alignment of the door; a face that is not found counts
    as an error.

    Example: janus evaluate lfw/ --pairs pairs.txt --report report/ --json figures.json
    """
    from training.data.folders import at_most, leave_out, read_lfw_pairs, read_people
    from training.errors import TrainingError
    from training.evaluation.drawn_pairs import drawn_folds
    from training.evaluation.group_file import read_groups
    from training.evaluation.signed import Subject
    from training.evaluation.signed import evaluate as measure

    if whole and not no_faces:
        raise typer.BadParameter("It goes with --no-faces.", param_hint="--whole")
    # Known now, not after a quarter of an hour.
    check_folders_of(json_file, keep)
    if report is not None:
        make_folder(report)
    config = config_of(data_dir)
    chosen = encoder or config.encoder.name
    try:
        pictures = read_people(data)
        rated = leave_out(pictures, left_out) if left_out is not None else pictures
        rated = at_most(rated, most_per_person)
        people = {picture.person for picture in pictures}
        attributes = read_groups(groups, people) if groups is not None else ()
        folds = (
            read_lfw_pairs(pairs, pictures) if pairs is not None else drawn_folds(rated, seed=seed)
        )
        subject = Subject(
            encoder=chosen,
            data=data.resolve().name,
            made_at=SystemClock().now().replace(microsecond=0),
            faces=not no_faces,
            pairs_from=pairs.name if pairs is not None else "",
            most_per_person=most_per_person,
            draws=draws,
            seed=seed,
        )
        embedded = _embed(pictures, config, chosen, keep, no_faces=no_faces, whole=whole)
        evaluation = measure(
            embedded, rated, folds, attributes, subject, say=lambda what: typer.echo(what, err=True)
        )
        _write(evaluation, report, json_file)
    except TrainingError as error:
        raise KioskError(error.problem, error.remedy) from error
    show_evaluation(evaluation)


def _embed(
    pictures: Sequence[Picture],
    config: Config,
    encoder: str,
    keep: Path | None,
    *,
    no_faces: bool,
    whole: bool,
) -> EmbeddedPictures:
    """Embed the pictures, or take what was kept of them."""
    from training.evaluation.embed_folder import embed_pictures
    from training.evaluation.embed_plain import PlainPictures
    from training.evaluation.embeddings_file import load_embeddings, save_embeddings
    from training.evaluation.pipeline import measuring_pipeline

    how = ""
    embed: Callable[[Sequence[Picture], Callable[[int, int], None]], EmbeddedPictures]
    if no_faces:
        framing = "whole" if whole else "middle"
        plain = PlainPictures(encoder, config.weights_dir, config.encoder.device, framing=framing)
        model_id, embed, how = plain.model_id, plain.embed, plain.how
    else:
        pipeline = measuring_pipeline(encoder, config.weights_dir, config.encoder.device)
        model_id, embed = pipeline.model_id, functools.partial(embed_pictures, pipeline)
    kept = load_embeddings(keep, pictures, model_id, how=how) if keep is not None else None
    if kept is not None:
        return kept
    with embedding_bar(len(pictures)) as progress:
        embedded = embed(pictures, progress)
    if keep is not None:
        save_embeddings(embedded, pictures, keep, how=how)
    return embedded


def _write(evaluation: Evaluation, report: Path | None, json_file: Path | None) -> None:
    """Write what was asked for."""
    from training.evaluation.signed_json import to_json

    if json_file is not None:
        text = json.dumps(to_json(evaluation), indent=2, ensure_ascii=False, allow_nan=False)
        write_file(json_file, (text + "\n").encode())
        typer.echo(f"Figures: {plain(str(json_file))}")
    if report is not None:
        from training.report.evaluation_report import write_evaluation_report

        page = write_evaluation_report(evaluation, report)
        typer.echo(f"Report: {plain(str(page))}")
