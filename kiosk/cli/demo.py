"""`janus demo`: the door at work on the built-in camera scene."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from kiosk.cli.context import cell, console, plain, speaks_errors
from kiosk.cli.signals import stop_on_signals
from kiosk.display import has_display, require_display
from kiosk.errors import KioskError
from kiosk.logs import technical_log
from kiosk.tally import Tally, decision_line

if TYPE_CHECKING:
    from kiosk.demo.demonstration import Demo
    from kiosk.demo.plan import Playbill
    from kiosk.entry.view import EntryView

_FOLDER = Path("janus-demo")
_SCREENS = Path("demo-screens")


@speaks_errors
def demo(
    *,
    seed: Annotated[int, typer.Option(min=0, max=999_999_999, help="How the scene looks.")] = 0,
    data_dir: Annotated[
        Path,
        typer.Option(help="The demonstration's own folder; each run starts afresh in it."),
    ] = _FOLDER,
    screens: Annotated[
        Path | None,
        typer.Option(
            help=f"Without a window: where pictures of the screen go. Default: {_SCREENS}.",
            show_default=False,
        ),
    ] = None,
    window: Annotated[
        bool | None,
        typer.Option(
            "--window/--headless",
            help="A window, or without one. Default: a window where there is a display.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Watch the real kiosk recognise visitors of a built-in scene; touches no real gallery.

    Who is recognised turns the head as asked; at last pictures of one are held before the camera.
    Exit code 0 when everybody was decided on as expected and no picture was let in, 1 otherwise.
    """
    from kiosk.demo.demonstration import (
        fresh_folder,  # with it come torch and OpenCV, which take seconds
    )

    with_window = has_display(os.environ) if window is None else window
    if with_window and screens is not None:
        raise typer.BadParameter("It goes with --headless.", param_hint="--screens")
    if with_window:
        require_display(os.environ)
    folder = fresh_folder(data_dir)
    typer.echo(f"Data folder of this demonstration: {folder}")
    with technical_log(folder):
        if with_window:
            raise typer.Exit(_with_window(folder, seed))
        if window is None:
            typer.echo("No display here: playing off-screen, as quickly as this computer can.")
        _without_window(folder, seed, screens or _SCREENS)


def _with_window(folder: Path, seed: int) -> int:
    from kiosk.demo.demonstration import Demo
    from kiosk.ui.run import run_window

    jobs: list[threading.Thread] = []

    def in_background(job: Callable[[], None]) -> None:
        jobs.append(threading.Thread(target=job, name="janus-demo-enrolment"))
        jobs[-1].start()

    show = Demo(folder, seed=seed, as_it_comes=True, tell=typer.echo, in_background=in_background)

    def on_view(view: "EntryView") -> None:
        show.on_view(view)
        _print_decision(show, view)

    try:
        return run_window(show.build, show.config, on_view=on_view)
    finally:
        for job in jobs:
            job.join()


def _without_window(folder: Path, seed: int, screens: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from kiosk.demo.demonstration import Demo
    from kiosk.headless import play
    from kiosk.ui.key_screens import KeyScreens

    show = Demo(folder, seed=seed, as_it_comes=False, tell=typer.echo)
    pictures = KeyScreens(screens)
    tally = Tally()

    def on_view(view: "EntryView") -> None:
        pictures.show(view)
        _print_decision(show, view)
        if view.event is not None:
            tally.add(view.event)
        show.on_view(view)

    with stop_on_signals() as stop:
        app = show.build()
        try:
            frames = play(app, on_view, stop=stop)
            pictures.finish()
            if not stop.is_set():
                pictures.show_rest(app)
        finally:
            app.close()
            pictures.close()
        typer.echo(tally.summary(frames))
        typer.echo(f"{len(pictures.files)} pictures of the screen: {plain(str(screens))}")
        if stop.is_set():
            typer.echo("Stopped before the end.")
            return
    _print_playbill(show.playbill)
    if not show.playbill.is_as_expected:
        raise KioskError(
            "The door did not decide as expected.", "Run `janus doctor`, and please report this."
        )
    typer.echo("Everybody was decided on as expected.")


def _print_decision(show: "Demo", view: "EntryView") -> None:
    at_s = show.scene_time(view)
    if view.event is not None and at_s is not None:
        typer.echo(f"{at_s:5.1f} s  {plain(decision_line(view.event))}")


def _print_playbill(playbill: "Playbill") -> None:
    from kiosk.demo.plan import expectation

    columns = ("scene time", "chapter", "expected", "decided", "because", "")
    table = Table(*columns, box=None, pad_edge=False)
    for record in playbill.records:
        chapter = record.chapter
        table.add_row(
            f"{chapter.start_s:.0f} to {chapter.end_s:.0f} s",
            chapter.label.value,
            expectation(chapter).sentence,
            cell(", ".join(record.decisions) or "no decision"),
            ", ".join(record.reasons),
            "as expected" if record.is_as_expected else "NOT as expected",
        )
    console().print(table)
