"""`janus log head` and `new-key`: the signed end of the log, to be kept elsewhere; and its key."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.actor import actor, refuse_others
from kiosk.cli.context import DataDir, config_of, open_database, plain, speaks_errors, write_file
from kiosk.clock import SystemClock


@speaks_errors
def head(
    *,
    qr: Annotated[
        bool, typer.Option("--qr", help="Print it as a QR code too: to photograph, or on paper.")
    ] = False,
    png: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Save the QR code as a picture.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Sign the end of the log as it is now, and print it: one line, to be kept elsewhere."""
    import segno

    from db.heads import HeadStore
    from kiosk.log_key import open_log_key

    config = config_of(data_dir)
    refuse_others(config.data_dir, config.database_location)
    with open_database(config) as database:
        signed = HeadStore(database).sign(SystemClock().now(), open_log_key(config.data_dir))
    code = segno.make_qr(signed.code(), error="m")
    if png is not None:
        picture = io.BytesIO()
        code.save(picture, kind="png", scale=4)
        write_file(png, picture.getvalue())
    if qr:
        code.terminal(compact=True)
    typer.echo(signed.text())


@speaks_errors
def new_key(*, data_dir: DataDir = None) -> None:
    """Sign the log with a new key from now on: where the old one is lost, or others had it.

    What the old one signed can still be verified with its public half, where that is still there.
    """
    from db import audit
    from db.audit import AdminAction
    from db.heads import HeadStore
    from kiosk.log_key import new_log_key, public_keys

    config, now = config_of(data_dir), SystemClock().now()
    refuse_others(config.data_dir, config.database_location)
    with open_database(config) as database:
        before = public_keys(config.data_dir)
        signer = new_log_key(config.data_dir)
        old = {"public_key": before[-1].hex()} if before else {}
        new = {"public_key": signer.public_key.hex()}
        with database.writing() as session:
            audit.record(session, AdminAction(now, actor(), "log key replaced", "log", old, new))
        HeadStore(database).sign(now, signer)
    typer.echo(f"The log is signed with a new key: {signer.public_key.hex()}")
    typer.echo(plain(f"Keep a copy of {config.data_dir}/log-signing.pub elsewhere."))
    typer.echo("Start the kiosk anew: until then it signs with the old one.")
