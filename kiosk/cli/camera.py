"""`janus camera`: which camera the door was given, and agreeing to another."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from db.camera_records import CameraAgreement, CameraIdentity
from kiosk.cli.actor import actor
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
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.errors import KioskError

camera_app = typer.Typer(
    no_args_is_help=True,
    help="The camera before the door: which one was agreed on, and agreeing to another.",
    epilog="Example: janus camera show",
)


@camera_app.command("show", epilog="Example: janus camera show")
@speaks_errors
def show_camera(*, data_dir: DataDir = None) -> None:
    """Show the camera that the door was given, what is different now, and the ones before.

    The infrared camera beside it is shown, too, where there is one.
    """
    from db.cameras import CameraStore

    config = config_of(data_dir)
    with open_database(config) as database:
        store = CameraStore(database)
        _print_history(config, store.history(config.door.name))
        if (witness := config.witness) is not None:
            typer.echo("\nThe infrared witness, agreed to with `janus camera agree --infrared`:")
            _print_history(witness, store.history(witness.door.name))


def _print_history(config: Config, history: Sequence[CameraAgreement]) -> None:
    """Print the agreements of a door, the newest first, and what is different now."""
    from kiosk.camera.identity import title

    if not history:
        typer.echo("No camera was agreed on yet: the first start binds the one that is there.")
    for agreement in history[:1]:
        _print_camera(agreement.camera)
        typer.echo(f"Agreed on {_when_and_by(agreement)}.")
        _print_differences(config, agreement.camera)
    for agreement in history[1:]:
        typer.echo(f"Before: {plain(title(agreement.camera))}, {_when_and_by(agreement)}.")


@camera_app.command("list", epilog="Example: janus camera list")
@speaks_errors
def list_cameras() -> None:
    """List the cameras of this computer. Linux only: other systems do not tell them apart."""
    from kiosk.camera.identity import is_infrared, is_virtual
    from kiosk.camera.linux import cameras_here

    here = cameras_here()
    if here is None:
        raise KioskError(
            "This system does not tell its cameras apart.", "Try camera.source = 0, 1 and so on."
        )
    table = Table("camera", "name", "USB id", "serial", "port", "formats", "", box=None)
    for camera in map(here.identity, here.devices()):
        ids = f"{camera.vendor_id}:{camera.product_id}" if camera.vendor_id else ""
        kinds = (("virtual", is_virtual(camera)), ("infrared", is_infrared(camera)))
        kind = ", ".join(name for name, holds in kinds if holds)
        columns = (camera.address, camera.card, ids, camera.serial, camera.port)
        table.add_row(*map(cell, columns), " ".join(camera.formats), kind)
    if table.row_count:
        console().print(table)
    else:
        typer.echo("No camera is connected to this computer.")


@camera_app.command("agree", epilog="Example: janus camera agree")
@speaks_errors
def agree_camera(
    *,
    infrared: Annotated[
        bool, typer.Option("--infrared", help="The infrared camera beside it instead.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Make the configured camera, as it is now, the one of this door.

    A running kiosk takes it within seconds.
    """
    from db.cameras import CameraStore
    from kiosk.camera.choose import binding_of
    from kiosk.camera.identity import changes

    config = config_of(data_dir)
    if infrared:
        config = _witness_of(config)
    camera = _camera_that_delivers(config)
    with open_database(config, may_be_new=True) as database:
        binding = binding_of(config, CameraStore(database), SystemClock())
        held = binding.agreement()
        _print_camera(camera)
        if held is not None and not changes(held.camera, camera):
            typer.echo(f"It was agreed on already, {_when_and_by(held)}.")
            return
        for change in changes(held.camera, camera) if held else ():
            typer.echo(f"Different: {plain(change)}")
        if not yes:
            question = f"Is this the camera that shall watch {config.door.name}?"
            typer.confirm(plain(question), abort=True)
        binding.agree(camera, actor())
    typer.echo("Agreed. A kiosk that is running takes it within seconds.")


def _witness_of(config: Config) -> Config:
    """Return the configuration of the infrared witness.

    Raises:
        KioskError: There is none.
    """
    if config.witness is None:
        raise KioskError(
            "This door has no infrared witness.",
            'Set camera.infrared = "witness" and camera.infrared_source in janus.toml.',
        )
    return config.witness


def _camera_that_delivers(config: Config) -> CameraIdentity:
    """Return the configured camera, with the resolution of a frame of it.

    Raises:
        KioskError: It is no camera, delivers nothing, or another program uses it.
    """
    from kiosk.app import configured_source
    from kiosk.camera.choose import identity_of
    from kiosk.camera.identity import delivering

    source = configured_source(config)
    try:
        if identity_of(source) is None:
            raise KioskError(
                f"The source is {source.description}, and no camera.",
                "Nothing need be agreed: for it no lock is moved. Set camera.source to a camera.",
            )
        source.open()
        frame, camera = source.read(), identity_of(source)
    finally:
        source.close()
    if frame is None or camera is None:
        raise KioskError(f"{source.description} delivers no frame.", "Check its cable and power.")
    return delivering(camera, frame)


def _print_camera(camera: CameraIdentity) -> None:
    from kiosk.camera.identity import describe, is_infrared, is_virtual

    table = Table(show_header=False, box=None)
    for what, said in describe(camera):
        table.add_row(what, cell(said))
    if is_infrared(camera):
        table.add_row("kind", "infrared")
    if is_virtual(camera):
        table.add_row("kind", "virtual: a program may be delivering its pictures")
    console().print(table)


def _print_differences(config: Config, bound: CameraIdentity) -> None:
    """Say what is different now, as far as that is known without a frame."""
    from kiosk.app import configured_source
    from kiosk.camera.choose import identity_of
    from kiosk.camera.identity import changes

    source = configured_source(config)
    now = identity_of(source)
    if now is None:
        typer.echo(f"The configured source is {source.description}: it needs no agreement.")
        return
    for change in changes(bound, now):
        typer.echo(f"Different now: {plain(change)}")


def _when_and_by(agreement: CameraAgreement) -> str:
    return f"{local(agreement.agreed_at)}, by {plain(agreement.agreed_by)}"
