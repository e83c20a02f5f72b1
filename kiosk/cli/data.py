"""`janus data`: sets of pictures to train and to measure on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.context import plain, speaks_errors
from kiosk.errors import KioskError

data_app = typer.Typer(
    no_args_is_help=True,
    help="Sets of pictures to train and to measure on.",
    epilog="Example: janus data kaggle yasserh/avengers-faces-dataset --out avengers/",
)


@data_app.callback()
def _data() -> None:
    """Sets of pictures to train and to measure on."""


@data_app.command(
    "kaggle", epilog="Example: janus data kaggle yasserh/avengers-faces-dataset --out avengers/"
)
@speaks_errors
def kaggle(
    handle: Annotated[
        str, typer.Argument(metavar="OWNER/NAME", help="The end of the data set's address.")
    ],
    *,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where to: a folder that is empty or not there.")
    ],
) -> None:
    """Fetch a data set of Kaggle, with your own Kaggle token where it needs one.

    The token is read by Kaggle's library: from KAGGLE_API_TOKEN, or from ~/.kaggle. Who may use the
    pictures, and for what, is said on the data set's page.
    """
    from training.data.folders import read_train_test
    from training.data.kaggle import fetch_kaggle
    from training.errors import TrainingError

    try:
        folder = fetch_kaggle(handle, out)
        typer.echo(f"Fetched {handle} into {plain(str(folder))}.")
        found = read_train_test(folder)
    except TrainingError as error:
        raise KioskError(error.problem, error.remedy) from error
    people = len({picture.person for picture in found.train})
    tested = f", and {len(found.test):,} to test on" if found.test else ""
    typer.echo(f"It holds {len(found.train):,} pictures of {people} people to train on{tested}.")
    typer.echo(f"Train with: janus train {plain(str(folder))} --encoder conv-siamese")
