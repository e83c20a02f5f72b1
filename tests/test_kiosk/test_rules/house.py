"""People, doors and facts to ask the rules about."""

from datetime import UTC, datetime
from uuid import UUID

from db.presence_records import Facts, Stay
from db.rule_records import DoorRules, Group, Permit, RuleBook, Schedule
from kiosk.rules.question import Question, Waiting
from kiosk.rules.week_words import spans_of

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)  # a Wednesday
ADA, BOB, CLEO, DAN = (UUID(int=n) for n in range(1, 5))
DOOR = "Main door"


def schedule(hours: str, zone: str = "UTC", calendar: str | None = None) -> Schedule:
    return Schedule("hours", zone, spans_of(hours), calendar)


def group(
    name: str, *members: UUID, in_lockdown: bool = False, escorts: str | None = None
) -> Group:
    return Group(name, frozenset(members), in_lockdown, escorts)


def permits(*pairs: tuple[str, str]) -> frozenset[Permit]:
    return frozenset(Permit(*pair) for pair in pairs)


def door(**rules: object) -> DoorRules:
    return DoorRules(DOOR, **rules)  # type: ignore[arg-type]


def book(*parts: object, **rest: object) -> RuleBook:
    """A rule book of some groups, schedules and doors; `rest` as of `RuleBook`."""
    groups = {part.name: part for part in parts if isinstance(part, Group)}
    schedules = {part.name: part for part in parts if isinstance(part, Schedule)}
    doors = {part.name: part for part in parts if isinstance(part, DoorRules)}
    return RuleBook(groups=groups, schedules=schedules, doors=doors, **rest)  # type: ignore[arg-type]


def asks(
    person: UUID = ADA, at: datetime = NOON, waiting: tuple[Waiting, ...] = (), **facts: object
) -> Question:
    """A question at the main door; `facts` as of `Facts`."""
    return Question(person, DOOR, at, Facts(**facts), waiting)  # type: ignore[arg-type]


def waits(person: UUID, at: datetime) -> Waiting:
    return Waiting(person, 40 + person.int, at)


def inside(*stays: Stay) -> dict[tuple[UUID, str], Stay]:
    return {(stay.person_id, stay.area): stay for stay in stays}
