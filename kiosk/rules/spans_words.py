"""How long something lasted, in a word or two for a guard."""

from datetime import timedelta

_UNITS = ((86_400, "days"), (3_600, "h"), (60, "min"))


def lasted(span: timedelta) -> str:
    """Return a span as "40 s", "12 min", "3 h" or "2 days"; less than nothing is nothing."""
    seconds = max(int(span.total_seconds()), 0)
    for size, unit in _UNITS:
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
