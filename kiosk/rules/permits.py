"""Who may use a door at all, and in which hours: pure."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from db.records import Reason
from db.rule_records import (
    BADGE_HOLDERS,
    UNENROLLED,
    DoorRules,
    Group,
    Mode,
    Permit,
    RuleBook,
    Schedule,
)
from kiosk.rules.hours import Holidays, Opening, holiday_at, opening_at
from kiosk.rules.question import Denial, Question
from kiosk.rules.week_words import week_words


def locked_down(person_id: UUID, book: RuleBook) -> Denial | None:
    """Keep out everybody but the groups named for it, while the house is locked down."""
    if book.mode is not Mode.LOCKDOWN:
        return None
    if any(group.in_lockdown for group in groups_of(person_id, book)):
        return None
    named = sorted(group.name for group in book.groups.values() if group.in_lockdown)
    return Denial(Reason.LOCKDOWN, f"lockdown: {f'only {_listed(named)}' if named else 'nobody'}")


def visit_ended(person_id: UUID, question: Question, book: RuleBook) -> Denial | None:
    """Keep out a visitor whose time is over, or who has entered as often as agreed."""
    visit = book.visitors.get(person_id)
    if visit is None:
        return None
    if question.at >= visit.until:
        return Denial(Reason.VISIT_OVER, f"visit ended {visit.until:%Y-%m-%d %H:%M} UTC")
    used = question.facts.entries_used.get(person_id, 0)
    if visit.entries is not None and used >= visit.entries:
        return Denial(
            Reason.NO_ENTRIES_LEFT, f"visitor has entered {used} of {visit.entries} times"
        )
    return None


def not_permitted(person_id: UUID, door: DoorRules, at: datetime, book: RuleBook) -> Denial | None:
    """Keep out whoever no permit of a restricted door lets in now."""
    if not door.is_restricted:
        return None
    theirs = _permits_of(person_id, door, book)
    if not theirs:
        groups = sorted({permit.group for permit in door.permits})
        only = f"only {_listed(groups)}" if groups else "nobody"
        return Denial(Reason.NOT_PERMITTED, f"{only} may use this door")
    if any(_is_open(permit, at, book) for permit in theirs):
        return None
    outside = dict.fromkeys(_outside(permit, at, book) for permit in theirs)
    return Denial(Reason.OUTSIDE_HOURS, f"outside {' and '.join(outside)}")


def permit_words(person_id: UUID, door: DoorRules, at: datetime, book: RuleBook) -> str:
    """Return the permit that lets somebody in, in words; "" where the door asks for none."""
    for permit in _permits_of(person_id, door, book):
        if _is_open(permit, at, book):
            return f"{permit.group}, {permit.schedule or 'always'}"
    return ""


def open_since(person_id: UUID, door: DoorRules, at: datetime, book: RuleBook) -> datetime | None:
    """Return since when somebody's permit has been open; None where it always is, or never."""
    openings = (_opening(permit, at, book) for permit in _permits_of(person_id, door, book))
    return min((opening.start for opening in openings if opening), default=None)


def groups_of(person_id: UUID, book: RuleBook) -> Iterator[Group]:
    """Yield the groups that somebody is in."""
    for group in book.groups.values():
        is_badge_holder = person_id == UNENROLLED and group.name == BADGE_HOLDERS
        if is_badge_holder or person_id in group.members:
            yield group


def _permits_of(person_id: UUID, door: DoorRules, book: RuleBook) -> list[Permit]:
    """Return the permits of somebody's groups that the door asks for, always in the same order."""
    if not door.is_restricted:
        return []
    groups = {group.name for group in groups_of(person_id, book)}
    return sorted(permit for permit in door.permits if permit.group in groups)


def _is_open(permit: Permit, at: datetime, book: RuleBook) -> bool:
    return not permit.schedule or _opening(permit, at, book) is not None


def _opening(permit: Permit, at: datetime, book: RuleBook) -> Opening | None:
    schedule = book.schedules.get(permit.schedule)
    if schedule is None:
        return None
    return opening_at(schedule, _holidays(schedule, book), at)


def _outside(permit: Permit, at: datetime, book: RuleBook) -> str:
    schedule = book.schedules.get(permit.schedule)
    if schedule is None:
        return f"“{permit.schedule}”, of which nothing is known"
    holiday = holiday_at(schedule, _holidays(schedule, book), at)
    words = f"“{schedule.name}” ({week_words(schedule.spans)}, {schedule.zone})"
    return words if holiday is None else f"{words}; holiday: {holiday}"


def _holidays(schedule: Schedule, book: RuleBook) -> Holidays:
    calendar = book.calendars.get(schedule.calendar or "")
    return calendar.days if calendar else {}


def _listed(names: list[str]) -> str:
    return ", ".join(names)
