"""The `janus` program: puts the subcommands together. Heavy modules are imported inside them."""

from importlib import metadata
from typing import Annotated

import typer

from kiosk.cli.admin import admin_app
from kiosk.cli.backup import backup_app, restore
from kiosk.cli.badge import badge_app
from kiosk.cli.calibrate import calibrate
from kiosk.cli.camera import camera_app
from kiosk.cli.data import data_app
from kiosk.cli.demo import demo
from kiosk.cli.doctor import doctor
from kiosk.cli.door import door_app
from kiosk.cli.enroll import enroll
from kiosk.cli.evaluate import evaluate
from kiosk.cli.evaluate_pad import evaluate_pad
from kiosk.cli.keys import keys_app
from kiosk.cli.kiosk import kiosk
from kiosk.cli.log import log_app
from kiosk.cli.people import people_app
from kiosk.cli.record import record
from kiosk.cli.rules import rules_app
from kiosk.cli.train import train
from kiosk.cli.usage import PlainGroup
from kiosk.cli.weights import weights_app

app = typer.Typer(
    name="janus",
    cls=PlainGroup,
    help="A building-access kiosk that knows its people from one photo each.",
    epilog="Example: janus demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks print local variables: names, faces
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"janus {metadata.version('janus-kiosk')}")
        raise typer.Exit


@app.callback()
def _main(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=lambda wanted: _show_version(wanted=wanted)
        ),
    ] = False,
) -> None:
    """A building-access kiosk that knows its people from one photo each."""


app.command(epilog="Example: janus demo --screens ./demo-screens")(demo)
app.command(epilog="Example: janus kiosk --source clip.mp4 --headless")(kiosk)
app.command(epilog='Example: janus enroll ada.jpg --name "Ada Lovelace" --consent')(enroll)
app.add_typer(people_app, name="people")
app.add_typer(keys_app, name="keys")
app.add_typer(backup_app, name="backup")
app.command(epilog="Example: janus restore janus.backup --data-dir ./kiosk")(restore)
app.add_typer(badge_app, name="badge")
app.add_typer(rules_app, name="rules")
app.add_typer(log_app, name="log")
app.add_typer(admin_app, name="admin")
app.add_typer(door_app, name="door")
app.add_typer(camera_app, name="camera")
app.add_typer(weights_app, name="weights")
app.add_typer(data_app, name="data")
app.command(epilog="Example: janus train ./images --encoder conv-siamese")(train)
app.command(epilog="Example: janus evaluate ./lfw --pairs pairs.txt --json figures.json")(evaluate)
app.command(epilog="Example: janus evaluate-pad recordings --out report")(evaluate_pad)
app.command(epilog='Example: janus record --species "photo on a phone" --out recordings')(record)
app.command(epilog="Example: janus calibrate ./faces --out calibration.json")(calibrate)
app.command(epilog="Example: janus doctor")(doctor)


def run() -> None:
    """Run the program: the entry point of `janus`."""
    app()
