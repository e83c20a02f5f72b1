"""Which visits were wanted, in words: for the head of a report. Pure."""

from datetime import datetime, timedelta

from db.records import LogFilter

_A_MOMENT = timedelta(microseconds=1)


def period_words(where: LogFilter) -> str:
    """Return the period of a filter, e.g. `1 May 2026 to 31 May 2026`."""
    since, until = where.since, where.until
    if since is None and until is None:
        return "all that the log holds"
    if until is None:
        return f"since {_moment(since)}" if since else ""
    last = _moment(until - _A_MOMENT) if _is_midnight(until) else _moment(until)
    if since is None:
        return f"up to {last}"
    first = _moment(since)
    return first if first == last else f"{first} to {last}"


def filter_words(where: LogFilter, person: str = "") -> tuple[str, ...]:
    """Return what else a filter asks for, a line for each thing.

    Args:
        where: The filter.
        person: The name of its person; "" where it names none.
    """
    lines = (
        ("Person", person or ("one person" if where.person_id else "")),
        ("Name contains", where.name_contains),
        ("Door", where.door),
        ("Outcome", where.outcome or ""),
        ("Reason", where.reason or ""),
    )
    return tuple(f"{name}: {value}" for name, value in lines if value)


def _is_midnight(at: datetime) -> bool:
    local = at.astimezone()
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


def _moment(at: datetime) -> str:
    """Return a day; with its time where it is not the begin or the end of one."""
    local = at.astimezone()
    day = f"{local.day} {local:%b %Y}"
    is_edge = _is_midnight(at) or _is_midnight(at + _A_MOMENT)
    return day if is_edge else f"{day}, {local:%H:%M}"
