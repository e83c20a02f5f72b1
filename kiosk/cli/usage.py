"""Wrong usage in our own words: Typer passes on what its validation library says to programmers."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperGroup
from typing_extensions import override

_WORDS = (
    (r"Value error, (.)", lambda found: found[1].upper()),
    (r"Input should be a valid integer\b.*", "It must be a whole number"),
    (r"Input should be a valid number\b.*", "It must be a number"),
    (r"Input should be greater than or equal to", "It must be at least"),
    (r"Input should be less than or equal to", "It must be at most"),
    (r"Input should be", "It must be"),
)


class PlainGroup(TyperGroup):
    """A group of commands that names a wrong value in plain words."""

    @override
    def invoke(self, ctx: Any) -> Any:
        """Run a command.

        Raises:
            BadParameter: An argument or option has a wrong value.
        """
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = in_plain_words(error.message)
            raise


def in_plain_words(message: str) -> str:
    """Return what a validation says, as a sentence to whoever typed the value."""
    for phrase, ours in _WORDS:
        message = re.sub(phrase, ours, message)
    return message
