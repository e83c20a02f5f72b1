"""Looking for bytes in files, whatever the files mean."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_LEAST_BYTES = 4  # fewer turn up by chance in any file
_AT_ONCE = 16 * 1024 * 1024


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
    longest = max(map(len, wanted.values()), default=0)
    seen: set[str] = set()
    for file in files:
        for content in _overlapping(file, longest):
            seen |= {name for name, trace in wanted.items() if trace in content}
    return tuple(name for name in wanted if name in seen)


def _overlapping(file: Path, longest: int) -> Iterator[bytes]:
    """Yield a file in portions that overlap by as much as the longest trace."""
    try:
        with file.open("rb") as opened:
            before = b""
            while portion := opened.read(_AT_ONCE):
                yield before + portion
                before = portion[-longest:]
    except FileNotFoundError:
        return
