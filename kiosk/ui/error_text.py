"""What an error says to the person in front of the screen."""

import logging
from typing import Protocol, runtime_checkable

_log = logging.getLogger(__name__)

UNEXPECTED = (
    "Something went wrong that should not have. It was written to the log; please try again."
)


@runtime_checkable
class ForPeople(Protocol):
    """An error of ours: it says what is wrong and what to do."""

    def user_message(self) -> str:
        """Return what is wrong and what to do, in two sentences."""
        ...


def sentence_of(error: Exception) -> str:
    """Return the error's own sentence; a bug is logged and gets a calm one."""
    if isinstance(error, ForPeople):
        return error.user_message()
    _log.error("unexpected error in the admin area", exc_info=error)
    return UNEXPECTED
