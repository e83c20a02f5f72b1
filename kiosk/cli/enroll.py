"""`janus enroll`: one photo, a folder or a list becomes patrons."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from enroll.errors import EnrollError, LookAlikeError
from enroll.rules import check_validity, clean_name
from enroll.sheet import Entry, read_folder, read_sheet
from kiosk.cli.context import (
    DataDir,
    cell,
    config_of,
    console,
    make_folder,
    moment_of,
    open_database,
    plain,
    speaks_errors,
    write_file,
)
from kiosk.cli.find_person import SHORT_ID
from kiosk.clock import SystemClock
from kiosk.tally import counted

if TYPE_CHECKING:
    from enroll.bulk import BulkResult
    from enroll.service import Draft, EnrolmentService


@speaks_errors
def enroll(
    photo: Annotated[
        Path | None,
        typer.Argument(metavar="PHOTO|FOLDER", help="One photo, or a folder of <name>.jpg."),
    ] = None,
    *,
    name: Annotated[str | None, typer.Option(help="The person on the one photo.")] = None,
    sheet: Annotated[
        Path | None,
        typer.Option("--csv", help="A list: name,photo and perhaps valid_from,valid_until."),
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
    preview: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|FOLDER",
            help="Write a PNG: photo, crop, quality, and look-alikes side by side. "
            "With many photos a folder: one PNG for each that is refused.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and preview; enrol nobody.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Enrol people from one photo each. They can enter at once; no restart is needed.

    Many at once: janus enroll photos/ (named Ada_Lovelace.jpg or Ada_Lovelace/photo.jpg)

    Or from a list: janus enroll --csv people.csv --valid-until 2026-12-31
    """
    if (photo is None) == (sheet is None):
        raise typer.BadParameter("Give one of: a PHOTO, a FOLDER, or --csv FILE.")
    terms = _Terms(
        moment_of(valid_from), moment_of(valid_until, end_of_day=True), accept_look_alike
    )
    check_validity(terms.valid_from, terms.valid_until)
    if photo is not None and not photo.is_dir():
        if name is None:
            raise typer.BadParameter("Whose photo is it? Add --name.", param_hint="--name")
        _enrol_one(data_dir, photo, name, terms, preview, dry_run=dry_run)
        return
    if name is not None or dry_run:
        raise typer.BadParameter("--name and --dry-run go with one photo.")
    entries = read_folder(photo) if photo is not None else read_sheet(sheet or Path())
    _enrol_many(data_dir, entries, terms, preview)


@dataclasses.dataclass(frozen=True, slots=True)
class _Terms:
    """On what terms people are enrolled."""

    valid_from: datetime | None
    valid_until: datetime | None
    accept_look_alike: bool


def _enrol_one(
    data_dir: Path | None,
    photo: Path,
    name: str,
    terms: _Terms,
    preview: Path | None,
    *,
    dry_run: bool,
) -> None:
    from enroll.photo import read_photo
    from enroll.preview import preview_png

    name, picture = clean_name(name), read_photo(photo)  # before the encoder, which takes seconds
    with _open_enrolment(data_dir) as service:
        draft = service.draft(picture, name)
        if preview is not None:
            write_file(preview, preview_png(draft))
            typer.echo(f"Preview: {plain(str(preview))}", err=True)
        if dry_run:
            if draft.objection is not None:
                raise draft.objection
            typer.echo(f"{name} can be enrolled from this photo.")
            return
        try:
            person = service.commit(
                draft,
                accept_look_alike=terms.accept_look_alike,
                valid_from=terms.valid_from,
                valid_until=terms.valid_until,
            )
        except LookAlikeError as error:
            raise _advised(error, "--preview FILE.png") from error
    typer.echo(f"{person.name} is enrolled, id {person.id.hex[:SHORT_ID]}, and may enter now.")


def _enrol_many(
    data_dir: Path | None, entries: Sequence[Entry], terms: _Terms, preview: Path | None
) -> None:
    from enroll.bulk import enrol_all
    from enroll.preview import preview_png

    def show(entry: Entry, draft: Draft) -> None:
        if preview is not None:
            write_file(preview / _preview_name(entry), preview_png(draft))

    if preview is not None:
        make_folder(preview)
    wanted = [
        dataclasses.replace(
            entry,
            valid_from=entry.valid_from or terms.valid_from,
            valid_until=entry.valid_until or terms.valid_until,
        )
        for entry in entries
    ]
    results: list[BulkResult] = []
    bar = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True)
    try:
        with _open_enrolment(data_dir) as service, bar:
            task = bar.add_task("Enrolling", total=len(wanted))
            for result in enrol_all(
                service, wanted, accept_look_alike=terms.accept_look_alike, on_refused=show
            ):
                results.append(result)
                bar.advance(task)
    finally:
        # Whatever stopped it, whoever was enrolled until then is enrolled.
        _print_summary(results, len(wanted))
    if any(result.error is not None for result in results):
        raise typer.Exit(1)


def _advised(error: EnrollError, preview: str) -> EnrollError:
    """Return a refusal with the options that help against it."""
    if not isinstance(error, LookAlikeError):
        return error
    return EnrollError(
        error.problem,
        f"{preview} shows both photos side by side. If they are two people, add "
        "--accept-look-alike; if not, the person is enrolled already.",
    )


def _preview_name(entry: Entry) -> str:
    """Return a file name that any system takes: `line 3.png`, `Ada_Lovelace/photo.jpg` with `-`."""
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "-", entry.where) + ".png"


@contextlib.contextmanager
def _open_enrolment(data_dir: Path | None) -> Iterator[EnrolmentService]:
    """Open the gallery and load the encoder; takes seconds.

    Raises:
        ModelError: Weights are missing, or the device is not there.
        StoreError: The database cannot be opened.
        KioskError: The configuration is wrong.
    """
    from db.gallery import Gallery
    from enroll.service import EnrolmentService
    from kiosk.recognition import build_recognition
    from kiosk.templates import renew_templates

    config = config_of(data_dir)
    pipeline, calibration = build_recognition(config)
    with open_database(config, may_be_new=True) as database:
        gallery = Gallery(database)
        # Look-alikes are found among templates of the encoder in use: all must be there.
        renew_templates(gallery, pipeline)
        yield EnrolmentService(pipeline, gallery, calibration, SystemClock().now)


def _print_summary(results: Sequence[BulkResult], wanted: int) -> None:
    refused = Table("photo", "name", "why it was refused", box=None)
    for result in results:
        if result.error is not None:
            refused.add_row(
                cell(result.entry.where),
                cell(result.entry.name),
                cell(_advised(result.error, "--preview FOLDER").user_message()),
            )
    if refused.row_count:
        console().print(refused)
    counts = Counter(result.outcome for result in results)
    parts = [f"{outcome.value}: {count}" for outcome, count in counts.items()]
    if len(results) < wanted:
        parts.append(f"not reached: {wanted - len(results)}")
    typer.echo(f"{counted(wanted, 'photo')}; {', '.join(parts)}.")
