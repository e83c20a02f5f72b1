"""`janus badge`: QR badges that are shown to the camera."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer
from rich.table import Table

from db.badge_records import Badge
from enroll.rules import clean_name
from kiosk.cli.actor import actor
from kiosk.cli.context import (
    DataDir,
    cell,
    check_folders_of,
    config_of,
    console,
    local,
    moment_of,
    open_database,
    plain,
    speaks_errors,
    write_file,
)
from kiosk.cli.find_person import find_person
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.own_files import refuse_own

if TYPE_CHECKING:
    from db.badges import BadgeStore

badge_app = typer.Typer(
    no_args_is_help=True,
    help="QR badges that open a door without a face: issue, list and revoke them. Whoever shows a "
    "badge, or a picture of it, is let in: keep their time short.",
    epilog="Example: janus badge list",
)

_LEAST_DIGITS = 4


@badge_app.command(
    "issue",
    epilog='Example: janus badge issue grace.png --visitor "Grace Hopper" --until 2026-12-01T18:00 '
    "--single-use",
)
@speaks_errors
def issue_badge(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The PNG picture to write.")],
    *,
    person: Annotated[
        str | None, typer.Option(help="An enrolled person, by name or the id's start.")
    ] = None,
    visitor: Annotated[str | None, typer.Option(help="The name of somebody else.")] = None,
    until: Annotated[str, typer.Option("--until", help="Last day, or moment.")],
    since: Annotated[
        str | None, typer.Option("--from", help="First day, or moment; now by default.")
    ] = None,
    door: Annotated[
        list[str] | None, typer.Option(help="A door it opens; again for more. Default: all.")
    ] = None,
    single_use: Annotated[bool, typer.Option("--single-use", help="It opens once.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Issue a badge, and write its QR code as a picture.

    The first one makes the key that signs badges, in the data folder.
    """
    from db.badges import BadgeStore
    from db.gallery import Gallery
    from kiosk.factors.badge_desk import draw_badge_id, issue
    from kiosk.factors.badge_key import signing_key
    from kiosk.factors.qr_picture import badge_png

    if (person is None) == (visitor is None):
        raise typer.BadParameter("Give either --person or --visitor.")
    config, now = config_of(data_dir), SystemClock().now()
    check_folders_of(file)
    refuse_own(file)
    with open_database(config) as database:
        found = None if person is None else find_person(Gallery(database), person)
        badge = Badge(
            id=draw_badge_id(),
            holder_id=uuid4() if found is None else found.id,
            person_id=None if found is None else found.id,
            name=clean_name(visitor or "") if found is None else found.name,
            not_before=moment_of(since) or now,
            not_after=moment_of(until, end_of_day=True) or now,
            doors=tuple(dict.fromkeys(map(_door_name, door or ()))),
            single_use=single_use,
            issued_at=now,
            issued_by=actor(),
        )
        badge, text = issue(BadgeStore(database), signing_key(config.data_dir), badge, now=now)
    write_file(file, badge_png(text, (plain(badge.name), f"until {local(badge.not_after)}")))
    typer.echo(
        f"Badge {badge.id} of {plain(badge.name)} is in {plain(str(file))}. It opens "
        f"{plain(_doors(badge))} from {local(badge.not_before)} until {local(badge.not_after)}"
        f"{', once' if single_use else ''}."
    )


@badge_app.command("revoke", epilog="Example: janus badge revoke 3fa9")
@speaks_errors
def revoke_badge(
    badge: Annotated[str, typer.Argument(metavar="BADGE", help="Its id, or the start of it.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Take a badge back, from the next picture of the camera on."""
    from db.badges import BadgeStore

    with open_database(config_of(data_dir)) as database:
        store = BadgeStore(database)
        found = _the_one(store, badge)
        held = store.revoke(found.id, at=SystemClock().now(), by=actor())
    end = "opens nothing any more" if held else "was revoked already"
    typer.echo(f"Badge {found.id} of {plain(found.name)} {end}.")


@badge_app.command("list", epilog="Example: janus badge list --limit 20")
@speaks_errors
def list_badges(
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 50,
    data_dir: DataDir = None,
) -> None:
    """List badges, the newest first."""
    from db.badges import BadgeStore

    with open_database(config_of(data_dir)) as database:
        badges = BadgeStore(database).newest(limit)
    if not badges:
        typer.echo("No badge was issued yet: see janus badge issue.")
        return
    table = Table("badge", "name", "from", "until", "opens", "uses", "", "issued by", box=None)
    for badge in badges:
        table.add_row(
            badge.id,
            cell(badge.name),
            local(badge.not_before),
            local(badge.not_after),
            cell(_doors(badge)),
            "once" if badge.single_use else "any",
            _state(badge),
            cell(badge.issued_by),
        )
    console().print(table)


def _the_one(store: BadgeStore, text: str) -> Badge:
    prefix = text.strip().casefold()
    found = store.newest(2, starts_with=prefix) if len(prefix) >= _LEAST_DIGITS else ()
    if len(found) != 1:
        many = "Several badges begin" if found else "No badge begins"
        raise KioskError(
            f"{many} with “{text}”.",
            f"`janus badge list` shows their ids; name one by at least {_LEAST_DIGITS} characters.",
        )
    return found[0]


def _door_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise KioskError("The name of a door is empty.", "Leave --door out for all doors.")
    return name


def _doors(badge: Badge) -> str:
    return ", ".join(badge.doors) or "all doors"


def _state(badge: Badge) -> str:
    if badge.revoked_at is not None:
        return f"revoked {local(badge.revoked_at)}"
    return "" if badge.used_at is None else f"used {local(badge.used_at)}"
