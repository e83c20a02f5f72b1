"""`janus people re-embed`: templates of another encoder, beside those that the door works with."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kiosk.cli.context import DataDir, config_of, open_database, plain, speaks_errors
from kiosk.cli.signals import stop_on_signals
from kiosk.config import FILE_NAME, Config, save_settings
from kiosk.errors import KioskError
from kiosk.tally import counted

if TYPE_CHECKING:
    from db.gallery import Gallery
    from kiosk.templates import NewTemplates
    from models.calibration import Calibration
    from models.pipeline import FacePipeline


@speaks_errors
def re_embed(
    *,
    encoder: Annotated[
        str, typer.Option(help="The encoder, see janus weights list. Default: the configured one.")
    ] = "",
    calibration: Annotated[
        Path | None,
        typer.Option(help="Its calibration, a file that janus calibrate wrote."),
    ] = None,
    leave_out: Annotated[
        bool,
        typer.Option(
            "--leave-out",
            help="Go on without people whose photo gives no face: strangers to this encoder.",
        ),
    ] = False,
    switch: Annotated[
        bool,
        typer.Option("--switch", help="Then set encoder and calibration in the configuration."),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Embed everybody's enrolment photo with an encoder: all of them, or nothing is changed.

    The door works on with its own encoder meanwhile and afterwards, until it is started again with
    the new one configured; that start then has nothing to wait for.
    """
    config = config_of(data_dir)
    after = _configured_with(config, encoder or config.encoder.name, calibration)
    with open_database(config) as database:
        from db.gallery import Gallery

        gallery = Gallery(database)
        pipeline, calibrated = _recognition(after)
        made = _embedded(gallery, pipeline)
        _check_unusable(made, leave_out=leave_out)
        gallery.put_templates(made.model_id, made.vectors)
    count = counted(len(made.vectors), "template")
    typer.echo(f"{count} of {made.model_id} made; those of other encoders are as they were.")
    _say_promise(calibrated, config, len(made.vectors))
    _say_or_switch(config, after, switch=switch)


def _configured_with(config: Config, name: str, calibration: Path | None) -> Config:
    """Return the configuration that the door will have with this encoder.

    Raises:
        ModelError: There is no such encoder, or the calibration given is not of it.
        KioskError: There is no calibration of it.
    """
    from models.encoders.catalogue import model_id_of
    from models.weights import WeightsStore

    model_id = model_id_of(name, WeightsStore(config.weights_dir))
    setting = _calibration_setting(config, name, model_id, calibration)
    return config.model_copy(
        update={
            "encoder": config.encoder.model_copy(update={"name": name}),
            "decision": config.decision.model_copy(update={"calibration": setting}),
        }
    )


def _calibration_setting(config: Config, name: str, model_id: str, given: Path | None) -> str:
    """Return what `decision.calibration` must be for a model: the first that is of it.

    Raises:
        ModelError: The one given is not.
        KioskError: None is.
    """
    from models.calibration import load_calibration, shipped_calibration
    from models.errors import ModelError

    if given is not None:
        load_calibration(given, model_id=model_id)
        return str(given.resolve())
    with contextlib.suppress(ModelError):
        if config.calibration_file is not None:
            load_calibration(config.calibration_file, model_id=model_id)
            return config.decision.calibration
    with contextlib.suppress(ModelError):
        shipped_calibration(model_id)
        return ""
    raise KioskError(
        f"There is no calibration of {model_id}, and the door does not start without one; nothing "
        "was changed.",
        "Make one from pictures of many people whom the encoder was not trained on: "
        f"janus calibrate FOLDER --encoder {name} --out FILE; then name it with --calibration.",
    )


def _recognition(config: Config) -> tuple[FacePipeline, Calibration]:
    import torch

    from kiosk.recognition import build_recognition

    pipeline, calibration = build_recognition(config)
    torch.set_num_threads(1)  # a door on this computer has the other cores, see kiosk.recognition
    return pipeline, calibration


def _embedded(gallery: Gallery, pipeline: FacePipeline) -> NewTemplates:
    """Embed everybody, with a bar on stderr.

    Raises:
        KioskError: It was stopped.
    """
    from kiosk.templates import embed_everybody

    bar = Progress(
        TextColumn("Embedding enrolment photos"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with stop_on_signals() as stop, bar:
        task = bar.add_task("", total=None)
        made = embed_everybody(
            gallery,
            pipeline,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            stop=stop,
        )
    if not made.is_whole:
        raise KioskError(
            f"Stopped after {counted(len(made.vectors), 'photo')}; nothing was changed.",
            "The door works on as before; start again when there is time.",
        )
    return made


def _check_unusable(made: NewTemplates, *, leave_out: bool) -> None:
    """Name the people whose photo gives no face.

    Raises:
        KioskError: There are some, and they may not be left out, or there is nobody else.
    """
    for person, problem in made.unusable:
        typer.echo(plain(f"{person.name} ({person.id}): {problem}"), err=True)
    if made.unusable and not (leave_out and made.vectors):
        raise KioskError(
            f"The enrolment photos of {counted(len(made.unusable), 'person', 'people')} give no "
            "template; nothing was changed.",
            "Enrol them from other photos; or go on without them with --leave-out: to this encoder "
            "they are strangers until then.",
        )


def _say_promise(calibration: Calibration, config: Config, people: int) -> None:
    from kiosk.entry.decision import LOOKS
    from models.calibration import operating_point

    point = operating_point(
        calibration, one_in=config.decision.one_in, gallery_size=people, looks=LOOKS
    )
    typer.echo(point.sentence)


def _say_or_switch(config: Config, after: Config, *, switch: bool) -> None:
    """End with what the door needs to take them, or see to it."""
    file = config.data_dir / FILE_NAME
    if after == config:
        typer.echo("The door takes them at its next frame.")
    elif switch:
        changes = {
            "encoder.name": after.encoder.name,
            "decision.calibration": after.decision.calibration,
        }
        save_settings(config.data_dir, changes)
        typer.echo(plain(f"The door takes them from its next start: {file} was changed."))
    else:
        lines = [
            "[decision]",
            f"calibration = {json.dumps(after.decision.calibration, ensure_ascii=False)}",
            "[encoder]",
            f"name = {json.dumps(after.encoder.name)}",
        ]
        typer.echo(plain(f"The door takes them from its next start, with this in {file}:"))
        typer.echo(plain("\n".join(lines)))
