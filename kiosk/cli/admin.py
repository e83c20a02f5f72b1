"""`janus admin`: the admin password, for whoever may use this computer's account."""

from typing import Annotated

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
def set_password(
    *,
    new: Annotated[
        str, typer.Option(prompt="New admin password", confirmation_prompt=True, hide_input=True)
    ],
    data_dir: DataDir = None,
) -> None:
    """Set the admin password, e.g. because it was forgotten; lifts a lock against guessing."""
    from db.admins import AdminStore
    from kiosk.admin_auth import AdminAuth

    with open_database(config_of(data_dir)) as database:
        AdminAuth(AdminStore(database), SystemClock()).set_password(new)
    typer.echo("The admin password is set.")
