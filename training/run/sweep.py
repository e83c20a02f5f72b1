"""Several runs side by side: every combination of some settings, and one table of them all."""

import csv
import io
import itertools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.whole_file import write_whole
from training.errors import TrainingError
from training.run.run import RunResult

_MOST = 1000


@dataclass(frozen=True, slots=True)
class SweepRow:
    """One run of a sweep.

    Attributes:
        settings: What was set, `key=value` each.
        folder: Where the run is.
        best_epoch: The one whose weights were kept; None where none was completed.
        validation_auc: Of that epoch; None without a validation.
        accuracy: On unseen pairs, with the ends of its 95 % interval; None where not tested.
        accuracy_low: See above.
        accuracy_high: See above.
        eer: Equal error rate on unseen pairs.
        problem: Why the run came to nothing; "" where it came to its end.
    """

    settings: tuple[str, ...]
    folder: Path
    best_epoch: int | None = None
    validation_auc: float | None = None
    accuracy: float | None = None
    accuracy_low: float | None = None
    accuracy_high: float | None = None
    eer: float | None = None
    problem: str = ""

    @classmethod
    def of(cls, settings: Sequence[str], folder: Path, result: RunResult) -> "SweepRow":
        """Return the row of a run."""
        best, test = result.history.best, result.test
        return cls(
            tuple(settings),
            folder,
            None if best is None else best.epoch,
            None if best is None else best.validation_auc,
            None if test is None else test.pairs.accuracy,
            None if test is None else test.pairs.accuracy_low,
            None if test is None else test.pairs.accuracy_high,
            None if test is None else test.curve.eer,
        )

    def values(self) -> dict[str, Any]:
        """Return the row as plain values, each setting by its key."""
        return dict(setting.split("=", 1) for setting in self.settings) | {
            "folder": self.folder.name,
            "best_epoch": self.best_epoch,
            "validation_auc": self.validation_auc,
            "accuracy": self.accuracy,
            "accuracy_low": self.accuracy_low,
            "accuracy_high": self.accuracy_high,
            "eer": self.eer,
            "problem": self.problem,
        }


def grid(sweeps: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return every combination of settings.

    Args:
        sweeps: `key=v1,v2,…` each; where a value holds commas itself, `key=v1;v2;…`.

    Returns:
        `key=value` settings for each run.

    Raises:
        TrainingError: One of them is no such thing, names a key again, or there are too many.
    """
    axes: list[list[str]] = []
    for sweep in sweeps:
        key, equals, text = (part.strip() for part in sweep.partition("="))
        values = [v.strip() for v in text.split(";" if ";" in text else ",") if v.strip()]
        if not (key and equals and values):
            raise TrainingError(
                f"“{sweep}” is no list of values.", "Write it as --sweep lr=0.001,0.0003."
            )
        if len(set(values)) < len(values) or any(axis[0].startswith(f"{key}=") for axis in axes):
            raise TrainingError(
                f"“{sweep}” tries something twice.", "Name each key and each of its values once."
            )
        axes.append([f"{key}={value}" for value in values])
    # `loss.name` first: another loss forgets what was set of the options of the one before.
    order = sorted(range(len(axes)), key=lambda n: not axes[n][0].startswith("loss.name="))
    runs = tuple(itertools.product(*(axes[n] for n in order)))
    if len(runs) > _MOST:
        raise TrainingError(
            f"The sweep would train {len(runs):,} networks.", f"Ask for {_MOST:,} at most."
        )
    return runs


def run_name(number: int, settings: Sequence[str]) -> str:
    """Return the name of the folder of a run: its number, and what was set."""
    told = re.sub(r"[^A-Za-z0-9.=_-]+", "-", " ".join(settings)).strip("-")
    return f"{number:03d}-{told[:80]}"


def best_first(rows: Sequence[SweepRow]) -> list[SweepRow]:
    """Return the rows by validation AUC: to choose by the test would make it a validation."""
    return sorted(rows, key=lambda row: -(row.validation_auc or 0.0))


def write_sweep(rows: Sequence[SweepRow], folder: Path) -> tuple[Path, Path]:
    """Write `sweep.csv` and `sweep.json`.

    Raises:
        TrainingError: They cannot be written.
    """
    values = [row.values() for row in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(values[0]))
    writer.writeheader()
    writer.writerows(values)
    files = folder / "sweep.csv", folder / "sweep.json"
    try:
        write_whole(files[0], text.getvalue().encode())
        write_whole(files[1], json.dumps(values, indent=1).encode())
    except OSError as error:
        raise TrainingError(
            f"The table of the sweep cannot be written into {folder}: {error.strerror or error}.",
            "Check that you may write there, and the free disk space.",
        ) from error
    return files
