"""The file beside a recording: when each of its pictures was taken.

A video file counts its pictures as if they came evenly. A camera's do not, and what is told from
movement needs the real times.
"""

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.errors import KioskError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is known of a recording besides its pictures.

    Attributes:
        times_s: When each picture was taken, seconds since the first, rising.
        width_px: Width of the pictures.
        height_px: Height of the pictures.
        source: What they came from.
        made_at: When, aware.
    """

    times_s: tuple[float, ...]
    width_px: int
    height_px: int
    source: str
    made_at: datetime

    def to_json(self) -> str:
        """Return it as text."""
        fields = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "source": self.source,
            "width_px": self.width_px,
            "height_px": self.height_px,
            "times_s": [round(at_s, 6) for at_s in self.times_s],
        }
        return json.dumps(fields, indent=1) + "\n"


def sidecar_of(video: Path) -> Path:
    """Return where the file beside a video lies."""
    return video.with_suffix(".json")


def read_times(video: Path) -> tuple[float, ...] | None:
    """Return when the pictures of a recording were taken, seconds; None without a file beside it.

    Raises:
        KioskError: The file cannot be read, or its times do not rise.
    """
    file = sidecar_of(video)
    if not file.is_file():
        return None
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
        is_ours = fields["format"] == FORMAT
        times_s = tuple(float(at_s) for at_s in fields["times_s"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(video, file) from error
    if not is_ours or not rise(times_s):
        raise _unreadable(video, file)
    return times_s


def _unreadable(video: Path, file: Path) -> KioskError:
    return KioskError(
        f"The frame times of {video.name} cannot be read from {file}.",
        "Record it again, or remove that file: the pictures then count as evenly spaced.",
    )


def rise(times_s: Sequence[float]) -> bool:
    """Return whether there are times, finite, each after the one before."""
    are_finite = all(math.isfinite(at_s) for at_s in times_s)
    pairs = itertools.pairwise(times_s)
    return bool(times_s) and are_finite and all(before < after for before, after in pairs)
