"""What others have to do with it: another door, whoever opens up, an escort, company. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from db.records import Reason
from db.rule_records import DoorRules, Mode, RuleBook
from kiosk.rules.permits import groups_of, open_since
from kiosk.rules.question import Denial, Question

ESCORT_WITHIN_S = 30.0  # after the escort was let in at the same door
OPENED_FOR_H = 24  # where nothing else says when the day begins


def interlocked(door: DoorRules, question: Question, book: RuleBook) -> Denial | None:
    """Keep a door shut while one that it is interlocked with is open or unlocked."""
    if book.mode is Mode.EVACUATION:
        return None
    in_the_way = sorted(door.interlocked & question.facts.open_doors)
    if not in_the_way:
        return None
    return Denial(Reason.OTHER_DOOR_OPEN, f"interlock: {', '.join(in_the_way)} must be shut first")


def not_opened_yet(
    people: Collection[UUID], door: DoorRules, question: Question, book: RuleBook
) -> Denial | None:
    """Keep everybody out until somebody has come who opens up.

    They must have been let in here since the hours of this person's permit began; where those have
    no beginning, within the last day.
    """
    if door.opened_by is None:
        return None
    openers = _members(door.opened_by, book)
    if openers & set(people):
        return None
    since = min(
        (start for p in people if (start := open_since(p, door, question.at, book))),
        default=question.at - timedelta(hours=OPENED_FOR_H),
    )
    if any(_came(opener, since, question) for opener in openers):
        return None
    return Denial(Reason.NOT_OPENED_YET, f"nobody of {door.opened_by} has come first")


def without_escort(person_id: UUID, question: Question, book: RuleBook) -> Denial | None:
    """Keep out whoever must not go alone, unless an escort went in just before them."""
    since = question.at - timedelta(seconds=ESCORT_WITHIN_S)
    for group in sorted(escorts_of(person_id, book)):
        escorts = _members(group, book) - {person_id}
        if not any(_came(escort, since, question) for escort in escorts):
            return Denial(Reason.ESCORT_NEEDED, f"only after an escort of {group}")
    return None


def escorts_of(person_id: UUID, book: RuleBook) -> frozenset[str]:
    """Return the groups of each of which somebody must escort a person."""
    escorts = {group.escorts for group in groups_of(person_id, book)}
    visit = book.visitors.get(person_id)
    return frozenset(name for name in escorts | {visit and visit.escorts} if name)


def _members(group: str, book: RuleBook) -> frozenset[UUID]:
    found = book.groups.get(group)
    return found.members if found else frozenset()


def _came(person_id: UUID, since: datetime, question: Question) -> bool:
    """Return whether somebody was let in here from `since` on; not in a time yet to come."""
    came_at = question.facts.grants.get(person_id)
    return came_at is not None and since <= came_at <= question.at
