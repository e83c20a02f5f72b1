"""Runs commands as a shell would, on a data folder of the test's own."""

from pathlib import Path

import typer
from click.testing import Result
from typer.testing import CliRunner

from kiosk.cli.backup import backup_app, restore
from kiosk.cli.enroll import enroll
from kiosk.cli.keys import keys_app
from kiosk.cli.log import log_app
from kiosk.cli.people import people_app
from kiosk.cli.rules import rules_app

app = typer.Typer()
app.command()(enroll)
app.add_typer(people_app, name="people")
app.add_typer(backup_app, name="backup")
app.command()(restore)
app.add_typer(keys_app, name="keys")
app.add_typer(log_app, name="log")
app.add_typer(rules_app, name="rules")


def janus(data_dir: Path, *arguments: object) -> Result:
    """Run one command; an unexpected exception fails the test with its own traceback."""
    words = [str(argument) for argument in (*arguments, "--data-dir", data_dir)]
    result = CliRunner().invoke(app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def flat(text: str) -> str:
    """Return text without the line breaks and padding of tables."""
    return " ".join(text.split())
