"""May this person enter here now? The one entry point of the rules: pure.

The rules are asked in this order, and the first that keeps somebody out is the one that is named:

1. Lockdown, before everything else.
2. Of each person: that a visit has not ended, that a permit lets them in, that they are not inside
   already. A door that only leads out asks for the permit alone.
3. Of all who come together: an interlocked door, room inside, somebody who opens up, an escort.
4. Company: where several must come together, the last of them opens the door for all.

Whoever waits for company is asked the second kind once more when it comes.
"""

from datetime import timedelta
from uuid import UUID

from db.records import Outcome, Reason
from db.rule_records import DoorRules, Mode, RuleBook
from kiosk.rules.areas import full, is_way_out, passback_notes, passed_back
from kiosk.rules.others import interlocked, not_opened_yet, without_escort
from kiosk.rules.permits import locked_down, not_permitted, permit_words, visit_ended
from kiosk.rules.question import Denial, Question, Ruling, Waiting


def ruling(question: Question, book: RuleBook) -> Ruling:
    """Return what the rules say.

    Args:
        question: Who, where, when, and the facts.
        book: The rules.
    """
    person_id, door = question.person_id, question.rules_of_door(book)
    company = _company(question, door, book)
    people = (person_id, *(one.person_id for one in company))
    denial = _of_one(person_id, door, question, book) or _of_all(people, door, question, book)
    if denial is None and len(people) < door.people and not is_way_out(door):
        denial = Denial(
            Reason.COMPANY_NEEDED,
            f"{door.people} people within {door.people_within_s:g} s; {len(people)} so far",
        )
    if denial is not None:
        return Ruling(Outcome.DENIED, denial.reason, denial.rule, _mode_notes(book))
    notes = [note for one in people for note in passback_notes(one, door, question, book)]
    if company:
        visits = ", ".join(str(one.event_id) for one in company)
        notes.append(f"together with visit {visits}")
    words = permit_words(person_id, door, question.at, book)
    return Ruling(Outcome.GRANTED, Reason.MATCHED, words, (*notes, *_mode_notes(book)), company)


def _of_one(person_id: UUID, door: DoorRules, question: Question, book: RuleBook) -> Denial | None:
    """Return what keeps one person out, whoever else is there."""
    if denial := locked_down(person_id, book):
        return denial
    if is_way_out(door):
        return not_permitted(person_id, door, question.at, book)
    return (
        visit_ended(person_id, question, book)
        or not_permitted(person_id, door, question.at, book)
        or passed_back(person_id, door, question, book)
    )


def _of_all(
    people: tuple[UUID, ...], door: DoorRules, question: Question, book: RuleBook
) -> Denial | None:
    """Return what keeps all of them out."""
    if denial := interlocked(door, question, book):
        return denial
    if is_way_out(door):
        return None
    return (
        full(people, door, question, book)
        or not_opened_yet(people, door, question, book)
        or without_escort(people[0], question, book)
    )


def _company(question: Question, door: DoorRules, book: RuleBook) -> tuple[Waiting, ...]:
    """Return who comes in with this person: the latest who still wait, as many as are needed."""
    if door.people < 2 or is_way_out(door):
        return ()
    longest = timedelta(seconds=door.people_within_s)
    by_person = {
        one.person_id: one
        for one in sorted(question.waiting, key=lambda one: one.at)
        if one.person_id != question.person_id
        and timedelta() <= question.at - one.at <= longest
        and _of_one(one.person_id, door, question, book) is None
    }
    latest = sorted(by_person.values(), key=lambda one: (one.at, one.person_id), reverse=True)
    return tuple(latest[: door.people - 1])


def _mode_notes(book: RuleBook) -> tuple[str, ...]:
    return ("evacuation",) if book.mode is Mode.EVACUATION else ()
