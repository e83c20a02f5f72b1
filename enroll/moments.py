"""Dates and times as people write them → aware UTC."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from enroll.errors import EnrollError


def parse_moment(text: str, *, end_of_day: bool = False, zone: tzinfo | None = None) -> datetime:
    """Return the moment that somebody wrote.

    Args:
        text: `2026-12-31`, `2026-12-31 18:00` or ISO 8601 with an offset.
        end_of_day: A bare date means the end of that day, not its beginning.
        zone: Of a time written without an offset; None is the computer's own.

    Returns:
        Aware UTC.

    Raises:
        EnrollError: It is no date.
    """
    written = text.strip()
    try:
        moment = datetime.fromisoformat(written)
        if _is_bare_date(written):
            moment += timedelta(days=1 if end_of_day else 0)
        if moment.tzinfo is None:
            # Without a zone, astimezone() asks the computer which offset held on that day.
            moment = moment.replace(tzinfo=zone) if zone else moment.astimezone()
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise EnrollError(
            f"“{written}” is not a date.",
            "Write it as 2026-12-31, or 2026-12-31 18:00 for a time of that day.",
        ) from None


def _is_bare_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
