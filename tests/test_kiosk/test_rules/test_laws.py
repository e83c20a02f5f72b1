"""What holds whatever the rules, the people and the facts."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from db.presence_records import Facts, Stay
from db.records import Outcome, Reason
from db.rule_records import (
    Area,
    Calendar,
    Day,
    DoorRules,
    Group,
    Mode,
    Passback,
    Permit,
    RuleBook,
    Schedule,
    Span,
    VisitorPass,
)
from kiosk.rules.hours import opening_at
from kiosk.rules.passage import passage_of
from kiosk.rules.question import Question, Waiting
from kiosk.rules.ruling import ruling
from tests.test_kiosk.test_rules.house import ADA, BOB, CLEO, DAN, DOOR, NOON

PEOPLE = (ADA, BOB, CLEO, DAN)
people = st.sampled_from(PEOPLE)
moments = st.integers(-100_000, 100_000).map(lambda s: NOON + timedelta(seconds=s))
members = st.frozensets(people)
spans = st.builds(
    Span,
    st.frozensets(st.sampled_from(Day), min_size=1),
    st.integers(0, 1439),
    st.integers(1, 1440),
)
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "UTC"])
schedules = st.builds(
    Schedule, st.just("hours"), zones, st.lists(spans, max_size=3).map(tuple), st.just("public")
)
groups = st.fixed_dictionaries(
    {
        name: st.builds(
            Group, st.just(name), members, st.booleans(), st.sampled_from([None, None, "hosts"])
        )
        for name in ("staff", "guests", "hosts")
    }
)
areas = st.builds(
    Area,
    st.just("Lab"),
    st.sampled_from(Passback),
    st.floats(0, 5000),
    st.none() | st.integers(0, 4),
)
rules_of_door = st.builds(
    DoorRules,
    st.just(DOOR),
    st.booleans(),
    st.frozensets(
        st.builds(Permit, st.sampled_from(["staff", "guests"]), st.sampled_from(["", "hours"]))
    ),
    st.sampled_from([None, "Lab"]),
    st.sampled_from([None, "Hall"]),
    st.integers(1, 3),
    st.floats(1, 60),
    st.sampled_from([None, None, "staff"]),
    st.frozensets(st.just("Inner")),
)
visitors = st.dictionaries(
    people, st.tuples(moments, st.none() | st.integers(0, 3)), max_size=2
).map(lambda some: {p: VisitorPass(p, *pair) for p, pair in some.items()})
books = st.builds(
    lambda mode, groups, hours, area, door, visitors, holidays: RuleBook(
        1,
        mode,
        groups,
        {"hours": hours},
        {"public": Calendar("public", dict.fromkeys(holidays, "Holiday"))},
        {"Lab": area},
        {DOOR: door},
        visitors,
    ),
    st.sampled_from(Mode),
    groups,
    schedules,
    areas,
    rules_of_door,
    visitors,
    st.frozensets(st.just(NOON.date())),
)
stays = st.builds(Stay, people, st.sampled_from(["Lab", "Hall"]), moments, st.none() | moments)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    known = {(s.person_id, s.area): s for s in draw(st.lists(stays, max_size=6))}
    elsewhere = draw(st.integers(0, 2))  # people of whom this question knows nothing more
    counts = {
        area: elsewhere + sum(s.is_inside for s in known.values() if s.area == area)
        for area in ("Lab", "Hall")
    }
    facts = Facts(
        0,
        known,
        counts,
        draw(st.dictionaries(people, moments)),
        draw(st.dictionaries(people, st.integers(0, 3))),
        draw(st.frozensets(st.sampled_from(["Inner", "Outer"]))),
    )
    waiting = tuple(
        Waiting(who, who.int, NOON - timedelta(seconds=ago))
        for who, ago in draw(st.lists(st.tuples(people, st.integers(-5, 70)), max_size=4))
    )
    return Question(draw(people), DOOR, NOON, facts, waiting)


def _groups(person: UUID, book: RuleBook) -> set[str]:
    return {group.name for group in book.groups.values() if person in group.members}


@settings(max_examples=100)
@given(questions(), books)
def test_nobody_is_let_in_outside_every_schedule(question: Question, book: RuleBook) -> None:
    """Asked of each person, without the rules' own reasoning about permits."""
    ruled, door = ruling(question, book), book.doors[DOOR]
    if ruled.outcome is Outcome.GRANTED and door.is_restricted:
        hours = opening_at(book.schedules["hours"], book.calendars["public"].days, question.at)
        for person in (question.person_id, *(one.person_id for one in ruled.company)):
            mine = [p for p in door.permits if p.group in _groups(person, book)]
            assert any(not permit.schedule or hours is not None for permit in mine)


@settings(max_examples=100)
@given(questions(), books)
def test_lockdown_lets_in_nobody_but_its_groups(question: Question, book: RuleBook) -> None:
    book = replace(book, mode=Mode.LOCKDOWN)
    ruled = ruling(question, book)
    for person in (question.person_id, *(one.person_id for one in ruled.company)):
        named = {name for name in _groups(person, book) if book.groups[name].in_lockdown}
        if not named and person == question.person_id:
            assert ruled.reason is Reason.LOCKDOWN
        assert named or ruled.outcome is Outcome.DENIED


@given(questions(), books)
def test_anti_passback_never_keeps_out_whoever_was_never_inside(
    question: Question, book: RuleBook
) -> None:
    strangers = {k: s for k, s in question.facts.stays.items() if k[0] != question.person_id}
    question = replace(question, facts=replace(question.facts, stays=strangers))
    assert ruling(question, book).reason not in {Reason.ALREADY_INSIDE, Reason.TOO_SOON}


@given(questions(), books)
def test_in_an_evacuation_nobody_is_kept_out_for_where_people_are(
    question: Question, book: RuleBook
) -> None:
    reason = ruling(question, replace(book, mode=Mode.EVACUATION)).reason
    assert reason not in {
        Reason.ALREADY_INSIDE,
        Reason.TOO_SOON,
        Reason.AREA_FULL,
        Reason.OTHER_DOOR_OPEN,
    }


@settings(max_examples=100)
@given(questions(), books)
def test_several_people_are_several_people(question: Question, book: RuleBook) -> None:
    ruled, door = ruling(question, book), book.doors[DOOR]
    if ruled.outcome is Outcome.GRANTED and door.into is not None:
        together = {question.person_id, *(one.person_id for one in ruled.company)}
        assert len(together) == door.people
        assert all(
            0 <= (question.at - one.at).total_seconds() <= door.people_within_s
            for one in ruled.company
        )


@settings(max_examples=100)
@given(questions(), books)
def test_a_grant_never_brings_more_people_in_than_may_be_there(
    question: Question, book: RuleBook
) -> None:
    ruled, limit = ruling(question, book), book.areas["Lab"].limit
    if ruled.outcome is Outcome.DENIED or limit is None or book.mode is Mode.EVACUATION:
        return
    passage = passage_of(question, book, ruled, hold_s=5.0)
    stays = {**question.facts.stays, **{(s.person_id, s.area): s for s in passage.after}}
    known = sum(s.is_inside for s in question.facts.stays.values() if s.area == "Lab")
    before = question.facts.counts["Lab"]
    after = before - known + sum(s.is_inside for s in stays.values() if s.area == "Lab")
    assert after <= max(limit, before)


@given(questions(), books)
def test_the_order_of_facts_and_rules_changes_nothing(question: Question, book: RuleBook) -> None:
    facts = question.facts
    turned = replace(
        question,
        waiting=question.waiting[::-1],
        facts=replace(
            facts,
            stays=dict(list(facts.stays.items())[::-1]),
            grants=dict(list(facts.grants.items())[::-1]),
        ),
    )
    other = replace(book, groups=dict(list(book.groups.items())[::-1]))
    assert ruling(turned, other) == ruling(question, book)


@given(questions(), books)
def test_what_lies_elsewhere_changes_nothing(question: Question, book: RuleBook) -> None:
    """Doors, areas and people that have nothing to do with this door."""
    stranger, facts = UUID(int=99), question.facts
    elsewhere = replace(
        question,
        facts=replace(
            facts,
            stays={**facts.stays, (stranger, "Attic"): Stay(stranger, "Attic", NOON)},
            counts={**facts.counts, "Attic": 100},
            open_doors=facts.open_doors | {"Attic door"},
        ),
    )
    more = replace(
        book,
        doors={**book.doors, "Attic door": DoorRules("Attic door", is_restricted=True)},
        areas={**book.areas, "Attic": Area("Attic", Passback.HARD, 0.0, 1)},
        groups={**book.groups, "roofers": Group("roofers", frozenset({stranger}))},
    )
    assert ruling(elsewhere, more) == ruling(question, book)


@given(questions(), books)
def test_every_denial_names_a_rule(question: Question, book: RuleBook) -> None:
    ruled = ruling(question, book)
    assert (ruled.reason is Reason.MATCHED) is (ruled.outcome is Outcome.GRANTED)
    assert ruled.outcome is Outcome.GRANTED or ruled.rule
