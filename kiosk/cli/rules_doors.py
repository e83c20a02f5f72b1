"""`janus rules door` and `janus rules area`: where rules hold."""

from dataclasses import replace
from typing import Annotated

import typer

from db.rule_records import Area, DoorRules, Passback, Permit
from kiosk.cli.context import DataDir, plain, speaks_errors
from kiosk.cli.rules_common import DoorOption, House, now_by, opened
from kiosk.errors import KioskError

door_app = typer.Typer(
    no_args_is_help=True,
    help="What holds at a door: which groups, when, and what else.",
    epilog='Example: janus rules door assign staff --schedule "office hours"',
)
area_app = typer.Typer(
    no_args_is_help=True,
    help="Areas behind doors: who is inside, anti-passback, how many may be.",
    epilog="Example: janus rules area add Lab --anti-passback hard --limit 12",
)

GroupName = Annotated[str, typer.Argument(metavar="GROUP", help="The group's name.")]
AreaName = Annotated[str, typer.Argument(metavar="AREA", help="The area's name.")]
ScheduleOption = Annotated[
    str, typer.Option("--schedule", help="Only during this schedule. Default: always.")
]


@door_app.command("assign", epilog='Example: janus rules door assign staff --door "Main entrance"')
@speaks_errors
def assign(
    group: GroupName,
    *,
    schedule: ScheduleOption = "",
    door: DoorOption = None,
    data_dir: DataDir = None,
) -> None:
    """Let a group use a door; from the first assignment on, nobody else may."""
    with opened(data_dir) as house:
        rules = _rules_of(house, door)
        permits = rules.permits | {Permit(group, schedule)}
        _put(house, replace(rules, is_restricted=True, permits=permits))
    when = f"during “{schedule}”" if schedule else "always"
    typer.echo(f"“{plain(group)}” may use “{plain(rules.name)}” {plain(when)}.")


@door_app.command("unassign", epilog="Example: janus rules door unassign guests")
@speaks_errors
def unassign(
    group: GroupName,
    *,
    schedule: ScheduleOption = "",
    door: DoorOption = None,
    data_dir: DataDir = None,
) -> None:
    """Take a group's leave to use a door away; where none is left, nobody may use it."""
    with opened(data_dir) as house:
        rules = _rules_of(house, door)
        permit = Permit(group, schedule)
        if permit not in rules.permits:
            raise KioskError(
                f"“{group}” has no such leave at “{rules.name}”.", "See `janus rules show`."
            )
        _put(house, replace(rules, permits=rules.permits - {permit}))
    typer.echo(f"“{plain(group)}” has lost that leave at “{plain(rules.name)}”.")
    if len(rules.permits) == 1:
        typer.echo("No group is left: nobody may use this door now.", err=True)


@door_app.command("set", epilog="Example: janus rules door set --into Lab --people 2 --within 20")
@speaks_errors
def set_door(
    *,
    into: Annotated[str | None, typer.Option(help="The area it leads into; “” for none.")] = None,
    out_of: Annotated[
        str | None, typer.Option("--out-of", help="The area it leads out of; “” for none.")
    ] = None,
    people: Annotated[
        int | None, typer.Option(min=1, max=10, help="How many must come together.")
    ] = None,
    within: Annotated[
        float | None, typer.Option(min=1.0, max=600.0, help="Within how many seconds.")
    ] = None,
    opened_by: Annotated[
        str | None, typer.Option("--opened-by", help="The group that opens up; “” for none.")
    ] = None,
    interlock: Annotated[
        list[str] | None, typer.Option(help="A door that must be shut; several times for more.")
    ] = None,
    no_interlock: Annotated[
        bool, typer.Option("--no-interlock", help="It waits for no other door any more.")
    ] = False,
    door: DoorOption = None,
    data_dir: DataDir = None,
) -> None:
    """Set what holds at a door; what is not named stays as it is."""
    with opened(data_dir) as house:
        rules = _rules_of(house, door)
        before = frozenset() if no_interlock else rules.interlocked
        changed = replace(
            rules,
            into=_named(into, rules.into),
            out_of=_named(out_of, rules.out_of),
            people=rules.people if people is None else people,
            people_within_s=rules.people_within_s if within is None else within,
            opened_by=_named(opened_by, rules.opened_by),
            interlocked=before | frozenset(interlock or ()),
        )
        _put(house, changed)
    typer.echo(f"The door “{plain(rules.name)}” is set.")


@door_app.command("everybody", epilog="Example: janus rules door everybody")
@speaks_errors
def for_everybody(*, door: DoorOption = None, data_dir: DataDir = None) -> None:
    """Let everybody valid use a door again; its assignments go, all else stays."""
    with opened(data_dir) as house:
        rules = _rules_of(house, door)
        _put(house, replace(rules, is_restricted=False, permits=frozenset()))
    typer.echo(f"Everybody valid may use “{plain(rules.name)}”.")


@door_app.command("clear", epilog="Example: janus rules door clear")
@speaks_errors
def clear(*, door: DoorOption = None, data_dir: DataDir = None) -> None:
    """Take all rules from a door: everybody valid may use it at any time."""
    with opened(data_dir) as house:
        name = house.config.door.name if door is None else door
        house.rules.remove(DoorRules, name, **now_by())
    typer.echo(f"The door “{plain(name)}” has no rules any more.")


@area_app.command("add", epilog="Example: janus rules area add Lab --anti-passback timed --for 300")
@speaks_errors
def add_area(
    area: AreaName,
    *,
    passback: Annotated[
        Passback,
        typer.Option("--anti-passback", help="Of somebody who comes in twice: soft is noted only."),
    ] = Passback.OFF,
    for_s: Annotated[
        float, typer.Option("--for", min=0.0, help="Where timed: not again for so many seconds.")
    ] = 0.0,
    limit: Annotated[int | None, typer.Option(min=0, help="How many may be inside.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Make an area, or change one; doors lead into it by `janus rules door set --into`."""
    if (passback is Passback.TIMED) != (for_s > 0):
        raise typer.BadParameter("--for goes with --anti-passback timed, and that with it.")
    with opened(data_dir) as house:
        house.rules.put(Area(area, passback, for_s, limit), **now_by())
    typer.echo(f"The area “{plain(area)}” is set.")


@area_app.command("remove", epilog="Example: janus rules area remove Lab")
@speaks_errors
def remove_area(area: AreaName, *, data_dir: DataDir = None) -> None:
    """Remove an area that no door leads into or out of."""
    with opened(data_dir) as house:
        house.rules.remove(Area, area, **now_by())
    typer.echo(f"There is no area “{plain(area)}” any more.")


def _rules_of(house: House, door: str | None) -> DoorRules:
    name = house.door(door)
    return house.book.doors.get(name) or DoorRules(name)


def _put(house: House, rules: DoorRules) -> None:
    house.rules.put(rules, **now_by(), at_revision=house.book.revision)


def _named(wanted: str | None, now: str | None) -> str | None:
    """Return what an option says: itself, nothing for "", and what is so now where not given."""
    return now if wanted is None else wanted or None
