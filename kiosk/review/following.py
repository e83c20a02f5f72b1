"""What is new in a log that is followed. Pure."""

from collections.abc import Sequence

from db.records import AccessEvent


def news(shown: Sequence[int], newest: Sequence[AccessEvent]) -> tuple[AccessEvent, ...] | None:
    """Return the visits that came since a list was read.

    Args:
        shown: The numbers of the list's rows, the newest first.
        newest: The first page of the log as it is now.

    Returns:
        What stands above the list now; None where the list must be read anew: more came than a
        page holds, or a clock was set back and they belong between its rows.
    """
    numbers = [event.id for event in newest]
    if not shown or shown[0] not in numbers:
        return None if numbers else ()
    came = numbers.index(shown[0])
    still = numbers[came:]
    return tuple(newest[:came]) if still == list(shown[: len(still)]) else None
