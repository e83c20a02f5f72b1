"""What `janus train` shows while it works, and at its end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from kiosk.cli.context import cell, console, plain
from kiosk.errors import KioskError

if TYPE_CHECKING:
    import threading
    from types import TracebackType

    from models.encoders.trained import Trainable
    from training.loop.history import EpochRecord, History
    from training.run.datasets import RunData
    from training.run.sweep import SweepRow
    from training.run.unseen import UnseenTest

_MOST_NAMED = 10


class TrainProgress:
    """Bars on a terminal, and a line for each epoch everywhere.

    Args:
        stop: Set by Ctrl-C; a training looks at it itself, the preparation of pictures here.
        speaks: Whether this process does; of several, one.
    """

    def __init__(self, stop: threading.Event, *, speaks: bool) -> None:
        self._stop = stop
        self._speaks = speaks
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[more]}"),
            console=Console(stderr=True),
            disable=not (speaks and sys.stderr.isatty()),
            transient=True,
        )
        self._pictures: TaskID | None = None
        self._epoch: TaskID | None = None

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def preparing(self, done: int, of: int) -> None:
        """Show how many pictures were read and cropped."""
        if self._stop.is_set():
            raise KioskError("Stopped before the training began.", "Begin it again when you like.")
        if self._pictures is None:
            self._pictures = self._bars.add_task("Preparing pictures", total=of, more="")
        self._bars.update(self._pictures, completed=done, total=of)

    def prepared(self, data: RunData, encoder: Trainable) -> None:
        """Say what will be trained on, and what was left out."""
        if self._pictures is not None:
            self._bars.remove_task(self._pictures)
            self._pictures = None
        for what, left_out in (("No face found", data.no_face), ("No picture", data.unreadable)):
            for picture in left_out[:_MOST_NAMED]:
                self._say(f"{what}: {picture.path}")
            if len(left_out) > _MOST_NAMED:
                more = len(left_out) - _MOST_NAMED
                self._say(f"{what}: {more} more, all of them in the report")
        parts = [f"{len(data.train):,} pictures of {len(data.train.classes):,} people to train on"]
        if data.validation is not None:
            parts.append(f"{len(data.validation):,} to validate on")
        if data.test is not None:
            who = "of other people" if data.are_strangers else "of the same people"
            parts.append(f"{len(data.test):,} {who} to test on")
        weights = sum(parameter.numel() for parameter in encoder.parameters())
        learn = sum(p.numel() for p in encoder.parameters() if p.requires_grad)
        frozen = "" if learn == weights else f", {learn:,} of them trained"
        self._say(f"{', '.join(parts)}. {weights:,} weights{frozen}.")

    def step(self, epoch: int, done: int, of: int, loss: float | None) -> None:
        """Move the bar of an epoch."""
        if self._epoch is None:
            self._epoch = self._bars.add_task("", total=of, more="")
        more = "" if loss is None else f"loss {loss:.4f}"
        self._bars.update(
            self._epoch, description=f"Epoch {epoch}", completed=done, total=of, more=more
        )

    def epoch(self, record: EpochRecord, history: History) -> None:
        """Say what came of an epoch."""
        words = [f"epoch {record.epoch:>3}", f"loss {record.loss:.4f}"]
        if record.validation_loss is not None:
            words.append(f"validation loss {record.validation_loss:.4f}")
        if record.validation_auc is not None:
            words.append(f"AUC {record.validation_auc:.4f}")
        words.append(f"{record.images_per_s:,.0f} images/s")
        if history.best is record:
            words.append("best so far")
        self._say("  ".join(words))

    def testing(self) -> None:
        """Take the bar of the epochs away."""
        if self._epoch is not None:
            self._bars.remove_task(self._epoch)
            self._epoch = None
        self._say("Testing on unseen pairs")

    def _say(self, text: str) -> None:
        if not self._speaks:
            return
        if self._bars.disable:
            typer.echo(plain(text), err=True)
        else:
            self._bars.console.print(cell(text), highlight=False)


def show_test(test: UnseenTest) -> None:
    """Print the figures on unseen pairs."""
    pairs, curve = test.pairs, test.curve
    table = Table(f"{len(pairs.judged):,} unseen pairs", "", "95 % interval", box=None)
    accuracy = f"{pairs.accuracy_low:.2%} to {pairs.accuracy_high:.2%}"
    table.add_row("accuracy", f"{pairs.accuracy:.2%}", accuracy)
    auc, eer = curve.auc_interval, curve.eer_interval
    table.add_row("area under ROC", f"{curve.auc:.4f}", f"{auc.low:.4f} to {auc.high:.4f}")
    table.add_row("equal error rate", f"{curve.eer:.2%}", f"{eer.low:.2%} to {eer.high:.2%}")
    for found in test.one_shot:
        table.add_row(
            f"{found.ways}-way one-shot",
            f"{found.accuracy:.1%}",
            f"{found.accuracy_low:.1%} to {found.accuracy_high:.1%}",
        )
    console().print(table)


def show_sweep(rows: Sequence[SweepRow]) -> None:
    """Print the runs of a sweep side by side, the best on validation first."""
    from training.run.sweep import best_first

    keys = [setting.partition("=")[0] for setting in rows[0].settings]
    head = (*keys, "best epoch", "validation AUC", "accuracy", "95 % interval", "EER", "")
    table = Table(*map(cell, head), box=None)
    for row in best_first(rows):
        values = [cell(setting.partition("=")[2]) for setting in row.settings]
        if row.best_epoch is None:
            table.add_row(*values, "", "", "", "", "", cell(row.problem))
            continue
        tested = ("", "", "")
        if row.accuracy is not None and row.eer is not None:
            interval = f"{row.accuracy_low:.2%} to {row.accuracy_high:.2%}"
            tested = (f"{row.accuracy:.2%}", interval, f"{row.eer:.2%}")
        auc = "" if row.validation_auc is None else f"{row.validation_auc:.4f}"
        table.add_row(*values, str(row.best_epoch), auc, *tested, "")
    console().print(table)
