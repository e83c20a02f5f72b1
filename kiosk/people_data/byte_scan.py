"""Looking for bytes in files, whatever the files mean."""

import mmap
from collections.abc import Iterable, Mapping
from pathlib import Path

_LEAST_BYTES = 4  # fewer turn up by chance in any file


def database_files(database: Path) -> tuple[Path, ...]:
    """Return a SQLite database and the files beside it: write-ahead log, index of it, journal."""
    return tuple(sorted(database.parent.glob(f"{database.name}*")))


def found_in(files: Iterable[Path], traces: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the names of those traces that one of the files holds.

    Args:
        files: Files; one that goes away meanwhile holds nothing.
        traces: What is looked for, by name; too short a trace is passed over.

    Raises:
        OSError: A file cannot be read.
    """
    wanted = {name: trace for name, trace in traces.items() if len(trace) >= _LEAST_BYTES}
    seen: set[str] = set()
    for file in files:
        try:
            with file.open("rb") as opened:
                if file.stat().st_size == 0:
                    continue
                with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
                    seen |= {name for name, trace in wanted.items() if content.find(trace) >= 0}
        except FileNotFoundError:
            continue
    return tuple(name for name in wanted if name in seen)
