"""What the commands share: where the data are, opening them, and how errors are spoken."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec, TextIO, TypeAlias, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from db.errors import StoreError
from enroll.errors import EnrollError
from enroll.moments import parse_moment
from kiosk.cli.actor import actor
from kiosk.clock import SystemClock
from kiosk.config import Config, default_data_dir, load_config
from kiosk.errors import KioskError
from kiosk.own_files import refuse_own
from kiosk.whole_file import whole_file
from models.errors import ModelError

if TYPE_CHECKING:
    from db.engine import Database

P = ParamSpec("P")
R = TypeVar("R")

_PIPE_WIDTH = 200  # characters; a pipe has no width, and a script wants whole lines

DataDir: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="The folder of this kiosk (configuration, people, log). "
        "Default: the operating system's folder for it.",
        show_default=False,
        file_okay=False,
    ),
]


def speaks_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Decorate a command: a known error becomes a sentence on stderr and exit code 1."""

    @functools.wraps(command)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (ModelError, StoreError, EnrollError, KioskError) as error:
            typer.echo(plain(error.user_message()), err=True)
            raise typer.Exit(1) from error

    return spoken


def config_of(data_dir: Path | None) -> Config:
    """Return the configuration of a data folder, or of the usual one.

    Raises:
        KioskError: The configuration is wrong.
    """
    return load_config(default_data_dir() if data_dir is None else data_dir)


@contextlib.contextmanager
def open_database(config: Config, *, may_be_new: bool = False) -> Iterator[Database]:
    """Open the configured database, and close it at the end.

    Args:
        config: Says where it is.
        may_be_new: Make one where none is. A command that only looks makes none: in a mistyped
            folder an empty kiosk would pass for the real one.

    Raises:
        KioskError: There is none.
        StoreError: It cannot be opened.
    """
    location = config.database_location
    if not may_be_new and isinstance(location, Path) and not location.exists():
        raise KioskError(
            f"There is no kiosk in {config.data_dir}.",
            "Name its folder with --data-dir; a new one begins with `janus enroll` or "
            "`janus kiosk`.",
        )
    # SQLAlchemy takes half a second: not for --help
    from kiosk.keys.opening import open_sealed

    database = open_sealed(config, SystemClock(), actor())
    try:
        yield database
    finally:
        database.close()


def write_file(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only: it shows people.

    Raises:
        KioskError: It cannot be written, or is one that a kiosk needs.
    """
    refuse_own(file)
    with whole_file(file) as out:
        out.write(content)


@contextlib.contextmanager
def standard_output() -> Iterator[TextIO]:
    """Give standard output for a long text, all of which is written when the block ends.

    Raises:
        KioskError: It cannot be written, for the disk behind it is full; not where its reader has
            gone, such as `head`, which is no fault.
    """
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is left unwritten would be tried once more at the end, and fail with a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise KioskError(
            f"The output cannot be written: {error.strerror or error}.",
            "Check the free disk space; what is there is not complete.",
        ) from error


def check_folders_of(*files: Path | None) -> None:
    """Check that files can be made later on: their folders are there.

    Raises:
        KioskError: One of them is not.
    """
    for file in files:
        if file is not None and not file.resolve().parent.is_dir():
            raise KioskError(f"There is no folder for {file}.", "Make it first, or name another.")


def make_folder(folder: Path) -> None:
    """Make a folder for pictures of people, for its owner only, unless it is there.

    Raises:
        KioskError: It cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KioskError(
            f"The folder {folder} cannot be made: {error.strerror or error}.", "Name another."
        ) from error


def console() -> Console:
    """Return the console for tables: as wide as the terminal, or wide enough for a pipe."""
    return Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)


def plain(text: str) -> str:
    """Return text from outside without characters that could steer the terminal."""
    return "".join("�" if unicodedata.category(c) == "Cc" and c != "\n" else c for c in text)


def cell(text: str) -> str:
    """Return text from outside as a table cell: no terminal control, no markup."""
    return escape(plain(text))


def local(moment: datetime | None) -> str:
    """Return a stored moment in local time with its zone; "" for none."""
    return "" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def moment_of(text: str | None, *, end_of_day: bool = False) -> datetime | None:
    """Return the moment of an option, see `parse_moment`; None where it was not given.

    Raises:
        EnrollError: It is no date.
    """
    return None if text is None else parse_moment(text, end_of_day=end_of_day)
