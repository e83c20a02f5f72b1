"""`janus log prune`: what is older than the operator's rule goes, and the log still verifies."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.cli.actor import actor, refuse_others
from kiosk.cli.context import DataDir, config_of, local, open_database, speaks_errors
from kiosk.clock import SystemClock
from kiosk.tally import counted


@speaks_errors
def prune_log(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Remove what is older than `keep_days` of [log], and pictures than `keep_pictures_days`.

    A running kiosk does so by itself once a day.
    """
    from db.chain_prune import Retention, prune, would_prune
    from db.heads import HeadStore
    from kiosk.log_keeper import retention_of
    from kiosk.log_key import open_log_key

    config, now = config_of(data_dir), SystemClock().now()
    retention = retention_of(config.log, now)
    if retention == Retention():
        typer.echo("Everything is kept for ever: janus.toml sets no keep_days under [log].")
        return
    refuse_others(config.data_dir, config.database_location)
    with open_database(config) as database:
        if dry_run:
            gone = would_prune(database, retention)
        else:
            signer = open_log_key(config.data_dir)
            gone = prune(database, now, actor(), retention, signer)
            HeadStore(database).sign(now, signer)
    verb = "would go" if dry_run else "went"
    for count, what, before in (
        (gone.visits, "visit", retention.visits_before),
        (gone.door_events, "door event", retention.visits_before),
        (gone.pictures, "picture", retention.pictures_before),
    ):
        if before is not None:
            typer.echo(f"{counted(count, what)} {verb}, from before {local(before)}.")
