"""`janus log rates`: how often the door was wrong, as far as reviewed visits tell."""

from __future__ import annotations

import typer

from kiosk.cli.context import DataDir, speaks_errors
from kiosk.cli.log_wanted import DoorOption, PersonOption, SinceOption, UntilOption, opened_database


@speaks_errors
def rates(
    *,
    person: PersonOption = None,
    door: DoorOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    data_dir: DataDir = None,
) -> None:
    """Say how often the door was wrong, of the visits that were reviewed."""
    from db.reviews import Reviews
    from kiosk.review.rate_words import WHAT_IS_COUNTED, WHAT_IS_NOT_KNOWN, rate_sentences
    from kiosk.review.rates import measured

    with opened_database(data_dir, person, door, since, until) as (database, where):
        found = measured(Reviews(database).reviewed(where))
    for sentence in (*rate_sentences(found), "", WHAT_IS_COUNTED, WHAT_IS_NOT_KNOWN):
        typer.echo(sentence)
