"""`janus people`: consent, and how long people are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from kiosk.cli.actor import actor
from kiosk.cli.context import (
    DataDir,
    cell,
    config_of,
    console,
    local,
    moment_of,
    open_database,
    plain,
    speaks_errors,
)
from kiosk.cli.find_person import SHORT_ID, find_person
from kiosk.clock import SystemClock
from kiosk.errors import KioskError

Who = Annotated[str, typer.Argument(metavar="PERSON", help="Their whole name, or the id's start.")]


@speaks_errors
def consent_text(*, data_dir: DataDir = None) -> None:
    """Print the text that people agree to, and its version; your own goes into consent.txt."""
    from kiosk.people_data.consent_text import text_in_force

    text = text_in_force(config_of(data_dir).data_dir)
    typer.echo(plain(text.text))
    typer.echo(f"Version {text.version}")


@speaks_errors
def agreed(person: Who, *, data_dir: DataDir = None) -> None:
    """Write down that somebody who is enrolled agrees to the text of today."""
    from db.care import CareStore
    from db.gallery import Gallery
    from kiosk.people_data.consent_text import text_in_force

    config = config_of(data_dir)
    text = text_in_force(config.data_dir)
    with open_database(config) as database:
        found = find_person(Gallery(database), person)
        CareStore(database).record_consent(found.id, text, SystemClock().now(), by=actor())
    typer.echo(f"{plain(found.name)} agreed to version {text.version}.")


@speaks_errors
def keep(
    person: Who,
    *,
    until: Annotated[
        str | None, typer.Option(help="Last day, e.g. 2026-12-31; without it, the rule holds.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Set the day after which a person is overdue to be erased."""
    from db.care import CareStore
    from db.gallery import Gallery

    end = moment_of(until, end_of_day=True)
    with open_database(config_of(data_dir)) as database:
        found = find_person(Gallery(database), person)
        CareStore(database).set_keep_until(found.id, end, SystemClock().now(), by=actor())
    when = "as the rule says" if end is None else f"until {local(end)}"
    typer.echo(f"{plain(found.name)} is kept {when}.")


@speaks_errors
def overdue(*, data_dir: DataDir = None) -> None:
    """List who is kept longer than was said. Exit code 1 where there is anybody."""
    from db.care import CareStore

    config = config_of(data_dir)
    days = config.people.keep_days
    with open_database(config) as database:
        late = CareStore(database).overdue(
            SystemClock().now(), timedelta(days=days) if days else None
        )
    if not late:
        typer.echo("Nobody.")
        return
    table = Table("id", "name", "overdue since", "last entry", box=None)
    for one in late:
        table.add_row(
            one.person.id.hex[:SHORT_ID],
            cell(one.person.name),
            local(one.since),
            local(one.last_entry) or "never",
        )
    console().print(table)
    raise KioskError(
        f"{len(late)} of the people enrolled should be erased.",
        "Do it with `janus people erase`, or keep them longer with `janus people keep`.",
    )
