"""The rules of the house: who may enter where and when. Frozen records, free of SQLAlchemy.

Groups, schedules, calendars, areas and doors are known by their names. All moments are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, TypeVar
from uuid import UUID

LONGEST_COMPANY_S = 600.0
"""Nobody who waits for company is remembered for longer."""

RULE_LENGTH = 400
"""Characters that the log keeps of the words of a rule."""

UNENROLLED = UUID(int=0)
"""Whoever is let in by a badge and is not enrolled: no person, so nothing is kept of them."""

BADGE_HOLDERS = "badge holders"
"""The group that everybody `UNENROLLED` is in, where somebody has made it."""

_V = TypeVar("_V")


def _nothing() -> Mapping[str, _V]:
    return MappingProxyType({})


class Day(StrEnum):
    """A day of the week, or a holiday of the schedule's calendar, whatever its day of the week."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"
    HOLIDAY = "holiday"


class Mode(StrEnum):
    """What the whole house is in."""

    NORMAL = "normal"
    LOCKDOWN = "lockdown"
    EVACUATION = "evacuation"


class Passback(StrEnum):
    """What becomes of somebody who enters an area that they have not left."""

    OFF = "off"
    SOFT = "soft"  # let in, and noted
    HARD = "hard"  # kept out
    TIMED = "timed"  # kept out for some time after they entered, wherever they are


@dataclass(frozen=True, slots=True)
class Span:
    """Some hours of some days, by the clock on the wall.

    Attributes:
        days: On which days it begins.
        start_min: Its first minute, 0 to 1439, counted from midnight.
        end_min: The minute it ends before, 1 to 1440; where that is not after the start, it is one
            of the next day.
    """

    days: frozenset[Day]
    start_min: int
    end_min: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """Hours of the week.

    Attributes:
        name: Its name.
        zone: The time zone of its clock, by its IANA name.
        spans: When it is open.
        calendar: Whose holidays it follows: on such a day only spans of `Day.HOLIDAY` begin. None
            where it knows no holidays.
    """

    name: str
    zone: str
    spans: tuple[Span, ...]
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays.

    Attributes:
        name: Its name.
        days: The days, each with what it is called.
    """

    name: str
    days: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Group:
    """People for whom the same holds.

    Attributes:
        name: Its name.
        members: Who is in it.
        in_lockdown: Whether they may enter while the house is locked down.
        escorts: The group of which somebody must go in just before them; None where they may go
            alone.
    """

    name: str
    members: frozenset[UUID] = frozenset()
    in_lockdown: bool = False
    escorts: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """What lies behind some doors, and who is in there is counted.

    Attributes:
        name: Its name.
        passback: What becomes of somebody who enters twice.
        passback_s: For `Passback.TIMED`, how long, seconds.
        limit: How many may be in it at once; None for any number.
    """

    name: str
    passback: Passback = Passback.OFF
    passback_s: float = 0.0
    limit: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Permit:
    """A group's leave to use a door during a schedule; "" is always."""

    group: str
    schedule: str = ""


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What holds at one door.

    Attributes:
        name: The door's name, as in the log.
        is_restricted: Whether only `permits` let somebody in; else everybody valid is.
        permits: Which groups, when.
        into: The area it leads into; None where that is not counted.
        out_of: The area it leads out of; None where that is not counted.
        people: How many different people must come together; 1 for one alone.
        people_within_s: Within how many seconds they must all have been recognised.
        opened_by: The group of which somebody must have come before everybody else; None for none.
        interlocked: Doors that must be shut while this one opens.
    """

    name: str
    is_restricted: bool = False
    permits: frozenset[Permit] = frozenset()
    into: str | None = None
    out_of: str | None = None
    people: int = 1
    people_within_s: float = 30.0
    opened_by: str | None = None
    interlocked: frozenset[str] = frozenset()


Rule: TypeAlias = Group | Schedule | Calendar | Area | DoorRules
"""What is kept under a name."""


@dataclass(frozen=True, slots=True)
class VisitorPass:
    """The leave of somebody who is only here for a while.

    Attributes:
        person_id: Who.
        until: When it ends; not included.
        entries: How often they may enter; None for any number.
        escorts: As of a `Group`.
    """

    person_id: UUID
    until: datetime
    entries: int | None = None
    escorts: str | None = None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules at one revision. Empty, it lets everybody in whom the gallery says is valid.

    Attributes:
        revision: Every change of the rules raises it.
        mode: What the house is in.
        groups: By name.
        schedules: By name.
        calendars: By name.
        areas: By name.
        doors: By name; one that is not here has no rules.
        visitors: By person.
    """

    revision: int = 0
    mode: Mode = Mode.NORMAL
    groups: Mapping[str, Group] = field(default_factory=_nothing)
    schedules: Mapping[str, Schedule] = field(default_factory=_nothing)
    calendars: Mapping[str, Calendar] = field(default_factory=_nothing)
    areas: Mapping[str, Area] = field(default_factory=_nothing)
    doors: Mapping[str, DoorRules] = field(default_factory=_nothing)
    visitors: Mapping[UUID, VisitorPass] = field(default_factory=lambda: MappingProxyType({}))
