"""`janus weights`: the weights of the pretrained networks, and encoders that were trained here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from kiosk.cli.context import DataDir, cell, config_of, console, plain, speaks_errors
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.config import Config
    from models.errors import ModelError
    from models.weights import WeightsSpec, WeightsStatus, WeightsStore

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
    store = _store(config_of(data_dir))
    table = Table("name", "state", "size", "what", "from", "terms", box=None)
    for status in _all(store):
        spec = status.spec
        size = f"{spec.size_bytes / _MEGABYTE:.0f} MB"
        table.add_row(spec.name, status.state.value, size, spec.title, spec.source, spec.licence)
    for name, model_id, error in _trained(store):
        state = "trained here" if error is None else "damaged"
        table.add_row(cell(name), state, "", cell(model_id), cell(str(store.folder)), "")
    console().print(table)


@weights_app.command(
    "install", epilog="Example: janus weights install --from RUN/encoder/ours.json"
)
@speaks_errors
def install(
    name: Annotated[
        str, typer.Argument(help="Which pretrained weights, see janus weights list.")
    ] = "",
    *,
    from_file: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE|CARD|FOLDER",
            help="A copy brought along, for a kiosk without a network; or an encoder trained here: "
            "its card NAME.json, or the folder it is in. Weights that are several files: the "
            "folder they are in.",
        ),
    ] = None,
    sha256: Annotated[
        str | None,
        typer.Option(help="The digest that you expect of the file, if you know it.", metavar="HEX"),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Download weights, or take them from a file; they are checked before they are put in place.

    Where the publisher names no digest, the first file is trusted and its digest is written down;
    from then on nothing else is accepted. Trained encoder: janus weights install --from RUN/encoder
    """
    store = _store(config_of(data_dir))
    is_pretrained = any(name in (spec.name, spec.model_id, spec.set_name) for spec in store.specs())
    if from_file is not None and not is_pretrained and (not name or _may_be_trained(from_file)):
        if sha256 is not None:
            raise typer.BadParameter("The card says it already.", param_hint="--sha256")
        _install_trained(store, from_file, name)
    elif name:
        _install_pretrained(store, name, from_file, sha256)
    else:
        raise typer.BadParameter("Name the weights, or give --from an encoder trained here.")


def _may_be_trained(source: Path) -> bool:
    return source.is_dir() or source.suffix in (".json", ".safetensors")


def _install_trained(store: WeightsStore, source: Path, name: str) -> None:
    from models.encoders.install_trained import card_at, install_trained

    card = card_at(source)
    if name not in ("", card.stem):
        raise KioskError(
            f"The encoder in {card} is called “{card.stem}”, not “{name}”.",
            "Leave the name away: it is a part of its model, and goes with it.",
        )
    done = install_trained(card, store.folder)
    how = "is installed" if done.is_new else "was installed already"
    typer.echo(f"{done.name} {how}: {plain(str(store.folder))}")
    typer.echo(f"Its model is {done.model_id}.")
    typer.echo(
        f"Before the door can use it, calibrate it on pictures of many people it was not trained "
        f"on: janus calibrate FOLDER --encoder {done.name} --out FILE. Then have the enrolment "
        f"photos embedded with it: janus people re-embed --encoder {done.name} --calibration FILE."
    )


def _install_pretrained(
    store: WeightsStore, name: str, from_file: Path | None, sha256: str | None
) -> None:
    specs = store.set_of(name)
    if len(specs) > 1 and sha256 is not None:
        raise typer.BadParameter("Janus knows those of all files.", param_hint="--sha256")
    if len(specs) > 1 and from_file is not None and not from_file.is_dir():
        raise KioskError(
            f"The weights “{name}” are {len(specs)} files, and “--from” names no folder.",
            "Give the folder that they are in.",
        )
    for spec in specs:
        _install_file(store, spec, from_file, sha256)


def _install_file(
    store: WeightsStore, spec: WeightsSpec, from_file: Path | None, sha256: str | None
) -> None:
    from models.encoders.catalogue import LOADERS
    from models.liveness.minifasnet import load_minifasnet

    is_encoder = spec.model_id in LOADERS
    if is_encoder and not _has_calibration(spec.model_id):
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
            prove=LOADERS[spec.model_id] if is_encoder else load_minifasnet,
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
    store = _store(config)
    failed = False
    for status in _all(store):
        needed = status.spec.name == config.encoder.name
        if status.error is None:
            typer.echo(f"{status.spec.name}: right, SHA-256 {status.digest}")
        elif status.state is WeightsState.ABSENT and not needed:
            typer.echo(f"{status.spec.name}: not installed")
        else:
            failed = True
            typer.echo(f"{status.spec.name}: {status.error.user_message()}", err=True)
    names = {spec.name for spec in store.specs()}
    for name, model_id, error in _trained(store):
        names.add(name)
        failed = failed or error is not None
        if error is None:
            typer.echo(f"{name}: right, trained here, {model_id}")
        else:
            typer.echo(plain(f"{name}: {error.user_message()}"), err=True)
    if config.encoder.name not in names:
        failed = True
        typer.echo(
            plain(
                f"{config.encoder.name}: The configured encoder is not installed. Install it with "
                "“janus weights install --from CARD”, or choose another in janus.toml."
            ),
            err=True,
        )
    if failed:
        raise typer.Exit(1)


def _store(config: Config) -> WeightsStore:
    from models.weights import WeightsStore  # PyTorch takes a second: not for --help

    return WeightsStore(config.weights_dir)


def _all(store: WeightsStore) -> list[WeightsStatus]:
    return [store.status(spec.model_id) for spec in store.specs()]


def _trained(store: WeightsStore) -> Iterator[tuple[str, str, ModelError | None]]:
    """Read the encoders that were trained here: name, `model_id`, and what is wrong if anything."""
    from models.encoders.trained import load_trained, trained_names
    from models.errors import ModelError

    for name in trained_names(store.folder):
        try:
            yield name, load_trained(store.folder, name).model_id, None
        except ModelError as error:
            yield name, "", error


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
