"""`janus log replay`: a decision computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from kiosk.cli.context import (
    DataDir,
    cell,
    config_of,
    console,
    local,
    open_database,
    plain,
    speaks_errors,
)

if TYPE_CHECKING:
    from kiosk.config import Config
    from models.calibration import Calibration


@speaks_errors
def replay_event(
    event_id: Annotated[int, typer.Argument(metavar="ID", help="As `janus log list` shows it.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Compute the decision of a visit again from what was kept of it; exit code 1 where it differs.

    What is gone, pruned, erased or made anew, is named.
    """
    from db import evidence as kept_evidence
    from db.access_log import AccessLog
    from db.gallery import Gallery
    from db.rules import RuleStore
    from kiosk.log_evidence import read
    from kiosk.log_replay import Came, GalleryNow, replay

    config = config_of(data_dir)
    with open_database(config) as database:
        event = AccessLog(database).get(event_id)
        kept = kept_evidence.get(database, event_id)
        roster = Gallery(database).roster(event.model_id)
        rules_revision = RuleStore(database).revision()
    gallery = GalleryNow(roster.revision, {t.person_id: t.vector for t in roster.templates})
    evidence = read(kept, event.model_id) if kept else None
    found = replay(event, evidence, gallery, _calibration(config, event.model_id), rules_revision)
    who = event.person_name or "stranger"
    typer.echo(plain(f"Visit {event.id}, {local(event.at)}, {event.door}, {who}:"))
    table = Table(box=None, show_header=False)
    for step in found.steps:
        table.add_row(step.what, step.came.value, cell(step.words))
    console().print(table)
    typer.echo(plain(found.words))
    if found.came is Came.OTHERWISE:
        raise typer.Exit(1)


def _calibration(config: Config, model_id: str) -> Calibration | None:
    """Return the calibration in use where it is one of the visit's model."""
    from kiosk.recognition import calibration_for
    from models.errors import ModelError

    try:
        return calibration_for(config, model_id)
    except ModelError:
        return None
