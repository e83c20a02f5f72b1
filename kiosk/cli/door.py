"""`janus door`: try the lock, lock it, and see what the door did."""

import threading
from typing import Annotated

import typer
from rich.table import Table

from db.door_records import DoorEvent
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
from kiosk.door.choose import open_door
from kiosk.door.door import Door
from kiosk.door.line_door import LineDoor
from kiosk.errors import KioskError

_READY_S = 10.0  # a broker or a bus is reached by then
_LOOKS_EVERY_S = 0.1

door_app = typer.Typer(
    no_args_is_help=True,
    help="The lock: try it, lock it, and what the door did.",
    epilog="Example: janus door test",
)


@door_app.command("test", epilog="Example: janus door test --seconds 3")
@speaks_errors
def try_door(
    *,
    seconds: Annotated[
        float, typer.Option(min=0.5, max=10.0, help="How long to release the lock.")
    ] = 2.0,
    data_dir: DataDir = None,
) -> None:
    """Release the lock for a moment, and say what came of it. The log says who did so.

    Do it while the kiosk is not running: most locks can be held by one program only.
    """
    from db.acts import ActLog
    from db.audit import AdminAction

    config = config_of(data_dir)
    name = plain(config.door.name)
    door = _real_door(config)
    try:
        if isinstance(door, LineDoor):
            _wait_ready(door)
        with open_database(config, may_be_new=True) as database:
            told = {"seconds": f"{seconds:g}", "kind": config.door.kind}
            act = AdminAction(
                SystemClock().now(), actor(), "door tested", f"door:{config.door.name}", {}, told
            )
            ActLog(database).record(act)  # no door opens unrecorded
        door.unlock(seconds)
        typer.echo(f"{name}: the lock confirmed that it is released, for {seconds:g} s.")
        _wait_locked(door)
        if isinstance(door, LineDoor):
            door.lock()
    finally:
        door.close()
    typer.echo(f"{name}: locked again.")


@door_app.command("lock", epilog="Example: janus door lock")
@speaks_errors
def lock_door(*, data_dir: DataDir = None) -> None:
    """Lock now, whatever a kiosk that was killed left behind; for systemd's ExecStopPost."""
    config = config_of(data_dir)
    if config.door.kind in {"simulated", "command"}:
        typer.echo(f"A door of kind {config.door.kind} locks by itself.")
        return
    door = _real_door(config)
    assert isinstance(door, LineDoor)  # noqa: S101 - of every other kind
    try:
        _wait_ready(door)
        door.lock()
    finally:
        door.close()
    typer.echo(f"{plain(config.door.name)}: locked.")


@door_app.command("status", epilog="Example: janus door status")
@speaks_errors
def show_status(*, data_dir: DataDir = None) -> None:
    """Show what moves the lock, what the door did last, and whether alarms wait for somebody."""
    from db.alarms import AlarmStore
    from db.door_events import DoorEventStore
    from kiosk.doctor.door import where

    config = config_of(data_dir)
    typer.echo(f"Door:    {plain(config.door.name)}")
    typer.echo(f"Lock:    {config.door.kind}: {plain(where(config.door))}")
    typer.echo(f"Contact: {config.door.contact.kind}")
    with open_database(config) as database:
        newest = DoorEventStore(database).newest(1)
        waiting = AlarmStore(database).unanswered()
    last = f"{_what(newest[0])}, {local(newest[0].at)}" if newest else "nothing was seen yet"
    typer.echo(f"Last:    {last}")
    typer.echo(f"Alarms:  {waiting or 'none'} to be acknowledged")


@door_app.command("events", epilog="Example: janus door events --limit 20")
@speaks_errors
def list_events(
    *,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 50,
    data_dir: DataDir = None,
) -> None:
    """List what the door did, newest first: opened by whom it was unlocked for, forced, held."""
    from db.door_events import DoorEventStore

    with open_database(config_of(data_dir)) as database:
        events = DoorEventStore(database).newest(limit)
    if not events:
        typer.echo("Nothing was seen yet. See docs/door.md for a contact.")
        return
    table = Table("Number", "When", "Door", "What", "Visit", box=None)
    for event in events:
        visit = "" if event.visit is None else str(event.visit)
        table.add_row(str(event.id), local(event.at), cell(event.door), _what(event), visit)
    console().print(table)


def _what(event: DoorEvent) -> str:
    after = "" if event.open_ms is None else f" after {event.open_ms / 1000:.1f} s"
    return f"{event.kind.value}{after}"


def _real_door(config: Config) -> Door:
    """Return the configured door.

    Raises:
        KioskError: It is simulated.
    """
    if config.door.kind == "simulated":
        raise KioskError(
            "This door is simulated: there is no lock to move.",
            "Set door.kind in janus.toml, see docs/door.md.",
        )
    return open_door(config.door, SystemClock(), has_camera=True)


def _wait_ready(door: LineDoor) -> None:
    """Wait until the lock can be reached.

    Raises:
        KioskError: It cannot.
    """
    pause = threading.Event()
    for _ in range(round(_READY_S / _LOOKS_EVERY_S)):
        if door.fault() is None:
            return
        pause.wait(_LOOKS_EVERY_S)
    if (fault := door.fault()) is not None:
        raise fault


def _wait_locked(door: Door) -> None:
    pause = threading.Event()
    while door.is_unlocked():
        if isinstance(door, LineDoor):
            door.beat()
        pause.wait(_LOOKS_EVERY_S)
