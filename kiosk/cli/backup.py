"""`janus backup` and `janus restore`."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.actor import actor
from kiosk.cli.context import (
    DataDir,
    check_folders_of,
    config_of,
    open_database,
    plain,
    speaks_errors,
)
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.own_files import refuse_own
from kiosk.tally import counted

if TYPE_CHECKING:
    from db.sealing import MasterKey
    from kiosk.backup.restoring import Restored
    from kiosk.config import Config

backup_app = typer.Typer(
    no_args_is_help=True,
    help="Sealed copies of a kiosk, and proof that they can be restored.",
    epilog="Example: janus backup make /media/stick/janus.backup",
)

Erased = Annotated[
    list[Path] | None,
    typer.Option("--erased", metavar="FILE", help="Another erased.list, e.g. a copy of it."),
]


@backup_app.command("make", epilog="Example: janus backup make /media/stick/janus.backup")
@speaks_errors
def make(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Write a sealed backup, also while the door runs. The master key is not in it."""
    from db.sealing_at_rest import sealing_of
    from kiosk.backup.making import make_backup
    from kiosk.keys.opening import key_place, needed

    check_folders_of(file)
    refuse_own(file)
    config = config_of(data_dir)
    with open_database(config) as database:
        master = needed(sealing_of(database), _masters(config), key_place(config))
        make_backup(database, config.data_dir, file, master, SystemClock().now())
    typer.echo(
        f"Backup: {plain(str(file))}. It opens with the master key alone: keep a copy of that, and "
        "elsewhere. Prove it with janus backup verify."
    )


@backup_app.command("verify", epilog="Example: janus backup verify /media/stick/janus.backup")
@speaks_errors
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    *,
    erased: Erased = None,
    data_dir: DataDir = None,
) -> None:
    """Prove a backup by restoring it into a folder of its own, which is removed afterwards."""
    from kiosk.backup.restoring import restore_into

    config = config_of(data_dir)
    with tempfile.TemporaryDirectory(prefix=".janus-verify-", dir=_there(config)) as folder:
        done = restore_into(
            Path(folder), file, _masters(config), _erased(config, erased), SystemClock().now(),
            actor(),
        )  # fmt: skip
    _tell(done, "can be restored")


@speaks_errors
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    *,
    erased: Erased = None,
    data_dir: DataDir = None,
) -> None:
    """Restore a backup into a folder that holds no kiosk; put its master key there first.

    Whoever was erased since, by the erased.list of that folder or by --erased, is erased again.
    """
    from kiosk.backup.making import BESIDE, DATABASE_NAME
    from kiosk.backup.restoring import restore_into

    config = config_of(data_dir)
    home = _there(config)
    in_the_way = [name for name in (DATABASE_NAME, *BESIDE) if (home / name).exists()]
    if in_the_way:
        raise KioskError(
            f"There is a kiosk in {home} already: {', '.join(in_the_way)}.",
            "Move these files away, or name another folder with --data-dir.",
        )
    with tempfile.TemporaryDirectory(prefix=".janus-restore-", dir=home) as folder:
        done = restore_into(
            Path(folder), file, _masters(config), _erased(config, erased), SystemClock().now(),
            actor(),
        )  # fmt: skip
        # The database last: a kiosk is there once its database is.
        for name in (*BESIDE, DATABASE_NAME):
            with contextlib.suppress(FileNotFoundError):
                (Path(folder) / name).rename(home / name)
    _tell(done, "is restored")


def _there(config: Config) -> Path:
    if not config.data_dir.is_dir():
        raise KioskError(
            f"There is no folder {config.data_dir}.",
            "Make it, and put the master key of the backup there first.",
        )
    return config.data_dir


def _masters(config: Config) -> tuple[MasterKey, ...]:
    from db.sealing import MasterKey
    from kiosk.keys.opening import key_place

    return tuple(map(MasterKey, key_place(config).read()))


def _erased(config: Config, others: list[Path] | None) -> frozenset[str]:
    from kiosk.people_data.erased_list import FILE_NAME, read_list

    for file in others or ():
        if not file.is_file():
            raise KioskError(f"There is no file {file}.", "Name an erased.list after --erased.")
    files = (config.data_dir / FILE_NAME, *(others or ()))
    return frozenset().union(*map(read_list, files))


def _tell(done: Restored, what: str) -> None:
    typer.echo(
        f"The backup of {done.at} {what}: {counted(done.people, 'person', 'people')}, each photo "
        f"unsealed, and {counted(done.visits, 'visit')}."
    )
    if done.erased:
        typer.echo(f"{counted(done.erased, 'person', 'people')} erased since, erased here too.")
    if done.findings:
        for words in done.findings:
            typer.echo(plain(words), err=True)
        raise KioskError(
            f"Its log is not what was written: {counted(len(done.findings), 'thing')} wrong.",
            "See docs/log.md, and take an older backup for comparison.",
        )
