"""`janus enroll`: one photo, a picture of the door camera, a folder or a list becomes patrons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enroll.errors import EnrollError, LookAlikeError
from enroll.rules import check_validity, clean_name
from enroll.sheet import read_sheet
from kiosk.cli.actor import actor
from kiosk.cli.context import DataDir, config_of, moment_of, plain, speaks_errors, write_file
from kiosk.cli.enroll_many import enrol_folder, enrol_listed
from kiosk.cli.enrolling import Terms, advised, is_same, open_enrolment
from kiosk.cli.find_person import SHORT_ID, point_out
from kiosk.config import Config, with_choices
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from models.pipeline import FacePipeline
    from models.types import RgbImage


@speaks_errors
def enroll(
    photo: Annotated[
        Path | None,
        typer.Argument(metavar="PHOTO|FOLDER", help="One photo, or a folder of <name>.jpg."),
    ] = None,
    *,
    name: Annotated[str | None, typer.Option(help="The person on the one photo.")] = None,
    from_camera: Annotated[
        bool,
        typer.Option(
            "--from-camera",
            help="Take the picture of the person before the door camera: the sharpest of a few "
            "seconds.",
        ),
    ] = False,
    source: Annotated[
        str | None,
        typer.Option(
            help="With --from-camera: another camera than the configured one.",
            show_default=False,
        ),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--csv", help="A list: name,photo and perhaps valid_from,valid_until,consent."
        ),
    ] = None,
    valid_from: Annotated[
        str | None, typer.Option(help="First day, e.g. 2026-05-01, or a moment.")
    ] = None,
    valid_until: Annotated[
        str | None, typer.Option(help="Last day, e.g. 2026-12-31, or a moment.")
    ] = None,
    accept_look_alike: Annotated[
        bool,
        typer.Option(
            "--accept-look-alike", help="Enrol although the face is near somebody else's."
        ),
    ] = False,
    consent: Annotated[
        bool,
        typer.Option(
            "--consent",
            help="The person has read the text of janus people consent-text, and agrees. For a "
            "list or a folder: all of them, but for a list with a column consent.",
        ),
    ] = False,
    preview: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|FOLDER",
            help="Write a PNG: photo, crop, quality, and look-alikes side by side. "
            "With many photos a folder: one PNG for each that is refused, where it can be read.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and preview; enrol nobody.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Enrol people from one photo each. They can enter at once; no restart is needed.

    Many at once: janus enroll photos/ --consent (named Ada_Lovelace.jpg or Ada_Lovelace/photo.jpg)

    Or from a list: janus enroll --csv people.csv --consent --valid-until 2026-12-31

    Or by the door camera: janus enroll --from-camera --consent --name "Ada Lovelace"
    """
    if [photo is not None, sheet is not None, from_camera].count(True) != 1:
        raise typer.BadParameter("Give one of: a PHOTO, a FOLDER, --csv FILE, or --from-camera.")
    if source is not None and not from_camera:
        raise typer.BadParameter("It goes with --from-camera.", param_hint="--source")
    terms = Terms(
        moment_of(valid_from), moment_of(valid_until, end_of_day=True), accept_look_alike, consent
    )
    check_validity(terms.valid_from, terms.valid_until)
    if from_camera or (photo is not None and not photo.is_dir()):
        if name is None:
            raise typer.BadParameter("Whose photo is it? Add --name.", param_hint="--name")
        config = with_choices(config_of(data_dir), source=source)
        _enrol_one(config, photo, name, terms, preview, dry_run=dry_run)
        return
    if name is not None or dry_run:
        raise typer.BadParameter("--name and --dry-run go with one photo.")
    if photo is not None:
        enrol_folder(config_of(data_dir), photo, terms, preview)
    else:
        enrol_listed(config_of(data_dir), read_sheet(sheet or Path()), terms, preview)


def _enrol_one(
    config: Config,
    photo: Path | None,
    name: str,
    terms: Terms,
    preview: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Enrol from a photo, or where there is none from the camera."""
    from enroll.photo import photo_from_image, read_photo
    from enroll.preview import preview_png, refusal_png

    name = clean_name(name)
    # Before the encoder, which takes seconds.
    picture = None if photo is None else read_photo(photo)
    if photo is not None and preview is not None and is_same(preview, photo):
        raise KioskError(
            "The preview would overwrite the photo.", "Name another file after --preview."
        )
    with open_enrolment(config, may_be_new=not dry_run) as (service, pipeline):
        picture = picture or photo_from_image(_picture_of_camera(config, pipeline))
        try:
            draft = service.draft(picture, name)
        except EnrollError as error:
            if preview is not None:
                _write_preview(preview, refusal_png(picture, name, error))
            raise
        if preview is not None:
            _write_preview(preview, preview_png(draft))
        if dry_run:
            if draft.objection is not None:
                raise draft.objection
            typer.echo(f"{name} can be enrolled from this photo.")
            point_out(name, draft.namesakes)
            return
        try:
            person = service.commit(
                draft,
                by=actor(),
                accept_look_alike=terms.accept_look_alike,
                valid_from=terms.valid_from,
                valid_until=terms.valid_until,
                consent=service.consent_text if terms.has_agreed else None,
            )
        except LookAlikeError as error:
            raise advised(error, "--preview FILE.png") from error
    typer.echo(f"{person.name} is enrolled, id {person.id.hex[:SHORT_ID]}, and may enter now.")
    point_out(name, draft.namesakes)


def _picture_of_camera(config: Config, pipeline: FacePipeline) -> RgbImage:
    from kiosk.app import configured_source
    from kiosk.camera_photo import take_picture

    source = configured_source(config)
    typer.echo(f"Please look at the {source.description} for a few seconds.", err=True)
    return take_picture(source, pipeline)


def _write_preview(file: Path, png: bytes) -> None:
    write_file(file, png)
    typer.echo(f"Preview: {plain(str(file))}", err=True)
