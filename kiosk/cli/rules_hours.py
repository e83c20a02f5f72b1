"""`janus rules schedule` and `janus rules holidays`: when rules hold."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from db.rule_records import Calendar, Schedule
from kiosk.cli.context import DataDir, plain, speaks_errors
from kiosk.cli.rules_common import known, now_by, opened
from kiosk.errors import KioskError
from kiosk.rules.week_words import spans_of, week_words
from kiosk.tally import counted

schedule_app = typer.Typer(
    no_args_is_help=True,
    help="Hours of the week: add, change, remove.",
    epilog='Example: janus rules schedule add "office hours" "mon-fri 08:00-18:00" '
    "--zone Europe/Berlin",
)
holidays_app = typer.Typer(
    no_args_is_help=True,
    help="Holidays: import them from an iCalendar file, show and remove them.",
    epilog="Example: janus rules holidays import berlin.ics --name public",
)

ScheduleName = Annotated[str, typer.Argument(metavar="SCHEDULE", help="The schedule's name.")]
CalendarName = Annotated[str, typer.Argument(metavar="CALENDAR", help="The calendar's name.")]


@schedule_app.command(
    "add",
    epilog='Example: janus rules schedule add nights "mon-fri 22:00-06:00; holiday 00:00-24:00" '
    "--zone Europe/Berlin --holidays public",
)
@speaks_errors
def add_schedule(
    schedule: ScheduleName,
    hours: Annotated[str, typer.Argument(help="Days and hours, with “;” between them.")],
    *,
    zone: Annotated[str, typer.Option(help="The time zone of its clock, e.g. Europe/Berlin.")],
    holidays: Annotated[
        str | None,
        typer.Option(help="A calendar: on its days only hours of “holiday” begin."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Make a schedule, or change one; hours that end before they begin go over midnight."""
    made = Schedule(schedule, zone, spans_of(hours), holidays)
    with opened(data_dir) as house:
        house.rules.put(made, **now_by())
    typer.echo(f"“{plain(schedule)}” is open {week_words(made.spans)}, {plain(zone)}.")


@schedule_app.command("remove", epilog='Example: janus rules schedule remove "office hours"')
@speaks_errors
def remove_schedule(schedule: ScheduleName, *, data_dir: DataDir = None) -> None:
    """Remove a schedule that no door rests on."""
    with opened(data_dir) as house:
        house.rules.remove(Schedule, schedule, **now_by())
    typer.echo(f"There is no schedule “{plain(schedule)}” any more.")


@holidays_app.command("import", epilog="Example: janus rules holidays import berlin.ics --years 5")
@speaks_errors
def import_holidays(
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help="An iCalendar file.")],
    *,
    name: Annotated[str, typer.Option(help="The calendar's name.")] = "public",
    years: Annotated[int, typer.Option(min=1, max=20, help="How far ahead.")] = 5,
    data_dir: DataDir = None,
) -> None:
    """Take the whole days of an iCalendar file as holidays, in place of those of that name.

    From the beginning of this year on; what has a time of day is left out.
    """
    from kiosk.rules.holidays import MOST_BYTES, holidays_of

    act = now_by()
    first = date(act["at"].year, 1, 1)
    try:
        with file.open("rb") as opened_file:
            content = opened_file.read(MOST_BYTES + 1)
    except OSError as error:
        raise KioskError(
            f"The file {file} cannot be read: {error.strerror or error}.", "Check its name."
        ) from error
    read = holidays_of(content, first=first, last=date(first.year + years, 12, 31))
    with opened(data_dir) as house:
        house.rules.put(Calendar(name, read.days), **act)
    typer.echo(f"“{plain(name)}” has {counted(len(read.days), 'holiday')}.")
    for day, called in list(read.days.items())[:5]:
        typer.echo(f"  {day}  {plain(called)}")
    if len(read.days) > 5:
        typer.echo(f"  … all of them: janus rules holidays show {plain(name)}")
    if read.timed:
        typer.echo(
            f"Note: {counted(read.timed, 'entry', 'entries')} with a time of day left out.",
            err=True,
        )


@holidays_app.command("show", epilog="Example: janus rules holidays show public")
@speaks_errors
def show_holidays(calendar: CalendarName, *, data_dir: DataDir = None) -> None:
    """List the holidays of a calendar."""
    with opened(data_dir) as house:
        days = known("calendar", calendar, house.book.calendars).days
    for day, called in sorted(days.items()):
        typer.echo(f"{day:%Y-%m-%d %a}  {plain(called)}")


@holidays_app.command("remove", epilog="Example: janus rules holidays remove public")
@speaks_errors
def remove_holidays(calendar: CalendarName, *, data_dir: DataDir = None) -> None:
    """Remove a calendar that no schedule follows."""
    with opened(data_dir) as house:
        house.rules.remove(Calendar, calendar, **now_by())
    typer.echo(f"There is no calendar “{plain(calendar)}” any more.")
