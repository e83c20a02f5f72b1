"""How far a long piece of work is, on a terminal; nothing in a pipe."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


def embedding_bar(pictures: int) -> AbstractContextManager[Callable[[int, int], None]]:
    """Show a bar for the embedding of a folder, see `progress_bar`."""
    return progress_bar("Embedding pictures", pictures)


@contextlib.contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int, int], None]]:
    """Show a bar, and give what is called with the number done and the number of all."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        TimeRemainingColumn(),
    )
    bar = Progress(
        *columns,
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda done, _: bar.update(task, completed=done)
