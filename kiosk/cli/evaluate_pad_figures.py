"""The figures of `janus evaluate-pad` on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.table import Table

from kiosk.cli.context import cell, console

if TYPE_CHECKING:
    from training.evaluation.pad import PadEvaluation
    from training.evaluation.pad_rates import Rate


def show_pad(evaluation: PadEvaluation) -> None:
    """Show what a reader must know first, and the rates of each species."""
    from training.evaluation.pad import disclaimer

    typer.echo(disclaimer(evaluation.subject))
    rates = evaluation.rates
    table = Table(
        "species", "shown", "errors", "rate", "95 % interval", "no response", "asked to move",
        "median s", "95 % within s", box=None,
    )  # fmt: skip
    for one in (*rates.attacks, *([rates.bona_fide] if rates.bona_fide else [])):
        seconds = one.seconds
        table.add_row(
            cell(one.species),
            f"{one.presentations:,}",
            f"{one.error.count:,}",
            _share(one.error),
            f"{one.error.interval.low:.1%} to {one.error.interval.high:.1%}",
            f"{one.no_response.count:,}",
            f"{one.challenged.count:,}",
            "-" if seconds is None else f"{seconds.median_s:.2f}",
            "-" if seconds is None else f"{seconds.p95_s:.2f}",
        )
    console().print(table)
    if rates.worst is not None:
        every = rates.all_attacks
        typer.echo(
            f"Accepted: {every.count:,} of {every.of:,} attacks; worst species"
            f" {rates.worst.species}, APCER {_share(rates.worst.error)}."
        )
    if rates.bona_fide is not None:
        typer.echo(
            f"BPCER {_share(rates.bona_fide.error)}; kept out, with those without a response,"
            f" {_share(rates.bona_fide.kept_out)}. Let in unasked:"
            f" {_share(rates.bona_fide.unasked)}."
        )


def _share(rate: Rate) -> str:
    return "-" if rate.share is None else f"{rate.share:.1%}"
