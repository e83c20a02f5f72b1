"""`janus admin`: the admin password, for whoever may use this computer's account."""

import sys

import typer

from kiosk.cli.context import DataDir, config_of, open_database, speaks_errors
from kiosk.clock import SystemClock

admin_app = typer.Typer(
    no_args_is_help=True,
    help="The admin password of the kiosk's screen.",
    epilog="Example: janus admin password",
)


@admin_app.command("password", epilog="Example: janus admin password")
@speaks_errors
def set_password(*, data_dir: DataDir = None) -> None:
    """Set the admin password, e.g. because it was forgotten; lifts a lock against guessing.

    It is asked for, or read from the first line of standard input where that is no terminal.
    """
    from db.admins import AdminStore
    from kiosk.admin_auth import AdminAuth

    new = _new_password()
    with open_database(config_of(data_dir), may_be_new=True) as database:
        AdminAuth(AdminStore(database), SystemClock()).set_password(new)
    typer.echo("The admin password is set.")


def _new_password() -> str:
    """Never an option: the shell's history and the list of processes would show it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("New admin password", hide_input=True, confirmation_prompt=True))
