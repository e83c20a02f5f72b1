"""`janus people`: who may enter."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from db.care_records import Consent
from db.records import LogFilter, Person, PersonStatus
from enroll.rules import check_validity, clean_name
from kiosk.cli.actor import actor
from kiosk.cli.context import (
    DataDir,
    cell,
    config_of,
    console,
    local,
    moment_of,
    open_database,
    plain,
    speaks_errors,
    write_file,
)
from kiosk.cli.find_person import SHORT_ID, everybody, find_person, namesakes_of, point_out
from kiosk.cli.people_care import agreed, consent_text, keep, overdue
from kiosk.cli.people_erase import erase
from kiosk.cli.people_export import export
from kiosk.cli.pin import pin
from kiosk.cli.re_embed import re_embed
from kiosk.clock import SystemClock

people_app = typer.Typer(
    no_args_is_help=True,
    help="Who may enter: list, look up, rename, revoke, restore and re-embed people.",
    epilog="Example: janus people list",
)
people_app.command(
    "re-embed", epilog="Example: janus people re-embed --encoder ours --calibration ours.json"
)(re_embed)
people_app.command("pin", epilog='Example: janus people pin "Ada Lovelace" --duress')(pin)
people_app.command(
    "erase", epilog='Example: janus people erase "Ada Lovelace" --certificate ada.json'
)(erase)
people_app.command("consent-text", epilog="Example: janus people consent-text")(consent_text)
people_app.command("agreed", epilog='Example: janus people agreed "Ada Lovelace"')(agreed)
people_app.command("keep", epilog='Example: janus people keep "Ada Lovelace" --until 2026-12-31')(
    keep
)
people_app.command("overdue", epilog="Example: janus people overdue")(overdue)
people_app.command("export", epilog='Example: janus people export "Ada Lovelace" --out ada.zip')(
    export
)

Who = Annotated[str, typer.Argument(metavar="PERSON", help="Their whole name, or the id's start.")]

_VISITS_SHOWN = 5


@people_app.command("list", epilog="Example: janus people list --status revoked")
@speaks_errors
def list_people(
    *,
    status: Annotated[PersonStatus | None, typer.Option(help="Only these.")] = None,
    data_dir: DataDir = None,
) -> None:
    """List everybody enrolled, by name."""
    _print_people("", status, data_dir)


@people_app.command("search", epilog="Example: janus people search lovelace")
@speaks_errors
def search_people(
    text: Annotated[str, typer.Argument(help="A part of the name.")],
    *,
    status: Annotated[PersonStatus | None, typer.Option(help="Only these.")] = None,
    data_dir: DataDir = None,
) -> None:
    """List people by a part of their name."""
    _print_people(text, status, data_dir)


@people_app.command("show", epilog='Example: janus people show "Ada Lovelace" --photo ada.jpg')
@speaks_errors
def show_person(
    person: Who,
    *,
    photo: Annotated[Path | None, typer.Option(help="Save the enrolment photo here.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Show one person and their latest visits."""
    from db.access_log import AccessLog
    from db.care import CareStore
    from db.gallery import Gallery

    with open_database(config_of(data_dir)) as database:
        gallery = Gallery(database)
        found = find_person(gallery, person)
        care = CareStore(database)
        consent, kept_until = care.consent(found.id), care.keep_until(found.id)
        visits = AccessLog(database).page(LogFilter(person_id=found.id), limit=_VISITS_SHOWN)
        if photo is not None:
            write_file(photo, gallery.photo(found.id))
    table = Table(show_header=False, box=None)
    table.add_row("name", cell(found.name))
    table.add_row("id", str(found.id))
    table.add_row("status", _status(found))
    table.add_row("valid", _validity(found))
    table.add_row("enrolled", local(found.enrolled_at))
    table.add_row("consent", _consent(consent))
    if kept_until is not None:
        table.add_row("kept", f"until {_end(kept_until)}")
    for visit in visits:
        table.add_row(
            "visit", f"{local(visit.at)}  {cell(visit.door)}: {visit.outcome}, {visit.reason}"
        )
    console().print(table)


@people_app.command("rename", epilog='Example: janus people rename "Ada Byron" "Ada Lovelace"')
@speaks_errors
def rename_person(
    person: Who,
    name: Annotated[str, typer.Argument(help="The new name.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Give a person another name; the log keeps the name of its time."""
    from db.gallery import Gallery

    new = clean_name(name)
    with open_database(config_of(data_dir)) as database:
        gallery = Gallery(database)
        found = find_person(gallery, person)
        gallery.rename(found.id, new, SystemClock().now(), by=actor())
        namesakes = namesakes_of(gallery, gallery.get(found.id))
    typer.echo(f"{plain(found.name)} is now {new}.")
    point_out(new, namesakes)


@people_app.command("revoke", epilog='Example: janus people revoke "Ada Lovelace"')
@speaks_errors
def revoke_person(person: Who, *, data_dir: DataDir = None) -> None:
    """End a person's right to enter, from the next frame on; the history stays."""
    from db.gallery import Gallery

    with open_database(config_of(data_dir)) as database:
        gallery = Gallery(database)
        found = find_person(gallery, person)
        if found.status is PersonStatus.REVOKED:
            typer.echo(f"{plain(found.name)} was revoked already, {local(found.revoked_at)}.")
            return
        gallery.revoke(found.id, SystemClock().now(), by=actor())
    typer.echo(f"{plain(found.name)} may no longer enter.")


@people_app.command("restore", epilog='Example: janus people restore "Ada Lovelace"')
@speaks_errors
def restore_person(person: Who, *, data_dir: DataDir = None) -> None:
    """Give a revoked person their right to enter back."""
    from db.gallery import Gallery

    with open_database(config_of(data_dir)) as database:
        gallery = Gallery(database)
        found = find_person(gallery, person)
        if found.status is PersonStatus.ACTIVE:
            typer.echo(f"{plain(found.name)} is not revoked.")
            return
        gallery.restore(found.id, SystemClock().now(), by=actor())
    typer.echo(f"{plain(found.name)} may enter again.")


@people_app.command(
    "validity", epilog='Example: janus people validity "Ada Lovelace" --until 2026-12-31'
)
@speaks_errors
def set_validity(
    person: Who,
    *,
    since: Annotated[str | None, typer.Option("--from", help="First day, or moment.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Last day, or moment.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Set when a person may enter; a limit that is not given is lifted."""
    from db.gallery import Gallery

    valid_from, valid_until = moment_of(since), moment_of(until, end_of_day=True)
    check_validity(valid_from, valid_until)
    with open_database(config_of(data_dir)) as database:
        gallery = Gallery(database)
        found = find_person(gallery, person)
        gallery.set_validity(found.id, valid_from, valid_until, SystemClock().now(), by=actor())
        typer.echo(f"{plain(found.name)}: valid {_validity(gallery.get(found.id))}.")


def _print_people(search: str, status: PersonStatus | None, data_dir: Path | None) -> None:
    from db.gallery import Gallery

    with open_database(config_of(data_dir)) as database:
        found = [p for p in everybody(Gallery(database), search) if status in (None, p.status)]
    if not found:
        typer.echo("Nobody." if search or status else "Nobody is enrolled yet: see janus enroll.")
        return
    table = Table("id", "name", "status", "valid", "enrolled", box=None)
    for person in found:
        table.add_row(
            person.id.hex[:SHORT_ID],
            cell(person.name),
            _status(person),
            _validity(person),
            local(person.enrolled_at),
        )
    console().print(table)


def _status(person: Person) -> str:
    if person.status is PersonStatus.REVOKED and person.revoked_at is not None:
        return f"revoked {local(person.revoked_at)}"
    return person.status.value


def _validity(person: Person) -> str:
    limits = []
    if person.valid_from is not None:
        limits.append(f"from {local(person.valid_from)}")
    if person.valid_until is not None:
        limits.append(f"until {_end(person.valid_until)}")
    return " ".join(limits) or "always"


def _consent(consent: Consent | None) -> str:
    if consent is None:
        return "none written down"
    return f"{local(consent.at)}, version {consent.text.version}, by {cell(consent.recorded_by)}"


def _end(moment: datetime) -> str:
    """Return the end of a validity as it was written: midnight is the end of the day before."""
    here = moment.astimezone()
    if here.time() == time.min:
        return f"the end of {here.date() - timedelta(days=1)}"
    return local(moment)
