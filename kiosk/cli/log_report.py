"""`janus log report`: a period of the log as PDF, made without a display."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.actor import actor
from kiosk.cli.context import (
    DataDir,
    check_folders_of,
    plain,
    speaks_errors,
)
from kiosk.cli.log_wanted import (
    DoorOption,
    PersonOption,
    SinceOption,
    UntilOption,
    opened_database,
    tell_export,
)
from kiosk.clock import SystemClock
from kiosk.own_files import refuse_own


@speaks_errors
def report(
    *,
    pdf: Annotated[Path, typer.Option("--pdf", help="The file to write.")],
    person: PersonOption = None,
    door: DoorOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    data_dir: DataDir = None,
) -> None:
    """Write a report: counts, plots, how often the door was wrong, and each denied visit."""
    refuse_own(pdf)
    check_folders_of(pdf)
    from db.access_log import AccessLog
    from db.alarms import AlarmStore
    from db.log_counts import LogCounts
    from db.reviews import Reviews
    from kiosk.alarms.book import KeptAlarms
    from kiosk.review.report import gather_report
    from kiosk.review.room import ReviewRoom

    clock = SystemClock()
    with opened_database(data_dir, person, door, since, until) as (database, where):
        tell_export(database, ".pdf")
        room = ReviewRoom(LogCounts(database), Reviews(database), clock)
        found = gather_report(
            AccessLog(database),
            room,
            where,
            made_at=clock.now(),
            made_by=actor(),
            person=person or "",
            alarms=KeptAlarms(AlarmStore(database), clock),
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # also where a display is: nothing is shown
    from kiosk.ui.application import make_application
    from kiosk.ui.report_pdf import write_report

    make_application()
    write_report(found, pdf)
    typer.echo(f"The report was written to {plain(str(pdf))}.", err=True)
