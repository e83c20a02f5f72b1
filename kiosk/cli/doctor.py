"""`janus doctor`: what is here, what is missing, and what to do about it."""

import typer
from rich.table import Table

from kiosk.cli.context import DataDir, cell, console, speaks_errors
from kiosk.config import default_data_dir
from kiosk.doctor.findings import Health, can_run, examine

_COLOURS = {
    Health.OK: "green",
    Health.WARN: "yellow",
    Health.MISSING: "red",
    Health.WRONG: "red",
}


@speaks_errors
def doctor(*, data_dir: DataDir = None) -> None:
    """Look at everything the kiosk needs. Exit code 0 when it can run, 1 when it cannot."""
    from kiosk.doctor.checks import checks

    findings = list(examine(checks(data_dir or default_data_dir())))
    table = Table("part", "", box=None, pad_edge=False)
    for title in ("found", "what to do"):
        table.add_column(title, overflow="fold")  # a path or digest cut short says nothing
    for finding in findings:
        colour = _COLOURS[finding.health]
        health = f"[{colour}]{finding.health.value}[/{colour}]"
        table.add_row(finding.part, health, cell(finding.found), cell(finding.to_do))
    out = console()
    out.print(table)
    if not can_run(findings):
        out.print("The kiosk cannot run yet: see what is missing or wrong.")
        raise typer.Exit(1)
    out.print("The kiosk can run.")
