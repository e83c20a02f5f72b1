"""`janus keys`: the master key of people's data."""

from __future__ import annotations

import typer

from kiosk.cli.actor import actor
from kiosk.cli.context import DataDir, config_of, local, open_database, speaks_errors
from kiosk.clock import SystemClock

keys_app = typer.Typer(
    no_args_is_help=True,
    help="The key that seals the pictures and templates of people.",
    epilog="Example: janus keys show",
)


@keys_app.command("show", epilog="Example: janus keys show")
@speaks_errors
def show(*, data_dir: DataDir = None) -> None:
    """Say where the key lies, and which one the database needs; never the key itself."""
    from db.sealing_at_rest import sealing_of
    from kiosk.keys.opening import key_place

    config = config_of(data_dir)
    with open_database(config) as database:
        state = sealing_of(database)
    if state is None:  # open_database seals whatever was not
        return
    typer.echo(f"The master key lies in {key_place(config).where}.")
    typer.echo(
        f"The database needs key {state.key_id.hex()[:8]}, number {state.version}, since "
        f"{local(state.since)}."
    )
    if not state.is_clean:
        typer.echo(
            "Pages from before it was sealed are not written over yet: another program held the "
            "database. It is tried again at each start."
        )


@keys_app.command("rotate", epilog="Example: janus keys rotate")
@speaks_errors
def rotate(*, data_dir: DataDir = None) -> None:
    """Give the database another key, in place of one that somebody may have seen.

    The door stands still meanwhile, and must be started anew. Copy the new key to where you keep
    the old one; keep that one as long as you keep backups that were made with it.
    """
    from db.sealing_at_rest import sealing_of
    from kiosk.keys.opening import key_place
    from kiosk.keys.rotation import rotate_key
    from kiosk.tally import counted

    config = config_of(data_dir)
    place = key_place(config)
    with open_database(config) as database:
        state = sealing_of(database)
        if state is None:
            return
        done = rotate_key(database, state, place, SystemClock(), actor())
    typer.echo(
        f"The database needs key {done.key_id.hex()[:8]} now, in {place.where}: "
        f"{counted(done.data_keys, 'data key')} wrapped anew. Start a running door anew, and copy "
        "the key to a safe place."
    )


@keys_app.command("clean", epilog="Example: janus keys clean")
@speaks_errors
def clean(*, data_dir: DataDir = None) -> None:
    """Write the database file anew, so that no page that was freed holds anything any more."""
    with open_database(config_of(data_dir)) as database:
        database.write_over(whole=True)
    typer.echo("The database was written anew, without its free pages.")


@keys_app.command("new", epilog="Example: janus keys new")
def new() -> None:
    """Print a new key, for an environment variable or a vault of your own."""
    from kiosk.keys.place import new_key, spelled

    typer.echo(spelled([new_key()]), nl=False)
