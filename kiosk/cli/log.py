"""`janus log`: who stood before the door, and what the door did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from db.records import AccessEvent, LogFilter
from kiosk.cli.context import (
    DataDir,
    cell,
    config_of,
    console,
    local,
    open_database,
    plain,
    speaks_errors,
    standard_output,
    write_file,
)
from kiosk.cli.log_head import head, new_key
from kiosk.cli.log_prune import prune_log
from kiosk.cli.log_rates import rates
from kiosk.cli.log_replay import replay_event
from kiosk.cli.log_report import report
from kiosk.cli.log_verify import verify
from kiosk.cli.log_wanted import (
    DoorOption,
    OutcomeOption,
    PersonOption,
    ReasonOption,
    SinceOption,
    UntilOption,
    opened,
)
from kiosk.errors import KioskError
from kiosk.liveness_words import cue_lines, signed, together
from kiosk.log_export import export_log, write_log
from kiosk.own_files import refuse_own
from kiosk.review.json_lines import export_json_lines, write_json_lines
from kiosk.tally import counted

if TYPE_CHECKING:
    from db.access_log import AccessLog

log_app = typer.Typer(
    no_args_is_help=True,
    help="Who came, and what the door did: list, explain, export and verify visits.",
    epilog="Example: janus log list --limit 20",
)

log_app.command("verify", epilog="Example: janus log verify --heads /mnt/other/heads.jsonl")(verify)
log_app.command("head", epilog="Example: janus log head --qr")(head)
log_app.command("new-key", epilog="Example: janus log new-key")(new_key)
log_app.command("prune", epilog="Example: janus log prune --dry-run")(prune_log)
log_app.command("rates", epilog="Example: janus log rates --since 2026-05-01")(rates)
log_app.command(
    "report", epilog="Example: janus log report --pdf may.pdf --since 2026-05-01 --until 2026-05-31"
)(report)
log_app.command("replay", epilog="Example: janus log replay 42")(replay_event)

_PAGE = 500


@log_app.command("list", epilog="Example: janus log list --outcome denied --since 2026-05-01")
@speaks_errors
def list_events(
    *,
    person: PersonOption = None,
    outcome: OutcomeOption = None,
    reason: ReasonOption = None,
    door: DoorOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 50,
    data_dir: DataDir = None,
) -> None:
    """List the newest visits."""
    with opened(data_dir, person, outcome, reason, door, since, until) as (log, where):
        events = tuple(_newest(log, where, limit))
    if not events:
        typer.echo("No visits.")
        return
    table = Table(
        *("id", "time", "door", "outcome", "reason", "person", "similarity", "needed", "liveness"),
        box=None,
    )
    for event in events:
        table.add_row(
            str(event.id),
            local(event.at),
            cell(event.door),
            event.outcome.value,
            event.reason.value,
            cell(event.person_name or "stranger"),
            _figure(event.best_similarity),
            _figure(event.threshold),
            "" if event.liveness is None else signed(event.liveness.log_ratio),
        )
    console().print(table)


@log_app.command("show", epilog="Example: janus log show 42 --thumbnail probe.jpg")
@speaks_errors
def show_event(
    event_id: Annotated[int, typer.Argument(metavar="ID", help="As `janus log list` shows it.")],
    *,
    thumbnail: Annotated[
        Path | None, typer.Option(help="Save the picture of the probe here.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Show one visit, and why the door did what it did."""
    from db.access_log import AccessLog

    with open_database(config_of(data_dir)) as database:
        log = AccessLog(database)
        event = log.get(event_id)
        if thumbnail is not None:
            if not event.has_thumbnail:
                raise KioskError(
                    f"No picture is kept of visit {event_id}.", "Leave --thumbnail out."
                )
            write_file(thumbnail, log.thumbnail(event_id))
    table = Table(show_header=False, box=None)
    for name, value in (
        ("id", str(event.id)),
        ("time", local(event.at)),
        ("door", event.door),
        ("outcome", f"{event.outcome}: {event.reason}"),
        *((("rule", event.rule),) if event.rule else ()),
        *((("given", event.factors),) if event.factors else ()),
        ("person", event.person_name or "stranger"),
        ("person id", str(event.person_id or "")),
        ("why", _why(event)),
        *_liveness_rows(event),
        ("calibration", event.calibration_id),
        ("model", event.model_id),
        ("frames", str(event.frames_used)),
        ("latency", f"{event.latency_ms:.0f} ms"),
    ):
        table.add_row(name, cell(value))
    console().print(table)


@log_app.command("export", epilog="Example: janus log export may.csv --since 2026-05-01")
@speaks_errors
def export_events(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="The file; without it, standard output."),
    ] = None,
    *,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="As JSON Lines, one object a line, instead of CSV.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="The same, as an option.")] = None,
    person: PersonOption = None,
    outcome: OutcomeOption = None,
    reason: ReasonOption = None,
    door: DoorOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Write visits as CSV or JSON Lines."""
    if file is not None and out is not None:
        raise typer.BadParameter("Name one file, as FILE or with --out.")
    target = file or out
    kind = ".jsonl" if jsonl else ".csv"
    asked = opened(data_dir, person, outcome, reason, door, since, until, taken_as=kind)
    with asked as (log, where):
        events = log.export(where) if limit is None else _newest(log, where, limit)
        if target is None:
            with standard_output() as stdout:
                if jsonl:
                    write_json_lines(events, stdout.buffer)
                else:
                    write_log(events, stdout)
        else:
            refuse_own(target)
            count = export_json_lines(events, target) if jsonl else export_log(events, target)
            typer.echo(f"{counted(count, 'visit')} written to {plain(str(target))}.", err=True)


def _newest(log: AccessLog, where: LogFilter, limit: int) -> Iterator[AccessEvent]:
    """Yield events newest first, page by page."""
    before_id: int | None = None
    while limit > 0 and (page := log.page(where, before_id=before_id, limit=min(limit, _PAGE))):
        yield from page
        limit -= len(page)
        before_id = page[-1].id


def _why(event: AccessEvent) -> str:
    """Return the comparison that the decision rests on."""
    if event.frames_used == 0:
        return "no face was compared"
    if event.best_similarity is None:
        return "nobody was enrolled to compare with"
    relation = "reaches" if event.best_similarity >= event.threshold else "is below"
    best = f"the best similarity {event.best_similarity:.4f} {relation} {event.threshold:.4f}"
    if event.runner_up_similarity is None:
        return f"{best}; there was no second person to compare with"
    return f"{best}; the second best person had {event.runner_up_similarity:.4f}"


def _liveness_rows(event: AccessEvent) -> Iterator[tuple[str, str]]:
    """Yield what is known about whether a living head stood there, with the name of each line."""
    if event.liveness is None:
        return
    yield "liveness", together(event.liveness)
    yield "challenge", event.liveness.challenge or "none"
    for number, line in enumerate(cue_lines(event.reason, event.liveness)):
        yield "" if number else "evidence", line.words


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
