"""The access log as JSON Lines: one object a line, for scripts and other systems."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from db.records import AccessEvent
from kiosk.whole_file import whole_file


def json_line(event: AccessEvent) -> bytes:
    """Return a visit as one line of UTF-8: the names are those of `AccessEvent`.

    Times are UTC, in ISO 8601. What is not there is null.
    """
    liveness = event.liveness
    fields: dict[str, object] = {
        "id": event.id,
        "at": event.at.isoformat(timespec="milliseconds"),
        "door": event.door,
        "outcome": event.outcome.value,
        "reason": event.reason.value,
        "rule": event.rule or None,
        "factors": event.factors or None,
        "person_id": None if event.person_id is None else str(event.person_id),
        "person_name": event.person_name,
        "best_similarity": event.best_similarity,
        "runner_up_similarity": event.runner_up_similarity,
        "threshold": event.threshold,
        "calibration_id": event.calibration_id,
        "model_id": event.model_id,
        "frames_used": event.frames_used,
        "latency_ms": event.latency_ms,
        "has_thumbnail": event.has_thumbnail,
        "liveness": None
        if liveness is None
        else {
            "log_ratio": liveness.log_ratio,
            "one_in": liveness.one_in,
            "cues": {name: list(ratios) for name, ratios in liveness.cues.items()},
            "challenge": liveness.challenge,
        },
    }
    return json.dumps(fields, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def write_json_lines(events: Iterable[AccessEvent], out: IO[bytes]) -> int:
    """Write events, taken one by one, so that a million fit.

    Returns:
        How many were written.
    """
    count = 0
    for event in events:
        out.write(json_line(event))
        count += 1
    return count


def export_json_lines(events: Iterable[AccessEvent], file: Path) -> int:
    """Write events to a file, whole or not at all.

    Returns:
        How many were written.

    Raises:
        KioskError: The file cannot be written; one that was there is as it was.
    """
    with whole_file(file) as out:
        return write_json_lines(events, out)
