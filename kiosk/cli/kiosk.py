"""`janus kiosk`: the door itself, with a window or without."""

import os
from typing import Annotated

import typer

from kiosk.cli.context import DataDir, config_of, plain, speaks_errors
from kiosk.cli.signals import stop_on_signals
from kiosk.config import Config, with_choices
from kiosk.display import require_display
from kiosk.entry.view import EntryView
from kiosk.errors import KioskError
from kiosk.logs import technical_log
from kiosk.tally import Tally, decision_line


@speaks_errors
def kiosk(
    *,
    source: Annotated[
        str | None,
        typer.Option(
            help="Camera number, clip, rtsp:// or http:// address, or `scene`. "
            "Default: the configured camera.",
            show_default=False,
        ),
    ] = None,
    frames: Annotated[
        int | None, typer.Option(min=1, help="With --headless: stop after so many frames.")
    ] = None,
    headless: Annotated[
        bool, typer.Option("--headless", help="No window: print one line for each decision.")
    ] = False,
    windowed: Annotated[
        bool, typer.Option("--windowed", help="A window instead of the full screen.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Run the door: watch the camera, recognise patrons, open.

    With --headless a clip is played frame by frame, as quickly as this computer can; the
    milliseconds of a line count from the first usable frame of the visit.
    """
    if frames is not None and not headless:
        raise typer.BadParameter("It goes with --headless.", param_hint="--frames")
    if windowed and headless:
        raise typer.BadParameter("Choose one of --windowed and --headless.")
    if not headless:
        require_display(os.environ)
    config = with_choices(config_of(data_dir), source=source, windowed=windowed)
    with technical_log(config.data_dir):
        if headless:
            _without_window(config, frames)
        else:
            raise typer.Exit(_with_window(config))


def _with_window(config: Config) -> int:
    from kiosk.app import build
    from kiosk.ui.run import run_window  # Qt is not needed for anything else

    return run_window(lambda: build(config), config)


def _without_window(config: Config, frames: int | None) -> None:
    from kiosk.app import build, configured_source
    from kiosk.headless import clock_for, play

    tally = Tally()

    def show(view: EntryView) -> None:
        if view.event is not None:
            tally.add(view.event)
            typer.echo(plain(decision_line(view.event)))

    with stop_on_signals() as stop:
        source = configured_source(config, as_it_comes=False)
        app = build(config, clock=clock_for(source), source=source)
        try:
            seen = play(app, show, stop=stop, frames=frames)
        finally:
            app.close()
        if not seen and not stop.is_set():
            raise KioskError(
                f"The {source.description} shows not one picture.",
                "It may be no video; MP4, MKV, AVI and WebM are known to work.",
            )
    typer.echo(tally.summary(seen))
