"""`janus people pin`: a person's PIN."""

import sys
from typing import Annotated

import typer

from kiosk.cli.actor import actor
from kiosk.cli.context import DataDir, config_of, open_database, plain, speaks_errors
from kiosk.cli.find_person import find_person
from kiosk.clock import SystemClock


@speaks_errors
def pin(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="Their whole name, or the id's start.")
    ],
    *,
    duress: Annotated[
        bool, typer.Option("--duress", help="Ask for a duress PIN as well; it is optional.")
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take the PIN and the number away.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Set a person's PIN of 4 to 8 digits, in place of an older one, or take it away.

    PINs are asked for, or read from standard input, each on a line, where that is no terminal. A
    duress PIN opens the door just as the other does, and calls for help silently. It is kept only
    where --duress is given each time.
    """
    from db.gallery import Gallery
    from db.pins import PinStore
    from kiosk.factors.pin_desk import PinDesk

    if remove and duress:
        raise typer.BadParameter("Give --remove or --duress, not both.")
    with open_database(config_of(data_dir)) as database:
        found, store = find_person(Gallery(database), person), PinStore(database)
        name, now = plain(found.name), SystemClock().now()
        if remove:
            was_there = store.remove(found.id, at=now, by=actor())
            typer.echo(f"{name} has no PIN {'any more' if was_there else 'as it is'}.")
            return
        typed = _typed("PIN")
        duress_typed = _typed("Duress PIN") if duress else None
        record = PinDesk(store).set(found.id, typed, duress_typed, at=now, by=actor())
    typer.echo(f"The PIN of {name} is set. Their number at the keypad is {record.number}.")


def _typed(what: str) -> str:
    """Never an option: the shell's history and the list of processes would show it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(what, hide_input=True, confirmation_prompt=True))
