"""`janus record`: films people and attacks at the door, to measure with `janus evaluate-pad`."""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kiosk.cli.context import DataDir, config_of, make_folder, plain, speaks_errors
from kiosk.cli.signals import stop_on_signals
from kiosk.clock import SystemClock
from kiosk.config import with_choices

_SPECIES = re.compile(r"\w[\w -]{0,59}")

_CONSENT = (
    "What is recorded are people's faces, sharp and whole: biometric data. Record only people who"
    " know it and agree, keep the folder to yourself, and delete it when you have measured."
)


@speaks_errors
def record(
    *,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where recordings are kept; made if need be.")
    ],
    species: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Record an attack of this species, e.g. “print held still”."
        ),
    ] = "",
    bona_fide: Annotated[bool, typer.Option("--bona-fide", help="Record a living person.")] = False,
    seconds: Annotated[float, typer.Option(min=1.0, max=30.0, help="How long.")] = 5.0,
    doorway: Annotated[
        float,
        typer.Option(
            min=0.0,
            max=30.0,
            help="Seconds of a camera's empty doorway that are recorded first, so that it is known"
            " and somebody is seen to come; 0 for none.",
        ),
    ] = 3.0,
    countdown: Annotated[
        int, typer.Option(min=0, max=30, help="Seconds before a camera's recording begins.")
    ] = 3,
    source: Annotated[
        str | None,
        typer.Option(
            help="Camera number, clip, rtsp:// or http:// address, or `scene`. "
            "Default: the configured camera.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Those recorded agree; do not ask again.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Record one presentation before the door's camera, without loss, under the next number.

    Recordings lie in FOLDER/bona-fide and FOLDER/attacks/NAME, as `janus evaluate-pad` reads them.

    Example: janus record --species "photo on a phone" --out recordings
    """
    if bool(species) == bona_fide:
        raise typer.BadParameter("Give one of --species and --bona-fide.")
    if species and not _SPECIES.fullmatch(species):
        raise typer.BadParameter(
            "A species is named with letters, digits, spaces and hyphens, 60 at most.",
            param_hint="--species",
        )
    from kiosk.app import configured_source
    from kiosk.pad.recording import film

    config = with_choices(config_of(data_dir), source=source)
    camera = configured_source(config, as_it_comes=False)
    folder = out / "bona-fide" if bona_fide else out / "attacks" / species
    typer.echo(_CONSENT)
    if not yes:
        typer.confirm("Do those who will be seen agree?", abort=True)
    make_folder(out)
    make_folder(folder)
    empty_s = doorway if camera.is_live else 0.0
    with stop_on_signals() as stop, Console(stderr=True).status("Opening the camera") as status:

        def tell(passed_s: float) -> None:
            if passed_s < 0.0:
                status.update(f"Recording begins in {-passed_s:.0f} s: leave the doorway empty")
            elif passed_s < empty_s:
                status.update(f"Recording the empty doorway: {empty_s - passed_s:.0f} s more")
            else:
                status.update(f"Come now! {passed_s - empty_s:.1f} of {seconds:.1f} s")

        filmed = film(
            camera,
            folder,
            seconds=empty_s + seconds,
            countdown_s=float(countdown) if camera.is_live else 0.0,
            made_at=SystemClock().now().replace(microsecond=0),
            stop=stop,
            tell=tell,
        )
    if filmed is None:
        typer.echo("Stopped; nothing was kept.")
        raise typer.Exit(1)
    typer.echo(
        f"Recorded {filmed.frames} pictures in {filmed.seconds:.1f} s: {plain(str(filmed.file))}"
    )
