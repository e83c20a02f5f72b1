"""The folder or the list of `janus enroll`: many people, with progress and a summary."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from enroll.errors import EnrollError
from enroll.sheet import Entry, folders_passed_over, read_folder
from kiosk.cli.actor import actor
from kiosk.cli.context import cell, console, make_folder, plain, write_file
from kiosk.cli.enrolling import Terms, advised, is_same, open_enrolment
from kiosk.cli.find_person import point_out
from kiosk.config import Config
from kiosk.errors import KioskError
from kiosk.tally import counted

if TYPE_CHECKING:
    from enroll.bulk import BulkResult
    from enroll.photo import Photo
    from enroll.service import Draft


def enrol_folder(config: Config, folder: Path, terms: Terms, preview: Path | None) -> None:
    """Enrol everybody in a folder of photos, see `enrol_listed`."""
    entries = read_folder(folder)
    if preview is not None and is_same(preview, folder):
        raise _among_the_photos(preview)
    try:
        enrol_listed(config, entries, terms, preview)
    finally:
        if names := folders_passed_over(folder):
            typer.echo(f"Left out, with no photo directly in them: {plain(', '.join(names))}.")


def enrol_listed(
    config: Config, entries: Sequence[Entry], terms: Terms, preview: Path | None
) -> None:
    """Enrol everybody of a list, and sum up.

    Args:
        config: The configuration.
        entries: Whom.
        terms: On what terms, where the list gives none.
        preview: A folder for a picture of each photo that is refused.

    Raises:
        Exit: Somebody was refused.
    """
    from enroll.bulk import enrol_all
    from enroll.photo import Photo
    from enroll.preview import preview_png, refusal_png

    def show(entry: Entry, shown: Draft | Photo, error: EnrollError) -> None:
        if preview is None:
            return
        png = (
            refusal_png(shown, entry.name, error)
            if isinstance(shown, Photo)
            else preview_png(shown)
        )
        write_file(preview / _preview_name(entry), png)

    if preview is not None:
        if any(is_same(preview, entry.photo.parent) for entry in entries):
            raise _among_the_photos(preview)
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
        with open_enrolment(config) as (service, _), bar:
            task = bar.add_task("Enrolling", total=len(wanted))
            for result in enrol_all(
                service,
                wanted,
                by=actor(),
                accept_look_alike=terms.accept_look_alike,
                has_agreed=terms.has_agreed,
                on_refused=show,
            ):
                results.append(result)
                bar.advance(task)
    finally:
        # Whatever stopped it, whoever was enrolled until then is enrolled.
        _print_summary(results, len(wanted))
    if any(result.error is not None for result in results):
        raise typer.Exit(1)


def _preview_name(entry: Entry) -> str:
    """Return a file name that any system takes: `line 3.png`, `Ada_Lovelace/photo.jpg` with `-`."""
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "-", entry.where) + ".png"


def _among_the_photos(folder: Path) -> KioskError:
    return KioskError(
        f"The previews would lie among the photos in {folder}, as further people.",
        "Name a folder of their own after --preview.",
    )


def _print_summary(results: Sequence[BulkResult], wanted: int) -> None:
    refused = Table("photo", "name", "why it was refused", box=None)
    for result in results:
        if result.error is not None:
            refused.add_row(
                cell(result.entry.where),
                cell(result.entry.name),
                cell(advised(result.error, "--preview FOLDER").user_message()),
            )
    if refused.row_count:
        console().print(refused)
    for result in results:
        if result.person is not None:
            point_out(result.person.name, result.namesakes)
    counts = Counter(result.outcome for result in results)
    parts = [f"{outcome.value}: {count}" for outcome, count in counts.items()]
    if len(results) < wanted:
        parts.append(f"not reached: {wanted - len(results)}")
    typer.echo(f"{counted(wanted, 'photo')}; {', '.join(parts)}.")
