"""What a grant changes about who is where: pure."""

from datetime import timedelta

from db.presence_records import Passage
from db.rule_records import UNENROLLED, RuleBook
from kiosk.rules.areas import is_way_out, stays_after
from kiosk.rules.question import Question, Ruling


def passage_of(question: Question, book: RuleBook, ruled: Ruling, *, hold_s: float) -> Passage:
    """Return what is to be stored with the row of a grant.

    Args:
        question: What was asked.
        book: The rules that it was asked of.
        ruled: A grant.
        hold_s: How long the lock is released.
    """
    door = question.rules_of_door(book)
    together = (question.person_id, *(one.person_id for one in ruled.company))
    people = tuple(person_id for person_id in together if person_id != UNENROLLED)
    after = stays_after(people, door, question)
    known = (question.facts.stays.get((stay.person_id, stay.area)) for stay in after)
    return Passage(
        rules_revision=book.revision,
        moves=question.facts.moves,
        door=question.door,
        at=question.at,
        people=people,
        unlocked_until=question.at + timedelta(seconds=hold_s),
        before=tuple(stay for stay in known if stay is not None),
        after=after,
        granted_before=tuple((p, at) for p in people if (at := question.facts.grants.get(p))),
        visitors=() if is_way_out(door) else tuple(p for p in people if p in book.visitors),
    )
