"""Who is where, and what that means for entering: anti-passback and how many may be inside. Pure.

Nobody is ever kept in by these rules: a door that only leads out of an area lets out even those of
whom nobody saw that they came in; that is only noted. In an evacuation none of them keeps anybody
out either, but who is inside goes on being counted.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from db.presence_records import Facts, Stay
from db.records import Reason
from db.rule_records import Area, DoorRules, Mode, Passback, RuleBook
from kiosk.rules.question import Denial, Question
from kiosk.rules.spans_words import lasted


def is_way_out(door: DoorRules) -> bool:
    """Return whether a door only leads out."""
    return door.out_of is not None and door.into is None


def passed_back(
    person_id: UUID, door: DoorRules, question: Question, book: RuleBook
) -> Denial | None:
    """Keep out whoever is inside already, or entered a moment ago."""
    area = _area(door.into, book)
    if area is None or book.mode is Mode.EVACUATION:
        return None
    stay = question.facts.stays.get((person_id, area.name))
    if stay is None:  # nobody is kept out who was never inside
        return None
    since = question.at - stay.entered_at
    if area.passback is Passback.HARD and stay.is_inside:
        return Denial(Reason.ALREADY_INSIDE, f"already inside {area.name} for {lasted(since)}")
    # Also where the clock was set back since: for as long as the rule says, and no longer.
    if area.passback is Passback.TIMED and abs(since) < timedelta(seconds=area.passback_s):
        again = lasted(timedelta(seconds=area.passback_s))
        return Denial(
            Reason.TOO_SOON, f"entered {area.name} {lasted(since)} ago; again after {again}"
        )
    return None


def passback_notes(
    person_id: UUID, door: DoorRules, question: Question, book: RuleBook
) -> tuple[str, ...]:
    """Return what a guard should know of somebody whose way here was not seen."""
    notes = []
    into, out_of = _area(door.into, book), _area(door.out_of, book)
    stay = None if into is None else question.facts.stays.get((person_id, into.name))
    if into is not None and into.passback is not Passback.OFF and stay and stay.is_inside:
        since = lasted(question.at - stay.entered_at)
        notes.append(f"anti-passback: already inside {into.name} for {since}")
    if out_of is not None and out_of.passback is not Passback.OFF:
        left = question.facts.stays.get((person_id, out_of.name))
        if left is None or not left.is_inside:
            notes.append(f"anti-passback: leaves {out_of.name} without having entered it")
    return tuple(notes)


def full(
    people: Collection[UUID], door: DoorRules, question: Question, book: RuleBook
) -> Denial | None:
    """Keep out those for whom there is no room left.

    Args:
        people: All who come together now.
        door: The door; where it needs more people than these, room is kept for them too.
        question: The facts.
        book: The limit.
    """
    area = _area(door.into, book)
    if area is None or area.limit is None or book.mode is Mode.EVACUATION:
        return None
    still_to_come = max(door.people - len(people), 0)
    newcomers = still_to_come + sum(not _is_inside(p, area.name, question.facts) for p in people)
    inside = question.facts.counts.get(area.name, 0)
    if not newcomers or inside + newcomers <= area.limit:
        return None
    return Denial(Reason.AREA_FULL, f"{inside} of {area.limit} people are in {area.name}")


def stays_after(people: Collection[UUID], door: DoorRules, question: Question) -> tuple[Stay, ...]:
    """Return the stays that letting `people` through makes.

    Whoever enters one area through this door leaves the one it leads out of.
    """
    stays = []
    for person_id in people:
        if door.into is not None:
            stays.append(Stay(person_id, door.into, entered_at=question.at))
        if door.out_of is not None and door.out_of != door.into:
            known = question.facts.stays.get((person_id, door.out_of))
            entered_at = known.entered_at if known else question.at
            stays.append(Stay(person_id, door.out_of, entered_at, left_at=question.at))
    return tuple(stays)


def _is_inside(person_id: UUID, area: str, facts: Facts) -> bool:
    stay = facts.stays.get((person_id, area))
    return stay is not None and stay.is_inside


def _area(name: str | None, book: RuleBook) -> Area | None:
    return None if name is None else book.areas.get(name) or Area(name)
