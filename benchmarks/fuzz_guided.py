"""Feeds every reader of Janus bytes that atheris bends so that they reach ever more of its code.

    pip install -e '.[dev,fuzz]'
    python -m benchmarks.fuzz_guided [--seconds 60] [--only sheet]

Only what reads in Python is instrumented. Prints Markdown; the exit code is 1 where a reader
failed. Beside it, `benchmarks/fuzz.py` bends bytes by what means something in each format, and
makes each failure as small as it can be.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.test_fuzz.readers import with_calibration

_DONE = re.compile(r"Done (\d+) runs in \d+ second")
_REACHED = re.compile(r"cov: (\d+)")
_END_OF_REPORT = 2_000  # characters of a failure, from each of both streams


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, and print a line for each reader."""
    parser = argparse.ArgumentParser(description="Fuzz the readers, guided by what they reach.")
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--only", default="", help="the reader of this name alone")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        readers = [chosen.only] if chosen.only else list(with_calibration(Path(name)))
    failed = [reader for reader in readers if _fails(reader, chosen.seconds)]
    return 1 if failed else 0


def _fails(name: str, seconds: int) -> bool:
    """Fuzz one reader in a process of its own; print what came of it."""
    argv = [sys.executable, "-m", "benchmarks.fuzz_one", name, "--seconds", str(seconds)]
    with tempfile.TemporaryDirectory() as folder:  # libFuzzer ends it before it can tidy up
        told = subprocess.run(  # noqa: S603 - our own program
            argv,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env={**os.environ, "TMPDIR": folder},
        )
    done, reached = _DONE.search(told.stderr), _REACHED.findall(told.stderr)
    if told.returncode or done is None:
        # What was raised stands in the one, the bytes in the other.
        ends = told.stdout[-_END_OF_REPORT:], told.stderr[-_END_OF_REPORT:]
        print(f"| {name} | FAILED |", *ends, sep="\n", flush=True)
        return True
    print(
        f"| {name} | {int(done[1]):,} | {reached[0]} | {reached[-1]} | nothing wrong |", flush=True
    )
    return False


if __name__ == "__main__":
    sys.exit(main())
