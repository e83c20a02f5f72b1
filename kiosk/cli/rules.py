"""`janus rules`: who may enter where and when, and who is where."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from db.records import Outcome
from db.rule_records import Mode
from kiosk.cli.context import (
    DataDir,
    cell,
    console,
    local,
    moment_of,
    plain,
    speaks_errors,
)
from kiosk.cli.find_person import find_person
from kiosk.cli.rules_common import DoorOption, now_by, opened
from kiosk.cli.rules_doors import area_app, door_app
from kiosk.cli.rules_groups import Who, group_app, visitor_app
from kiosk.cli.rules_hours import holidays_app, schedule_app
from kiosk.cli.rules_show import book_lines
from kiosk.tally import counted

if TYPE_CHECKING:
    from datetime import datetime

    from db.records import Person
    from kiosk.cli.rules_common import House
    from kiosk.rules.question import Ruling

rules_app = typer.Typer(
    no_args_is_help=True,
    help="Who may enter where and when: groups, hours, doors, areas, visitors, lockdown.",
    epilog="Example: janus rules show",
)
rules_app.add_typer(group_app, name="group")
rules_app.add_typer(schedule_app, name="schedule")
rules_app.add_typer(holidays_app, name="holidays")
rules_app.add_typer(area_app, name="area")
rules_app.add_typer(door_app, name="door")
rules_app.add_typer(visitor_app, name="visitor")

_MODES = {
    Mode.NORMAL: "The house is back to normal.",
    Mode.LOCKDOWN: "The house is locked down: from the next visitor on, {who} may enter.",
    Mode.EVACUATION: "The house is evacuated: anti-passback, limits and interlocks keep nobody "
    "out. Who is inside: janus rules muster. Getting out is the work of the exit buttons.",
}


@rules_app.command("show", epilog="Example: janus rules show")
@speaks_errors
def show(*, data_dir: DataDir = None) -> None:
    """Show all rules, and what is likely a mistake in them."""
    from kiosk.rules.problems import problems

    with opened(data_dir) as house:
        table = Table(show_header=False, box=None)
        for row in book_lines(house.book):
            table.add_row(*map(cell, row))
        console().print(table)
        if not house.book.doors:
            typer.echo("No door has rules: everybody valid may enter at any time.")
        for sentence in problems(house.book, now_by()["at"].astimezone().date()):
            typer.echo(f"Note: {plain(sentence)}", err=True)


@rules_app.command("mode", epilog="Example: janus rules mode lockdown")
@speaks_errors
def set_mode(
    mode: Annotated[Mode, typer.Argument(help="What the house is to be in.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Lock the house down, evacuate it, or end that; it holds for the next visitor on."""
    with opened(data_dir) as house:
        house.rules.set_mode(mode, **now_by())
    named = sorted(group.name for group in house.book.groups.values() if group.in_lockdown)
    who = f"only {', '.join(named)}" if named else "nobody"
    typer.echo(_MODES[mode].format(who=plain(who)))


@rules_app.command(
    "explain", epilog='Example: janus rules explain "Ada Lovelace" --at "2026-12-24 20:00"'
)
@speaks_errors
def explain(
    person: Who,
    *,
    door: DoorOption = None,
    at: Annotated[str | None, typer.Option("--at", help="A moment. Default: now.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Say whether somebody may enter at a door, and which rule says so.

    With the people who are inside now, whatever the moment asked about.
    """
    from db.gallery import Gallery

    moment = moment_of(at) or now_by()["at"]
    with opened(data_dir) as house:
        found, name = find_person(Gallery(house.database), person), house.door(door)
        ruled = _ruled(house, found, name, moment)
    verb = "may enter" if ruled.outcome is Outcome.GRANTED else "may not enter"
    typer.echo(f"{plain(found.name)} {verb} at “{plain(name)}”, {local(moment)}: {ruled.reason}.")
    words = ruled.words or "no rule has anything to say about it"
    typer.echo(f"Rule: {plain(words)}.")


@rules_app.command("muster", epilog="Example: janus rules muster > inside.txt")
@speaks_errors
def muster(
    *,
    area: Annotated[str | None, typer.Option(help="Only this area.")] = None,
    data_dir: DataDir = None,
) -> None:
    """List who is inside, by area and name, with a box to tick: a list to print."""
    from db.presence import PresenceStore

    with opened(data_dir) as house:
        people = PresenceStore(house.database).present(area)
        at = now_by()["at"]
    typer.echo(f"{counted(len(people), 'person', 'people')} inside, {local(at)}.")
    table = Table(show_header=False, box=None)
    for one in people:
        table.add_row("[ ]".replace("[", r"\["), cell(one.area), cell(one.name), local(one.since))
    console().print(table)


@rules_app.command("left", epilog='Example: janus rules left "Ada Lovelace" Lab')
@speaks_errors
def left(
    person: Who,
    area: Annotated[str, typer.Argument(metavar="AREA", help="The area's name.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Say that somebody has left an area unseen, so that they may come in again."""
    from db.gallery import Gallery
    from db.presence import PresenceStore

    with opened(data_dir) as house:
        found = find_person(Gallery(house.database), person)
        was_inside = PresenceStore(house.database).take_out(found.id, area, **now_by())
    words = "is not counted there any more" if was_inside else "was not inside"
    typer.echo(f"{plain(found.name)}, {plain(area)}: {words}.")


def _ruled(house: House, person: Person, door: str, at: datetime) -> Ruling:
    """Return what validity and rules say of somebody, were they recognised then."""
    from db.presence import PresenceStore
    from kiosk.entry.decision import FIRST_LOOK_FRAMES, Match, decide
    from kiosk.rules.question import Question, Ruling
    from kiosk.rules.ruling import ruling

    decided = decide(
        best=Match(person, 1.0),
        runner_up_similarity=None,
        threshold=0.0,
        frames_used=FIRST_LOOK_FRAMES,
        at=at,
    )
    if decided is not None and decided.outcome is not Outcome.GRANTED:
        return Ruling(decided.outcome, decided.reason, f"the person is {decided.reason}")
    since = at - timedelta(days=2)
    facts = PresenceStore(house.database).facts(door, [person.id], at, granted_since=since)
    return ruling(Question(person.id, door, at, facts), house.book)
