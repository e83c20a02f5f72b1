"""`janus people erase`: nothing of somebody is left."""

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
from kiosk.errors import KioskError


@speaks_errors
def erase(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="Their whole name, or the id's start.")
    ],
    *,
    certificate: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the certificate here too, as signed JSON."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Erase a person for good: photo, templates, pictures, PIN, rules, and their name in the log.

    Their visits stay in the log under a pseudonym, so that it can be verified as before.
    """
    from db.gallery import Gallery
    from kiosk.log_key import open_log_key
    from kiosk.people_data.certificate import in_words, signed_json
    from kiosk.people_data.erased_list import add_to_list
    from kiosk.people_data.erasing import erase_person

    check_folders_of(certificate)
    config = config_of(data_dir)
    with open_database(config) as database:
        found = find_person(Gallery(database), person)
        if not yes and not typer.confirm(f"Erase {plain(found.name)} for good?", err=True):
            raise KioskError(f"{plain(found.name)} was not erased.", "Nothing was changed.")
        signer = open_log_key(config.data_dir)
        add_to_list(config.data_dir, found.id)
        done = erase_person(database, found.id, SystemClock(), actor(), signer)
    typer.echo(in_words(done), nl=False)
    if certificate is not None:
        write_file(certificate, signed_json(done, signer))
    if done.left:
        raise typer.Exit(1)
