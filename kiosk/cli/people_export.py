"""`janus people export`: what is kept about somebody, for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.actor import actor
from kiosk.cli.context import (
    DataDir,
    check_folders_of,
    config_of,
    open_database,
    plain,
    speaks_errors,
    write_file,
)
from kiosk.cli.find_person import find_person
from kiosk.clock import SystemClock


@speaks_errors
def export(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="Their whole name, or the id's start.")
    ],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE.zip", help="Where to write it.")],
    data_dir: DataDir = None,
) -> None:
    """Write all that is kept about a person into a zip, for that person (GDPR, article 15)."""
    from db.acts import ActLog
    from db.audit import AdminAction, person_subject
    from db.gallery import Gallery
    from kiosk.people_data.disclosure import disclosure

    check_folders_of(out)
    with open_database(config_of(data_dir)) as database:
        found = find_person(Gallery(database), person)
        now = SystemClock().now()
        action = AdminAction(now, actor(), "data disclosed", person_subject(found.id))
        content = disclosure(database, found.id, now)
        with ActLog(database).recording(action):
            write_file(out, content)
    typer.echo(f"All that is kept about {plain(found.name)} is in {plain(str(out))}.")
