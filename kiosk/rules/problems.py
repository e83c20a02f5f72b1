"""What is likely a mistake in a rule book, though it can be kept: pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from db.rule_records import Area, DoorRules, Passback, RuleBook

_SOON = timedelta(days=60)


def problems(book: RuleBook, today: date) -> tuple[str, ...]:
    """Return what somebody should look at, in sentences.

    Args:
        book: The rules.
        today: The present day.
    """
    return (
        *(words for area in book.areas.values() for words in _of_area(area, book)),
        *(words for door in book.doors.values() for words in _of_door(door, book)),
        *_of_calendars(book, today),
        *_of_escorts(book),
    )


def _of_area(area: Area, book: RuleBook) -> Iterator[str]:
    counts = area.limit is not None or area.passback in {Passback.SOFT, Passback.HARD}
    doors = book.doors.values()
    if counts and not any(door.into == area.name for door in doors):
        yield f"No door leads into “{area.name}”, so nobody is counted there."
    elif counts and not any(door.out_of == area.name for door in doors):
        what = "keeps out whoever came once" if area.passback is Passback.HARD else "only fills up"
        yield f"No door leads out of “{area.name}”, so it {what}."


def _of_door(door: DoorRules, book: RuleBook) -> Iterator[str]:
    if door.is_restricted and not door.permits:
        yield f"No group may use the door “{door.name}”, so nobody may."
    if door.opened_by is not None and not book.groups[door.opened_by].members:
        yield f"Nobody is in “{door.opened_by}”, so nobody opens up “{door.name}”."
    for other in sorted(door.interlocked):
        back = book.doors.get(other)
        if back is None or door.name not in back.interlocked:
            yield f"“{door.name}” waits for “{other}” to be shut, but not the other way round."


def _of_calendars(book: RuleBook, today: date) -> Iterator[str]:
    for schedule in book.schedules.values():
        if schedule.calendar is None:
            continue
        days = book.calendars[schedule.calendar].days
        last = max(days, default=None)
        if last is None or last < today + _SOON:
            until = "is empty" if last is None else f"ends on {last}"
            yield (
                f"The calendar “{schedule.calendar}” of “{schedule.name}” {until}: import it again."
            )


def _of_escorts(book: RuleBook) -> Iterator[str]:
    needed = {group.escorts for group in book.groups.values()}
    needed |= {visitor.escorts for visitor in book.visitors.values()}
    for name in sorted(filter(None, needed)):
        if not book.groups[name].members:
            yield f"Nobody is in “{name}”, so nobody can be escorted by it."
