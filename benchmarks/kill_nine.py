"""Kills a door with SIGKILL again and again, and counts what is lost: nothing may be.

    python -m benchmarks.kill_nine [--kills 1000] [--seed 1] [--house 250] [--births 20]

Half of the deaths come at the steps of a visit in turn: before and after each statement of the
transaction, the commit, the lock, the signing of the head. A quarter comes from outside at any
moment, a quarter in the middle of a write, at a byte that is drawn. After each death the database
is opened and checked, the chain verified, every row that the door had been told committed looked
up, every unlocking held against its row, and the next visitor let in. Some more die at their very
first start, while their database is made. Prints Markdown; the exit code is 1 where anything was
amiss.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.test_faults.death import deaths
from tests.test_faults.killing import Killing, Toll, births


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, and print what came of it."""
    parser = argparse.ArgumentParser(description="Kill a door at every step.")
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--house", type=int, default=250, help="after how many the log begins anew")
    parser.add_argument("--births", type=int, default=20)
    given = parser.parse_args(arguments)
    tolls: list[Toll] = []
    start_s = time.perf_counter()
    while (done := _killed(tolls)) < given.kills:
        with tempfile.TemporaryDirectory() as folder:
            killing = Killing(Path(folder))
            count = min(given.house, given.kills - done)
            killing.kill(deaths(count, len(killing.steps), given.seed + len(tolls)))
            tolls.append(killing.toll)
    with tempfile.TemporaryDirectory() as folder:
        amiss = births(Path(folder), given.births, given.seed)
    print(f"{given.births} more at their first start; amiss: {len(amiss)}")
    amiss += [what for toll in tolls for what in toll.amiss]
    _report(tolls, time.perf_counter() - start_s)
    for what in amiss:
        print(f"- {what}")
    return 1 if amiss else 0


def _killed(tolls: Sequence[Toll]) -> int:
    return sum(toll.kills.total() for toll in tolls)


def _report(tolls: Sequence[Toll], taken_s: float) -> None:
    kinds = sum((toll.kills for toll in tolls), Counter[str]())
    steps = sum((toll.steps for toll in tolls), Counter[str]())
    print("| death | kills |\n|---|---|")
    for kind, count in sorted(kinds.items()):
        print(f"| {kind} | {count} |")
    print(f"\n{kinds.total()} kills at {len(steps)} different steps in {taken_s:.0f} s;")
    print(f"{sum(toll.survived for toll in tolls)} lives ended before their death came.")
    rows, unlocks = sum(toll.rows for toll in tolls), sum(toll.unlocks for toll in tolls)
    print(f"{rows} committed rows were told, {unlocks} unlockings noted.")


if __name__ == "__main__":
    sys.exit(main())
