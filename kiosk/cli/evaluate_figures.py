"""The figures of `janus evaluate` on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.table import Table

from kiosk.cli.context import cell, console, plain

if TYPE_CHECKING:
    from training.evaluation.signed import Evaluation


def show_evaluation(evaluation: Evaluation) -> None:
    """Show the figures; those that the data cannot carry are marked."""
    for picture in (*evaluation.no_face, *evaluation.unreadable):
        typer.echo(f"No face found: {plain(str(picture.path))}", err=True)
    accuracy, roc = evaluation.accuracy, evaluation.roc
    typer.echo(
        f"{evaluation.model_id}: {evaluation.images:,} pictures of {evaluation.people:,} people,"
        f" {evaluation.faces_not_found:,} without a face found (each counts as an error)."
    )
    if accuracy is not None:
        typer.echo(
            f"Pairs: {accuracy.mean:.2%} ± {accuracy.standard_error:.2%} (standard error) of"
            f" {accuracy.pairs:,}, {len(accuracy.folds)} folds."
        )
    typer.echo(
        f"EER {roc.eer:.2%} ({roc.eer_interval.low:.2%} to {roc.eer_interval.high:.2%}),"
        f" AUC {roc.auc:.5f}, d-prime {roc.d_prime:.2f}."
    )
    table = Table("FMR", "TAR", "95 % interval", "similarity", "", box=None)
    for point in evaluation.true_accepts:
        table.add_row(
            f"{point.fmr:.0e}",
            f"{point.tar:.1%}",
            f"{point.interval.low:.1%} to {point.interval.high:.1%}",
            f"{point.similarity:.4f}",
            "" if point.carried else "too few people to know",
        )
    console().print(table)
    searches = Table(
        "enrolled", "pictures a probe", "FPIR", "FNIR", "95 % interval", "strangers", "", box=None
    )
    for rate in evaluation.searches:
        searches.add_row(
            f"{rate.gallery:,}",
            str(rate.pictures),
            f"{100 * rate.fpir:g} %",
            f"{rate.fnir:.1%}",
            f"{rate.interval.low:.1%} to {rate.interval.high:.1%}",
            f"{rate.strangers:,}",
            "" if rate.carried else "too few strangers to know",
        )
    console().print(searches)
    _show_groups(evaluation)


def _show_groups(evaluation: Evaluation) -> None:
    for comparison in evaluation.groups:
        table = Table(cell(comparison.attribute), "people", "FMR", "FNMR", box=None)
        for group in comparison.groups:
            table.add_row(
                cell(group.group),
                f"{group.people:,}",
                "-" if group.fmr is None else f"{group.fmr:.2e}",
                "-" if group.fnmr is None else f"{group.fnmr:.1%}",
            )
        typer.echo(f"Groups at FMR {comparison.fmr:.0e} of everybody:")
        console().print(table)
        for name, ratio in (("FMR", comparison.fmr_ratio), ("FNMR", comparison.fnmr_ratio)):
            said = "cannot be given" if ratio is None else f"{ratio:.2f}"
            typer.echo(f"{name}, worst to best: {said}")
