"""`janus log verify`: whether the log is what it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DataDir, config_of, console, local, plain, speaks_errors
from kiosk.errors import KioskError
from kiosk.tally import counted

if TYPE_CHECKING:
    from db.chain_findings import Finding, Tally
    from kiosk.config import Config


@speaks_errors
def verify(
    *,
    heads: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Heads that were kept elsewhere: only they show that the end was cut off.",
        ),
    ] = None,
    public_key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The public keys of the log; those of the kiosk by default."
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Verify the log: name each entry that was changed, removed, added or moved.

    Reads only, also while the door runs. Exit code 1 where anything is wrong.
    """
    from db.chain_verify import Verification
    from db.engine import Database
    from kiosk.log_head_places import read_heads

    config = config_of(data_dir)
    keys = _keys(config, public_key)
    kept = () if heads is None else read_heads(heads)
    database = Database.look(config.database_location)
    if database is None:
        raise KioskError(
            f"There is no kiosk in {config.data_dir}.", "Name its folder with --data-dir."
        )
    try:
        with database.reading() as session:
            check = Verification(session, keys or None, kept, _progress)
            count = _print(check.findings())
            _progress(check.tally.entries, end="\n")
    finally:
        database.close()
    for line in summary(check.tally, count, kept=len(kept), is_key_known=bool(keys)):
        typer.echo(line)
    if count:
        raise typer.Exit(1)


def summary(tally: Tally, wrong: int, *, kept: int, is_key_known: bool) -> Iterator[str]:
    """Yield what a verification comes to, honestly: what it has not seen as well."""
    yield (
        (f"{counted(wrong, 'thing')} wrong." if wrong else "The log is what was written.")
        + f" {counted(tally.visits, 'visit')} and {counted(tally.acts, 'act')} of admins in "
        + (f"{tally.entries:,} entries.")
    )
    if tally.pruned or tally.erased:
        yield f"Rightly gone: {tally.pruned:,} pruned, {tally.erased:,} of people erased."
    unsigned = tally.entries - tally.signed_through
    yield (
        f"{counted(tally.heads, 'signed head')} held against it; signed through entry "
        f"{tally.signed_through:,}, and {unsigned:,} after that not yet."
    )
    if not kept:
        yield (
            "Whether its end was cut off, heads and all, only heads that were kept elsewhere can "
            "show: give them with --heads."
        )
    if not is_key_known:
        yield (
            "No public key of this log was at hand, so any key's signature was believed: give the "
            "right one with --public-key."
        )


def _keys(config: Config, file: Path | None) -> tuple[bytes, ...]:
    from kiosk.log_key import public_keys, read_public_keys

    return public_keys(config.data_dir) if file is None else read_public_keys(file)


def _print(findings: Iterator[Finding]) -> int:
    """Print each finding as it is met; return how many there are."""
    count = 0
    out = console()
    for finding in findings:
        count += 1
        entry = "" if finding.entry is None else f"entry {finding.entry}"
        line = f"{finding.wrong.upper():<10}  {entry:<14}  {local(finding.at):<24}  "
        out.print(line + plain(finding.words), markup=False, soft_wrap=True)
    return count


def _progress(entries: int, end: str = "") -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{entries:,} entries{end}", nl=False, err=True)
