"""`janus weights`: the weights of the pretrained networks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from kiosk.cli.context import DataDir, cell, config_of, console, speaks_errors

if TYPE_CHECKING:
    from kiosk.config import Config
    from models.weights import WeightsStatus, WeightsStore

weights_app = typer.Typer(
    no_args_is_help=True,
    help="The weights of the networks: list, install and verify them.",
    epilog="Example: janus weights list",
)

_MEGABYTE = 1_000_000


@weights_app.command("list", epilog="Example: janus weights list")
@speaks_errors
def list_weights(*, data_dir: DataDir = None) -> None:
    """List the weights that Janus knows, whether they are here, and their terms."""
    from models.encoders.trained import trained_names

    store = _store(config_of(data_dir))
    table = Table("name", "state", "size", "what", "from", "terms", box=None)
    for status in _all(store):
        spec = status.spec
        size = f"{spec.size_bytes / _MEGABYTE:.0f} MB"
        table.add_row(spec.name, status.state.value, size, spec.title, spec.source, spec.licence)
    for name in trained_names(store.folder):
        table.add_row(cell(name), "trained here", "", "", cell(str(store.folder)), "")
    console().print(table)


@weights_app.command("install", epilog="Example: janus weights install inception-vggface2")
@speaks_errors
def install(
    name: Annotated[str, typer.Argument(help="Which, see janus weights list.")],
    *,
    from_file: Annotated[
        Path | None,
        typer.Option("--from", help="A copy brought along, for a kiosk without a network."),
    ] = None,
    sha256: Annotated[
        str | None,
        typer.Option(help="The digest that you expect of the file, if you know it.", metavar="HEX"),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Download weights, or take them from a file; they are checked before they are put in place.

    Where the publisher names no digest, the first file is trusted and its digest is written down;
    from then on nothing else is accepted.
    """
    from models.encoders.catalogue import LOADERS

    store = _store(config_of(data_dir))
    spec = store.spec(name)
    if not _has_calibration(spec.model_id):
        typer.echo(
            f"The door cannot use {spec.name} yet: no calibration of it comes with Janus. Once it "
            f"is installed, make one: janus calibrate FOLDER --encoder {spec.name} --out FILE, "
            "from pictures of many people.",
            err=True,
        )
    with _progress_bar() as bar:
        task = bar.add_task(spec.name, total=spec.size_bytes)
        path = store.install(
            spec.model_id,
            from_path=from_file,
            sha256=sha256,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            prove=LOADERS[spec.model_id],
        )
        bar.update(task, completed=spec.size_bytes)
    typer.echo(f"{spec.name} is installed: {path}")
    typer.echo(f"SHA-256 {store.status(spec.model_id).digest}")
    if spec.sha256 is None and sha256 is None:
        typer.echo(
            "Its publisher names no digest: this file was taken on trust, and from now on no other "
            "is accepted. Compare the digest with another kiosk's, or a colleague's."
        )


@weights_app.command("verify", epilog="Example: janus weights verify")
@speaks_errors
def verify(*, data_dir: DataDir = None) -> None:
    """Read all weights that are here and check their digests.

    Exit code 1 where any are damaged, or where those of the configured encoder are missing.
    """
    from models.weights import WeightsState

    config = config_of(data_dir)
    failed = False
    for status in _all(_store(config)):
        needed = status.spec.name == config.encoder.name
        if status.error is None:
            typer.echo(f"{status.spec.name}: right, SHA-256 {status.digest}")
        elif status.state is WeightsState.ABSENT and not needed:
            typer.echo(f"{status.spec.name}: not installed")
        else:
            failed = True
            typer.echo(f"{status.spec.name}: {status.error.user_message()}", err=True)
    if failed:
        raise typer.Exit(1)


def _store(config: Config) -> WeightsStore:
    from models.weights import WeightsStore  # PyTorch takes a second: not for --help

    return WeightsStore(config.weights_dir)


def _all(store: WeightsStore) -> list[WeightsStatus]:
    return [store.status(spec.model_id) for spec in store.specs()]


def _has_calibration(model_id: str) -> bool:
    from models.calibration import shipped_calibration
    from models.errors import ModelError

    try:
        shipped_calibration(model_id)
    except ModelError:
        return False
    return True


def _progress_bar() -> Progress:
    """Return a bar on stderr; silent where stderr is no terminal, so that logs stay short."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
