"""`janus rules group` and `janus rules visitor`: for whom rules hold."""

from typing import Annotated

import typer

from db.rule_records import Group, VisitorPass
from kiosk.cli.context import DataDir, local, moment_of, plain, speaks_errors
from kiosk.cli.find_person import SHORT_ID, everybody, find_person
from kiosk.cli.rules_common import known, now_by, opened
from kiosk.errors import KioskError

group_app = typer.Typer(
    no_args_is_help=True,
    help="Groups of people: add, change, remove, and who is in them.",
    epilog="Example: janus rules group add staff --in-lockdown",
)
visitor_app = typer.Typer(
    no_args_is_help=True,
    help="Visitors: until when, how often, and whether somebody goes with them.",
    epilog='Example: janus rules visitor add "Ada Lovelace" --until "2026-12-01 17:00"',
)

Name = Annotated[str, typer.Argument(metavar="GROUP", help="The group's name.")]
People = Annotated[
    list[str], typer.Argument(metavar="PERSON...", help="Whole names, or ids' starts.")
]
Who = Annotated[str, typer.Argument(metavar="PERSON", help="Their whole name, or the id's start.")]
Escorts = Annotated[
    str | None,
    typer.Option("--escorted-by", help="Somebody of this group must go in just before them."),
]


@group_app.command("add", epilog="Example: janus rules group add guests --escorted-by staff")
@speaks_errors
def add_group(
    group: Name,
    *,
    in_lockdown: Annotated[
        bool, typer.Option("--in-lockdown", help="They may enter while the house is locked down.")
    ] = False,
    escorts: Escorts = None,
    data_dir: DataDir = None,
) -> None:
    """Make a group, or set what holds for one; who is in it stays."""
    with opened(data_dir) as house:
        house.rules.put(Group(group, in_lockdown=in_lockdown, escorts=escorts), **now_by())
    typer.echo(f"The group “{plain(group)}” is set.")


@group_app.command("remove", epilog="Example: janus rules group remove guests")
@speaks_errors
def remove_group(group: Name, *, data_dir: DataDir = None) -> None:
    """Remove a group that nobody is in and nothing rests on."""
    with opened(data_dir) as house:
        house.rules.remove(Group, group, **now_by())
    typer.echo(f"There is no group “{plain(group)}” any more.")


@group_app.command("join", epilog='Example: janus rules group join staff "Ada Lovelace"')
@speaks_errors
def join(group: Name, people: People, *, data_dir: DataDir = None) -> None:
    """Put people into a group."""
    from db.gallery import Gallery

    with opened(data_dir) as house:
        gallery = Gallery(house.database)
        found = [find_person(gallery, person) for person in people]
        for person in found:
            house.rules.add_member(group, person.id, **now_by())
            typer.echo(f"{plain(person.name)} is in “{plain(group)}”.")


@group_app.command("leave", epilog='Example: janus rules group leave staff "Ada Lovelace"')
@speaks_errors
def leave(group: Name, people: People, *, data_dir: DataDir = None) -> None:
    """Take people out of a group."""
    from db.gallery import Gallery

    with opened(data_dir) as house:
        gallery = Gallery(house.database)
        found = [find_person(gallery, person) for person in people]
        for person in found:
            house.rules.remove_member(group, person.id, **now_by())
            typer.echo(f"{plain(person.name)} is no longer in “{plain(group)}”.")


@group_app.command("members", epilog="Example: janus rules group members staff")
@speaks_errors
def members(group: Name, *, data_dir: DataDir = None) -> None:
    """List who is in a group, by name."""
    from db.gallery import Gallery

    with opened(data_dir) as house:
        inside = known("group", group, house.book.groups).members
        people = [one for one in everybody(Gallery(house.database)) if one.id in inside]
    for person in people:
        typer.echo(f"{person.id.hex[:SHORT_ID]}  {plain(person.name)}")
    if not people:
        typer.echo("Nobody.")


@visitor_app.command(
    "add", epilog='Example: janus rules visitor add "Ada Lovelace" --until 2026-12-01 --entries 2'
)
@speaks_errors
def add_visitor(
    person: Who,
    *,
    until: Annotated[str, typer.Option("--until", help="Last day, or moment.")],
    entries: Annotated[int | None, typer.Option(min=1, help="How often they may enter.")] = None,
    escorts: Escorts = None,
    data_dir: DataDir = None,
) -> None:
    """Hold somebody enrolled to the limits of a visit; entries are counted from now on."""
    from db.gallery import Gallery

    act, end = now_by(), moment_of(until, end_of_day=True)
    if end is None or end <= act["at"]:
        raise KioskError("That moment is over.", "Name a later one.")
    with opened(data_dir) as house:
        found = find_person(Gallery(house.database), person)
        house.rules.put_visitor(VisitorPass(found.id, end, entries, escorts), **act)
    often = "" if entries is None else f", {entries} times at most"
    typer.echo(f"{plain(found.name)} is a visitor until {local(end)}{often}.")


@visitor_app.command("remove", epilog='Example: janus rules visitor remove "Ada Lovelace"')
@speaks_errors
def remove_visitor(person: Who, *, data_dir: DataDir = None) -> None:
    """Hold somebody to no limits of a visit any more; to keep them out, revoke them."""
    from db.gallery import Gallery

    with opened(data_dir) as house:
        found = find_person(Gallery(house.database), person)
        house.rules.remove_visitor(found.id, **now_by())
    typer.echo(f"{plain(found.name)} is no visitor any more, and held to no such limit.")
