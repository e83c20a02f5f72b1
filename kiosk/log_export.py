"""The access log as CSV, for a spreadsheet or a script."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from db.liveness_columns import cues_text
from db.records import AccessEvent, LivenessRecord
from kiosk.whole_file import whole_file

COLUMNS = (
    "id",
    "time",
    "door",
    "outcome",
    "reason",
    "person_id",
    "person_name",
    "best_similarity",
    "runner_up_similarity",
    "threshold",
    "calibration_id",
    "model_id",
    "frames_used",
    "latency_ms",
    "liveness_log_ratio",
    "liveness_one_in",
    "liveness_cues",
    "challenge",
    "rule",
    "factors",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_log(events: Iterable[AccessEvent], out: TextIO) -> int:
    """Write events as CSV: a line of column names, then a line for each.

    Times are local, in ISO 8601 with their offset. The cues of liveness are JSON, see
    `db.liveness_columns`.

    Args:
        events: In the order wanted; taken one by one, so that a million fit.
        out: Where to.

    Returns:
        How many were written.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for event in events:
        writer.writerow(_cells(event))
        count += 1
    return count


def export_log(events: Iterable[AccessEvent], file: Path) -> int:
    """Write events to a CSV file, whole or not at all.

    Returns:
        How many were written.

    Raises:
        KioskError: The file cannot be written; one that was there is as it was.
    """
    with whole_file(file) as raw:
        # Spreadsheets take a file for UTF-8 only where a byte-order mark says so.
        out = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="", write_through=True)
        count = write_log(events, out)
        out.detach()
    return count


def _cells(event: AccessEvent) -> tuple[object, ...]:
    return (
        event.id,
        event.at.astimezone().isoformat(timespec="milliseconds"),
        _text(event.door),
        event.outcome.value,
        event.reason.value,
        event.person_id or "",
        _text(event.person_name or ""),
        _figure(event.best_similarity),
        _figure(event.runner_up_similarity),
        _figure(event.threshold),
        _text(event.calibration_id),
        _text(event.model_id),
        event.frames_used,
        f"{event.latency_ms:.1f}",
        *_liveness_cells(event.liveness),
        _text(event.rule),
        event.factors,
    )


def _liveness_cells(liveness: LivenessRecord | None) -> tuple[object, ...]:
    if liveness is None:
        return "", "", "", ""
    return (
        _figure(liveness.log_ratio),
        liveness.one_in,
        cues_text(liveness),
        _text(liveness.challenge or ""),
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _text(value: str) -> str:
    """Keep a spreadsheet from running a name as a formula: an apostrophe makes it text."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
