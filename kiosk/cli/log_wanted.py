"""Which visits a subcommand of `janus log` is about: its options, and the filter they make."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.records import LogFilter, Outcome, Reason
from kiosk.cli.actor import actor
from kiosk.cli.context import config_of, moment_of, open_database
from kiosk.cli.find_person import find_person
from kiosk.clock import SystemClock
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from db.access_log import AccessLog
    from db.engine import Database

PersonOption = Annotated[
    str | None, typer.Option("--person", help="A name or a part of one, or an id's start.")
]
OutcomeOption = Annotated[Outcome | None, typer.Option("--outcome", help="What the door did.")]
ReasonOption = Annotated[
    Reason | None, typer.Option("--reason", help="Why, e.g. “flat surface”.", metavar="REASON")
]
DoorOption = Annotated[str, typer.Option("--door", help="The door's name.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", help="From this day or moment, e.g. 2026-05-01.")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", help="To the end of this day, or before this moment.")
]


@contextlib.contextmanager
def opened(
    data_dir: Path | None,
    person: str | None,
    outcome: Outcome | None,
    reason: Reason | None,
    door: str,
    since: str | None,
    until: str | None,
    *,
    taken_as: str = "",
) -> Iterator[tuple[AccessLog, LogFilter]]:
    """Open the log, and make a filter of the options.

    Where it is taken along, as a file of some kind, that stands in the log before it is.
    """
    from db.access_log import AccessLog

    with opened_database(data_dir, person, door, since, until) as (database, where):
        if taken_as:
            tell_export(database, taken_as)
        yield AccessLog(database), replace(where, outcome=outcome, reason=reason)


@contextlib.contextmanager
def opened_database(
    data_dir: Path | None, person: str | None, door: str, since: str | None, until: str | None
) -> Iterator[tuple[Database, LogFilter]]:
    """Open the database, and make a filter of the options, of whatever outcome."""
    from db.gallery import Gallery

    after, before = moment_of(since), moment_of(until, end_of_day=True)
    with open_database(config_of(data_dir)) as database:
        where = LogFilter(door=door, since=after, until=before)
        if person is not None:
            try:
                found = find_person(Gallery(database), person)
                # By id, so that visits under an earlier name are among them.
                where = replace(where, person_id=found.id)
            except KioskError:
                where = replace(where, name_contains=person)
        yield database, where


def tell_export(database: Database, kind: str) -> None:
    """Write down who takes the log along.

    Args:
        database: Where the log is.
        kind: As what kind of file, e.g. ".csv".

    Raises:
        StoreError: It cannot be written down.
    """
    from db.acts import ActLog
    from db.audit import AdminAction

    action = AdminAction(SystemClock().now(), actor(), "log exported", "log", after={"as": kind})
    ActLog(database).record(action)
