"""A ruling comes out the same from what is kept of it, and that is little, and names nobody."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings

from db.presence_records import Facts
from db.rule_records import Calendar, DoorRules, Group, Permit, RuleBook, Schedule
from kiosk.rules.kept import kept_of, read, written
from kiosk.rules.question import Question, Waiting
from kiosk.rules.ruling import ruling
from tests.test_kiosk.test_rules.house import ADA, BOB, DOOR, NOON
from tests.test_kiosk.test_rules.test_laws import PEOPLE, books, questions


@settings(max_examples=300, deadline=None)
@given(questions(), books)
def test_it_comes_out_the_same(question: Question, book: RuleBook) -> None:
    text = written(kept_of(question, book))
    kept = read(text)
    then, again = ruling(question, book), ruling(kept.question, kept.book)
    assert (again.outcome, again.reason, again.words) == (then.outcome, then.reason, then.words)
    assert [one.event_id for one in again.company] == [one.event_id for one in then.company]
    assert (kept.book.revision, kept.question.at) == (book.revision, question.at)


@settings(max_examples=50, deadline=None)
@given(questions(), books)
def test_it_names_nobody(question: Question, book: RuleBook) -> None:
    """So nothing in it must be erased with anybody but whose visit it is."""
    named = {one: uuid4() for one in PEOPLE}
    facts = replace(
        question.facts,
        stays={
            (named[s.person_id], s.area): replace(s, person_id=named[s.person_id])
            for s in question.facts.stays.values()
        },
        grants={named[one]: at for one, at in question.facts.grants.items()},
        entries_used={named[one]: used for one, used in question.facts.entries_used.items()},
    )
    waiting = tuple(Waiting(named[w.person_id], w.event_id, w.at) for w in question.waiting)
    asked = Question(named[question.person_id], DOOR, question.at, facts, waiting)
    groups = {
        name: replace(group, members=frozenset(named[one] for one in group.members))
        for name, group in book.groups.items()
    }
    visitors = {
        named[one]: replace(leave, person_id=named[one]) for one, leave in book.visitors.items()
    }
    text = written(kept_of(asked, replace(book, groups=groups, visitors=visitors)))
    assert not [one for one in named.values() if str(one) in text or one.hex in text]


def test_a_large_house_keeps_little() -> None:
    crowd = frozenset(uuid4() for _ in range(10_000))
    names = [f"group {n}" for n in range(200)]
    year = {NOON.date().replace(day=day): "Holiday" for day in range(1, 29)}
    book = RuleBook(
        groups={name: Group(name, crowd | {ADA}) for name in names[:3]}
        | {name: Group(name, crowd) for name in names[3:]},
        schedules={name: Schedule(name, "Europe/Berlin", (), "public") for name in names},
        calendars={"public": Calendar("public", year)},
        doors={
            DOOR: DoorRules(DOOR, is_restricted=True, permits=frozenset({Permit(names[1])})),
            **{name: DoorRules(name) for name in names},
        },
    )
    facts = Facts(counts=dict.fromkeys(names, 3), grants=dict.fromkeys(crowd, NOON))
    text = written(kept_of(Question(ADA, DOOR, NOON, facts, (Waiting(BOB, 7, NOON),)), book))
    assert len(text) < 1500
    kept = read(text)
    assert set(kept.book.groups) == set(names[:3])
    assert kept.question.waiting == (Waiting(UUID(int=2), 7, NOON),)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"person_id": "nobody"}', "null"])
def test_what_is_none_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="no ruling"):
        read(text)
