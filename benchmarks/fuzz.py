"""Feeds every reader of Janus bytes that somebody else might have written, for as long as told.

    python -m benchmarks.fuzz [--examples 5000] [--only sheet]

Hypothesis bends valid files; each failure is made as small as it can be and printed. Prints
Markdown; the exit code is 1 where a reader failed. `benchmarks/fuzz_guided.py` looks for what this
does not reach.
"""

import argparse
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.test_fuzz.bytes_from_anywhere import from_anywhere
from tests.test_fuzz.readers import Reader, judged, with_calibration

_MOST_WORDS = 4_000  # of a failure whose bytes are many
_PHASES = (Phase.generate, Phase.shrink)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, and print a line for each reader."""
    parser = argparse.ArgumentParser(description="Fuzz the readers.")
    parser.add_argument("--examples", type=int, default=5_000)
    parser.add_argument("--only", default="", help="the reader of this name alone")
    chosen = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        readers = with_calibration(folder)
        if chosen.only:
            readers = {chosen.only: readers[chosen.only]}
        failed = [
            name for name, one in readers.items() if _fails(name, one, folder, chosen.examples)
        ]
    return 1 if failed else 0


def _fails(name: str, reader: Reader, folder: Path, examples: int) -> bool:
    """Bend bytes for one reader; print what came of it, and whether anything was wrong."""
    counts, slowest_s = {"taken": 0, "refused": 0}, 0.0

    @settings(
        max_examples=examples, deadline=None, database=None, phases=_PHASES,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(from_anywhere(reader.seeds, reader.words))
    def probe(data: bytes) -> None:
        nonlocal slowest_s
        start_s = time.perf_counter()
        said = judged(reader, data, folder)
        slowest_s = max(slowest_s, time.perf_counter() - start_s)
        counts["refused" if said else "taken"] += 1

    start_s = time.perf_counter()
    is_wrong = False
    try:
        probe()
    except Exception:  # noqa: BLE001 - that is what is looked for
        is_wrong = True
        print(traceback.format_exc(limit=-6)[:_MOST_WORDS])
    taken_s = time.perf_counter() - start_s
    result = "FAILED" if is_wrong else "nothing wrong"
    print(
        f"| {name} | {counts['taken']} | {counts['refused']} | {slowest_s:.2f} | {taken_s:.0f} s |",
        result,
    )
    return is_wrong


if __name__ == "__main__":
    sys.exit(main())
