"""Exports the log as what the file's ending says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db.records import LogFilter
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.log_export import export_log
from kiosk.review.alarms import AlarmBook
from kiosk.review.json_lines import export_json_lines
from kiosk.review.report import gather_report
from kiosk.ui.report_pdf import write_report

if TYPE_CHECKING:
    from db.access_log import AccessLog
    from kiosk.review.room import ReviewRoom


class LogExporter:
    """Writes files. Off the GUI thread only.

    Args:
        log: What is exported.
        room: Counts it, for a report.
        clock: Tells when a report was made.
        alarms: The book of alarms, for a report; None where none is kept.
    """

    def __init__(
        self, log: AccessLog, room: ReviewRoom, clock: Clock, alarms: AlarmBook | None = None
    ) -> None:
        self._log = log
        self._room = room
        self._clock = clock
        self._alarms = alarms

    def export(self, file: Path, where: LogFilter, person: str, actor: str) -> str:
        """Write a file.

        Args:
            file: Ends in .csv, .jsonl or .pdf.
            where: Which visits.
            person: The name of the filter's person; "" where it names none.
            actor: Who asks.

        Returns:
            What was written, in a few words.

        Raises:
            KioskError: The file cannot be written, or has another ending.
            StoreError: The log cannot be read.
        """
        match file.suffix.lower():
            case ".csv":
                return _visits(export_log(self._log.export(where), file))
            case ".jsonl":
                return _visits(export_json_lines(self._log.export(where), file))
            case ".pdf":
                report = gather_report(
                    self._log,
                    self._room,
                    where,
                    made_at=self._clock.now(),
                    made_by=actor,
                    person=person,
                    alarms=self._alarms,
                )
                write_report(report, file)
                return "A report"
        raise KioskError(
            f"It is not clear as what {file.name} is to be written.",
            "Let its name end in .csv, .jsonl or .pdf.",
        )


def _visits(count: int) -> str:
    return "1 visit" if count == 1 else f"{count} visits"
