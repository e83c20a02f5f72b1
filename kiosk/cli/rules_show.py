"""The rules as text: what `janus rules show` prints."""

from collections.abc import Iterable, Iterator

from db.rule_records import Area, Group, Passback, RuleBook, Schedule
from kiosk.rules.door_words import door_words
from kiosk.rules.week_words import week_words
from kiosk.tally import counted

_PASSBACK = {
    Passback.OFF: "no anti-passback",
    Passback.SOFT: "whoever enters twice is noted",
    Passback.HARD: "nobody enters twice",
}


def book_lines(book: RuleBook) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and what holds, of each rule; the kind only where it begins."""
    yield "mode", book.mode.value, _lockdown(book)
    rows = (
        ("group", ((one.name, _group(one)) for one in book.groups.values())),
        ("schedule", ((one.name, _schedule(one)) for one in book.schedules.values())),
        (
            "holidays",
            ((one.name, counted(len(one.days), "day")) for one in book.calendars.values()),
        ),
        ("area", ((one.name, _area(one)) for one in book.areas.values())),
        ("door", ((one.name, door_words(one)) for one in book.doors.values())),
    )
    for kind, some in rows:
        yield from _block(kind, some)
    if book.visitors:
        yield "visitors", str(len(book.visitors)), "janus rules visitor --help"


def _block(kind: str, some: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for name, words in sorted(some):
        yield kind, name, words
        kind = ""


def _lockdown(book: RuleBook) -> str:
    named = sorted(group.name for group in book.groups.values() if group.in_lockdown)
    return f"in a lockdown: {', '.join(named) or 'nobody'}"


def _group(group: Group) -> str:
    words = [counted(len(group.members), "member")]
    if group.in_lockdown:
        words.append("also in a lockdown")
    if group.escorts:
        words.append(f"escorted by {group.escorts}")
    return "; ".join(words)


def _schedule(schedule: Schedule) -> str:
    holidays = f"; holidays: {schedule.calendar}" if schedule.calendar else ""
    return f"{week_words(schedule.spans)}; {schedule.zone}{holidays}"


def _area(area: Area) -> str:
    timed = f"nobody enters again within {area.passback_s:g} s"
    limit = "" if area.limit is None else f"; {counted(area.limit, 'person', 'people')} at most"
    return f"{_PASSBACK.get(area.passback, timed)}{limit}"
