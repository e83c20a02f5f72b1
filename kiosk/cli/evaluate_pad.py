"""`janus evaluate-pad`: how often a picture is taken for a person, and a person for a picture."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import (
    DataDir,
    config_of,
    make_folder,
    plain,
    speaks_errors,
    write_file,
)
from kiosk.cli.embedding_bar import progress_bar
from kiosk.cli.evaluate_pad_figures import show_pad
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.pad.playable import Playable, Played
    from kiosk.scene.presentation import Clip
    from training.evaluation.pad import PadEvaluation
    from training.pictures.strips import Strip

_MOST_STRIPS = 8


@speaks_errors
def evaluate_pad(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]",
            help="Your recordings: bona-fide/ and attacks/<species>/. Default: simulated ones.",
        ),
    ] = None,
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where report and figures go.")],
    people: Annotated[
        Path | None,
        typer.Option(help="Frontal photos, one for each person. Default: two portraits."),
    ] = None,
    clips: Annotated[
        Path | None, typer.Option(help="Videos of living people, for visits and replays.")
    ] = None,
    per_species: Annotated[
        int, typer.Option(min=1, help="Simulated presentations of each species of attack.")
    ] = 150,
    bona_fide: Annotated[
        int, typer.Option(min=0, help="Simulated living people, with stretches of clips.")
    ] = 300,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is drawn.")] = 0,
    through_the_door: Annotated[
        bool,
        typer.Option(
            "--through-the-door",
            help="Through recognition, log and lock as well, with whoever is shown enrolled.",
        ),
    ] = False,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Stop each at its response: no curve of other thresholds."),
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes. Default: one for each core.", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Measure presentation-attack detection: APCER of each species, BPCER, time, each cue alone.

    Without FOLDER the attacks are simulated, and say only how it fares against these. Terms are
    those of ISO/IEC 30107-3; no conformance with ISO/IEC 30107 is claimed.

    Example: janus evaluate-pad recordings --out report
    """
    from kiosk.pad.workers import How, play_all
    from training.errors import TrainingError
    from training.evaluation.pad import PadSubject
    from training.evaluation.pad import evaluate_pad as count

    if folder is not None and (people or clips or through_the_door):
        raise typer.BadParameter(
            "They go with simulated presentations, not with a folder of recordings.",
            param_hint="--people, --clips, --through-the-door",
        )
    config = config_of(data_dir)
    if folder is not None:
        shown, conditions = _recorded(folder)
    else:
        shown, conditions = _simulated(
            config, people, clips, per_species=per_species, bona_fide=bona_fide, seed=seed
        )
    make_folder(out)  # known now, not after an hour
    how = How(config.model_dump_json(), through_the_door, watch_on=not quick)
    played: list[Played] = []
    with progress_bar("Playing presentations", len(shown)) as progress:
        for one in play_all(shown, how, workers=workers or os.cpu_count() or 1):
            played.append(one)
            progress(len(played), len(shown))
    subject = PadSubject(
        title="recordings" if folder else "simulated presentations",
        is_simulated=folder is None,
        made_at=SystemClock().now().replace(microsecond=0),
        one_in=config.liveness.one_in,
        through_the_door=through_the_door,
        seed=None if folder else seed,
        conditions=conditions,
    )
    try:
        evaluation = count([one.presented for one in played], subject)
        _write(evaluation, played, out)
    except TrainingError as error:
        raise KioskError(error.problem, error.remedy) from error
    show_pad(evaluation)


def _recorded(folder: Path) -> tuple[Sequence[Playable], tuple[tuple[str, str], ...]]:
    """Return the recordings of a folder."""
    from kiosk.pad.recorded import read_recordings

    found = read_recordings(folder)
    for file in found.left_out:
        typer.echo(f"Left out, no video: {plain(str(file))}", err=True)
    return found.recordings, (("folder", folder.resolve().name),)


def _simulated(
    config: Config,
    people: Path | None,
    clips: Path | None,
    *,
    per_species: int,
    bona_fide: int,
    seed: int,
) -> tuple[Sequence[Playable], tuple[tuple[str, str], ...]]:
    """Draw the simulated presentations of the split that is kept for reports."""
    from kiosk.pad.cast import clips_of, people_of, scene_people
    from kiosk.pad.parts import detector_of
    from kiosk.pad.programme import programme

    detector = detector_of(config)
    portraits = scene_people()
    films: Mapping[str, Clip] = {}
    unused: tuple[str, ...] = ()
    if people is not None:
        typer.echo("Cutting people out of their photos …", err=True)
        portraits, unused = people_of(people, detector)
    if clips is not None:
        films, without = clips_of(clips, detector)
        unused += without
    for name in unused:
        typer.echo(f"Left out, not one clear face: {plain(name)}", err=True)
    drawn = programme(portraits, films, per_species=per_species, bona_fide=bona_fide, seed=seed)
    for species in drawn.left_out:
        typer.echo(f"Left out, it needs two people: {species}; see --people.", err=True)
    return drawn.presentations, (
        ("people shown", f"{drawn.people}"),
        ("stretches of real clips among the living people", f"{drawn.clips}"),
        ("species left out for want of people", ", ".join(drawn.left_out) or "none"),
    )


def _write(evaluation: PadEvaluation, played: Sequence[Played], out: Path) -> None:
    """Write figures and page."""
    from training.evaluation.pad_json import to_json
    from training.report.pad_report import write_pad_report

    text = json.dumps(to_json(evaluation), indent=1, ensure_ascii=False, allow_nan=False)
    write_file(out / "figures.json", (text + "\n").encode())
    page = write_pad_report(
        evaluation,
        out,
        accepted=_strips(played, is_bona_fide=False),
        rejected=_strips(played, is_bona_fide=True),
    )
    typer.echo(f"Report: {plain(str(page))}")


def _strips(played: Sequence[Played], *, is_bona_fide: bool) -> tuple[Strip, ...]:
    """Return the errors of one side that can be shown, the worst first."""
    from training.pictures.strips import Strip

    wrong = [
        one
        for one in played
        if one.strip and one.presented.is_error and one.presented.is_bona_fide is is_bona_fide
    ]
    sign = 1.0 if is_bona_fide else -1.0
    wrong.sort(key=lambda one: sign * (one.presented.log_ratio or 0.0))
    return tuple(
        Strip(
            one.strip,
            one.presented.name,
            f"{one.presented.response.value}, log ratio {one.presented.log_ratio or 0.0:.1f}"
            f"{'; ' + one.presented.reason if one.presented.reason else ''}"
            f"{'; ' + one.presented.challenge if one.presented.challenge else ''}",
        )
        for one in wrong[:_MOST_STRIPS]
    )
