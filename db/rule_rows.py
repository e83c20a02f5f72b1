"""Rows of the rules turned into the rule book, and its revision checked. For this room alone."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Protocol, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.errors import RulesChangedError
from db.rule_records import Area, Calendar, Day, DoorRules, Group, Permit, RuleBook, Schedule, Span
from db.rule_records import VisitorPass as Pass
from db.rule_tables import (
    AreaRow,
    CalendarRow,
    DoorRow,
    GroupRow,
    HolidayRow,
    InterlockRow,
    MemberRow,
    PermitRow,
    RuleStateRow,
    ScheduleRow,
    SpanRow,
    VisitorPassRow,
)

STATE = select(RuleStateRow.revision, RuleStateRow.moves)
_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


class Named(Protocol):
    """What is known by its name."""

    @property
    def name(self) -> str:
        """Its name."""
        ...


_N = TypeVar("_N", bound=Named)


def read_book(session: Session) -> RuleBook:
    """Return all rules, as they stand at this moment."""
    state = session.get_one(RuleStateRow, 1)
    holidays = _gathered((h.calendar, (h.day, h.name)) for h in session.scalars(select(HolidayRow)))
    visitors = (
        Pass(row.person_id, row.until, row.entries, row.escorts)
        for row in session.scalars(select(VisitorPassRow))
    )
    return RuleBook(
        revision=state.revision,
        mode=state.mode,
        groups=_by_name(_groups(session)),
        schedules=_by_name(_schedules(session)),
        calendars={
            name: Calendar(name, dict(holidays[name]))
            for name in session.scalars(select(CalendarRow.name))
        },
        areas=_by_name(
            Area(row.name, row.passback, row.passback_s, row.people_limit)
            for row in session.scalars(select(AreaRow))
        ),
        doors=_by_name(_doors(session)),
        visitors={visitor.person_id: visitor for visitor in visitors},
    )


def check_rules(session: Session, revision: int, moves: int) -> None:
    """Check, in a transaction that writes, that rules and facts are those a ruling rests on.

    Nobody can change them between this and the commit, see `gallery_rows.check_revision`.

    Raises:
        RulesChangedError: They are not.
    """
    if tuple(session.execute(STATE.with_for_update()).one()) != (revision, moves):
        raise RulesChangedError


def count_rules_change(session: Session) -> None:
    """Raise the revision of the rules, in the transaction of the change: first of all in it."""
    session.execute(update(RuleStateRow).values(revision=RuleStateRow.revision + 1))


def count_move(session: Session) -> None:
    """Say that somebody's whereabouts, or a door, have changed: in the same transaction."""
    session.execute(update(RuleStateRow).values(moves=RuleStateRow.moves + 1))


def _groups(session: Session) -> Iterable[Group]:
    members = _gathered((m.group, m.person_id) for m in session.scalars(select(MemberRow)))
    return (
        Group(row.name, frozenset(members[row.name]), row.in_lockdown, row.escorts)
        for row in session.scalars(select(GroupRow))
    )


def _schedules(session: Session) -> Iterable[Schedule]:
    rows = session.scalars(select(SpanRow).order_by(SpanRow.schedule, SpanRow.position))
    spans = _gathered((row.schedule, _span(row)) for row in rows)
    return (
        Schedule(row.name, row.zone, tuple(spans[row.name]), row.calendar)
        for row in session.scalars(select(ScheduleRow))
    )


def _span(row: SpanRow) -> Span:
    return Span(frozenset(Day(day) for day in row.days.split(",")), row.start_min, row.end_min)


def _doors(session: Session) -> Iterable[DoorRules]:
    permits = _gathered(
        (row.door, Permit(row.group, row.schedule)) for row in session.scalars(select(PermitRow))
    )
    others = _gathered((row.door, row.other) for row in session.scalars(select(InterlockRow)))
    return (
        DoorRules(
            row.name,
            is_restricted=row.is_restricted,
            permits=frozenset(permits[row.name]),
            into=row.into,
            out_of=row.out_of,
            people=row.people,
            people_within_s=row.people_within_s,
            opened_by=row.opened_by,
            interlocked=frozenset(others[row.name]),
        )
        for row in session.scalars(select(DoorRow))
    )


def _gathered(pairs: Iterable[tuple[_K, _V]]) -> defaultdict[_K, list[_V]]:
    gathered: defaultdict[_K, list[_V]] = defaultdict(list)
    for key, value in pairs:
        gathered[key].append(value)
    return gathered


def _by_name(some: Iterable[_N]) -> dict[str, _N]:
    return {one.name: one for one in some}
