"""How each kind of rule is kept: checked, written, removed, and what rests on it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.names import NAME_LENGTH
from db.rule_checks import check_area, check_door, check_group, check_schedule
from db.rule_records import Area, Calendar, Day, DoorRules, Group, Rule, RuleBook, Schedule
from db.rule_tables import (
    AreaRow,
    CalendarRow,
    DoorRow,
    GroupRow,
    HolidayRow,
    InterlockRow,
    PermitRow,
    ScheduleRow,
    SpanRow,
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of rule.

    Attributes:
        what: What it is called.
        of: Gives those of a book, by name.
        write: Checks and writes one, new or in place of another.
        remove: Removes one that nothing rests on.
        uses: Gives what rests on one.
    """

    what: str
    of: Callable[[RuleBook], Mapping[str, Rule]]
    write: Callable[[Session, Any, RuleBook], None]
    remove: Callable[[Session, str], None]
    uses: Callable[[RuleBook, str], Iterator[str]]


def _write_group(session: Session, group: Group, book: RuleBook) -> None:
    """Write a group; who is in it stays as it is."""
    check_group(group.escorts, replace(book, groups={**book.groups, group.name: group}))
    row = session.get(GroupRow, group.name) or GroupRow(name=group.name)
    row.in_lockdown = group.in_lockdown
    session.add(row)
    session.flush()  # it may be escorted by its own members
    row.escorts = group.escorts


def _remove_group(session: Session, name: str) -> None:
    session.execute(delete(GroupRow).where(GroupRow.name == name))


def _uses_of_group(book: RuleBook, name: str) -> Iterator[str]:
    if members := len(book.groups[name].members):
        yield f"the {members} people in it"
    for door in book.doors.values():
        if door.opened_by == name or any(permit.group == name for permit in door.permits):
            yield f"the door “{door.name}”"
    for group in book.groups.values():
        if group.escorts == name and group.name != name:
            yield f"the group “{group.name}”"
    if any(visitor.escorts == name for visitor in book.visitors.values()):
        yield "a visitor's pass"


def _write_schedule(session: Session, schedule: Schedule, book: RuleBook) -> None:
    check_schedule(schedule, book)
    name = schedule.name
    session.merge(ScheduleRow(name=name, zone=schedule.zone, calendar=schedule.calendar))
    session.flush()
    session.execute(delete(SpanRow).where(SpanRow.schedule == name))
    for position, span in enumerate(schedule.spans):
        days = ",".join(day for day in Day if day in span.days)
        hours = {"start_min": span.start_min, "end_min": span.end_min}
        session.add(SpanRow(schedule=name, position=position, days=days, **hours))


def _remove_schedule(session: Session, name: str) -> None:
    session.execute(delete(SpanRow).where(SpanRow.schedule == name))
    session.execute(delete(ScheduleRow).where(ScheduleRow.name == name))


def _uses_of_schedule(book: RuleBook, name: str) -> Iterator[str]:
    for door in book.doors.values():
        if any(permit.schedule == name for permit in door.permits):
            yield f"the door “{door.name}”"


def _write_calendar(session: Session, calendar: Calendar, _: RuleBook) -> None:
    session.merge(CalendarRow(name=calendar.name))
    session.flush()
    session.execute(delete(HolidayRow).where(HolidayRow.calendar == calendar.name))
    session.add_all(
        HolidayRow(calendar=calendar.name, day=day, name=called[:NAME_LENGTH])
        for day, called in sorted(calendar.days.items())
    )


def _remove_calendar(session: Session, name: str) -> None:
    session.execute(delete(HolidayRow).where(HolidayRow.calendar == name))
    session.execute(delete(CalendarRow).where(CalendarRow.name == name))


def _uses_of_calendar(book: RuleBook, name: str) -> Iterator[str]:
    for schedule in book.schedules.values():
        if schedule.calendar == name:
            yield f"the schedule “{schedule.name}”"


def _write_area(session: Session, area: Area, _: RuleBook) -> None:
    check_area(area)
    session.merge(
        AreaRow(
            name=area.name,
            passback=area.passback,
            passback_s=area.passback_s,
            people_limit=area.limit,
        )
    )


def _remove_area(session: Session, name: str) -> None:
    session.execute(delete(AreaRow).where(AreaRow.name == name))


def _uses_of_area(book: RuleBook, name: str) -> Iterator[str]:
    for door in book.doors.values():
        if name in (door.into, door.out_of):
            yield f"the door “{door.name}”"


def _write_door(session: Session, door: DoorRules, book: RuleBook) -> None:
    check_door(door, book)
    name = door.name
    session.merge(
        DoorRow(
            name=name,
            is_restricted=door.is_restricted,
            into=door.into,
            out_of=door.out_of,
            people=door.people,
            people_within_s=door.people_within_s,
            opened_by=door.opened_by,
        )
    )
    session.flush()
    _clear_door(session, name)
    for permit in sorted(door.permits):
        session.add(PermitRow(door=name, group=permit.group, schedule=permit.schedule))
    session.add_all(InterlockRow(door=name, other=other) for other in sorted(door.interlocked))


def _clear_door(session: Session, name: str) -> None:
    session.execute(delete(PermitRow).where(PermitRow.door == name))
    session.execute(delete(InterlockRow).where(InterlockRow.door == name))


def _remove_door(session: Session, name: str) -> None:
    _clear_door(session, name)
    session.execute(delete(DoorRow).where(DoorRow.name == name))


def _uses_of_door(book: RuleBook, name: str) -> Iterator[str]:
    """Yield nothing: other doors go by its lock, not by its rules."""
    yield from ()


SHELVES: Mapping[type[Rule], Shelf] = {
    Group: Shelf("group", lambda b: b.groups, _write_group, _remove_group, _uses_of_group),
    Schedule: Shelf(
        "schedule", lambda b: b.schedules, _write_schedule, _remove_schedule, _uses_of_schedule
    ),
    Calendar: Shelf(
        "calendar", lambda b: b.calendars, _write_calendar, _remove_calendar, _uses_of_calendar
    ),
    Area: Shelf("area", lambda b: b.areas, _write_area, _remove_area, _uses_of_area),
    DoorRules: Shelf("door", lambda b: b.doors, _write_door, _remove_door, _uses_of_door),
}
