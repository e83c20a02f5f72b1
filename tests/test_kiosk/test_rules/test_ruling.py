"""Each rule by table: who, where, when, and what a guard reads."""

from datetime import timedelta
from itertools import permutations

import pytest

from db.presence_records import Stay
from db.records import Outcome, Reason
from db.rule_records import (
    BADGE_HOLDERS,
    RULE_LENGTH,
    UNENROLLED,
    Area,
    Calendar,
    Mode,
    Passback,
    RuleBook,
    VisitorPass,
)
from kiosk.rules.passage import passage_of
from kiosk.rules.question import Question, Ruling
from kiosk.rules.ruling import ruling
from tests.test_kiosk.test_rules.house import (
    ADA,
    BOB,
    CLEO,
    DAN,
    DOOR,
    NOON,
    asks,
    book,
    door,
    group,
    inside,
    permits,
    schedule,
    waits,
)

S = timedelta(seconds=1)
STAFF = group("staff", ADA, BOB)
OFFICE = door(is_restricted=True, permits=permits(("staff", "hours")))
LAB = {"Lab": Area("Lab", Passback.HARD)}
NOW_LOCKED = {"mode": Mode.LOCKDOWN}
IN_LAB = inside(Stay(ADA, "Lab", NOON - 600 * S))
LEFT_LAB = inside(Stay(ADA, "Lab", NOON - 600 * S, left_at=NOON - 60 * S))


def area(passback: Passback = Passback.OFF, s: float = 0.0, limit: int | None = None) -> object:
    return {"Lab": Area("Lab", passback, s, limit)}


def guest(entries: int | None = None, hours: int = 1, escorts: str | None = None) -> object:
    return {ADA: VisitorPass(ADA, NOON + timedelta(hours=hours), entries, escorts)}


def test_a_fresh_house_lets_everybody_valid_in() -> None:
    assert ruling(asks(), RuleBook()) == Ruling(Outcome.GRANTED, Reason.MATCHED)


GRANTED: list[tuple[Question, RuleBook, str]] = [
    (asks(), book(STAFF, OFFICE, schedule("wed 08:00-18:00")), "staff, hours"),
    (
        asks(),
        book(STAFF, door(is_restricted=True, permits=permits(("staff", "")))),
        "staff, always",
    ),
    (asks(), book(group("fire", ADA, in_lockdown=True), **NOW_LOCKED), ""),
    (asks(), book(mode=Mode.EVACUATION), "evacuation"),
    (asks(entries_used={ADA: 1}), book(visitors=guest(2)), ""),
    # anti-passback
    (asks(), book(door(into="Lab"), areas=LAB), ""),
    (asks(stays=LEFT_LAB), book(door(into="Lab"), areas=LAB), ""),
    (
        asks(stays=IN_LAB),
        book(door(into="Lab"), areas=area(Passback.SOFT)),
        "anti-passback: already inside Lab for 10 min",
    ),
    (asks(stays=IN_LAB), book(door(into="Lab"), areas=area(Passback.TIMED, 600)), "…"),
    (asks(stays=IN_LAB), book(door(into="Lab"), areas=LAB, mode=Mode.EVACUATION), "…"),
    (
        asks(),
        book(door(out_of="Lab"), areas=LAB),
        "anti-passback: leaves Lab without having entered it",
    ),
    (asks(stays=IN_LAB), book(door(out_of="Lab"), areas=LAB), ""),
    # how many are inside
    (asks(counts={"Lab": 1}), book(door(into="Lab"), areas=area(limit=2)), ""),
    (asks(counts={"Lab": 2}, stays=IN_LAB), book(door(into="Lab"), areas=area(limit=2)), ""),
    (asks(counts={"Lab": 9}), book(door(out_of="Lab"), areas=area(limit=2)), ""),
    (
        asks(counts={"Lab": 2}),
        book(door(into="Lab"), areas=area(limit=2), mode=Mode.EVACUATION),
        "evacuation",
    ),
    # another door
    (asks(open_doors=frozenset({DOOR})), book(door(interlocked=frozenset({"Inner"}))), ""),
    # whoever opens up
    (asks(), book(STAFF, door(opened_by="staff")), ""),
    (
        asks(CLEO, grants={BOB: NOON - timedelta(hours=24)}),
        book(STAFF, door(opened_by="staff")),
        "",
    ),
    # an escort
    (
        asks(grants={BOB: NOON - 30 * S}),
        book(group("hosts", BOB), visitors=guest(escorts="hosts")),
        "",
    ),
    # company
    (  # two wait, one is needed: the latest
        asks(waiting=(waits(BOB, NOON - 2 * S), waits(CLEO, NOON - S))),
        book(door(people=2)),
        "together with visit 43",
    ),
    (asks(waiting=(waits(BOB, NOON - 30 * S),)), book(door(people=2)), "together with visit 42"),
    (
        asks(waiting=(waits(BOB, NOON), waits(CLEO, NOON - S))),
        book(door(people=3)),
        "together with visit 42, 43",
    ),
]


@pytest.mark.parametrize(("question", "rules", "words"), GRANTED)
def test_whoever_may_enter_does(question: Question, rules: RuleBook, words: str) -> None:
    ruled = ruling(question, rules)
    assert (ruled.outcome, ruled.reason) == (Outcome.GRANTED, Reason.MATCHED)
    assert words == "…" or ruled.words == words


CLOCK_SET_BACK = {
    "a minute": (60, Reason.TOO_SOON),
    "an hour": (3600, Reason.MATCHED),  # nobody is kept out for longer than the rule says
}


@pytest.mark.parametrize(("seconds", "reason"), CLOCK_SET_BACK.values(), ids=CLOCK_SET_BACK)
def test_a_clock_that_was_set_back_keeps_nobody_out_for_long(seconds: int, reason: Reason) -> None:
    later = inside(Stay(ADA, "Lab", NOON + seconds * S))
    rules = book(door(into="Lab"), areas=area(Passback.TIMED, 600))
    assert ruling(asks(stays=later), rules).reason is reason


DENIED: list[tuple[Question, RuleBook, Reason, str]] = [
    (asks(), book(**NOW_LOCKED), Reason.LOCKDOWN, "lockdown: nobody"),
    (
        asks(),
        book(group("fire", BOB, in_lockdown=True), STAFF, **NOW_LOCKED),
        Reason.LOCKDOWN,
        "lockdown: only fire",
    ),
    (asks(CLEO), book(STAFF, OFFICE), Reason.NOT_PERMITTED, "only staff may use this door"),
    (asks(), book(door(is_restricted=True)), Reason.NOT_PERMITTED, "nobody may use this door"),
    (
        asks(at=NOON + timedelta(hours=6)),
        book(STAFF, OFFICE, schedule("mon-fri 08:00-18:00")),
        Reason.OUTSIDE_HOURS,
        "outside “hours” (mon-fri 08:00-18:00, UTC)",
    ),
    (
        asks(),
        book(
            STAFF,
            OFFICE,
            schedule("mon-fri 08:00-18:00", calendar="public"),
            calendars={"public": Calendar("public", {NOON.date(): "Day of the Door"})},
        ),
        Reason.OUTSIDE_HOURS,
        "outside “hours” (mon-fri 08:00-18:00, UTC); holiday: Day of the Door",
    ),
    (
        asks(),
        book(STAFF, OFFICE),
        Reason.OUTSIDE_HOURS,
        "outside “hours”, of which nothing is known",
    ),
    (asks(), book(visitors=guest(hours=0)), Reason.VISIT_OVER, "visit ended 2026-05-06 12:00 UTC"),
    (
        asks(entries_used={ADA: 2}),
        book(visitors=guest(2)),
        Reason.NO_ENTRIES_LEFT,
        "visitor has entered 2 of 2 times",
    ),
    (
        asks(stays=IN_LAB),
        book(door(into="Lab"), areas=LAB),
        Reason.ALREADY_INSIDE,
        "already inside Lab for 10 min",
    ),
    (
        asks(stays=LEFT_LAB),
        book(door(into="Lab"), areas=area(Passback.TIMED, 601)),
        Reason.TOO_SOON,
        "entered Lab 10 min ago; again after 10 min",
    ),
    (
        asks(counts={"Lab": 2}),
        book(door(into="Lab"), areas=area(limit=2)),
        Reason.AREA_FULL,
        "2 of 2 people are in Lab",
    ),
    (  # there is room for one, but two must come
        asks(counts={"Lab": 1}),
        book(door(into="Lab", people=2), areas=area(limit=2)),
        Reason.AREA_FULL,
        "1 of 2 people are in Lab",
    ),
    (
        asks(open_doors=frozenset({"Inner"})),
        book(door(interlocked=frozenset({"Inner", "Outer"}))),
        Reason.OTHER_DOOR_OPEN,
        "interlock: Inner must be shut first",
    ),
    (
        asks(CLEO),
        book(STAFF, door(opened_by="staff")),
        Reason.NOT_OPENED_YET,
        "nobody of staff has come first",
    ),
    (  # yesterday's opening opens nothing today
        asks(CLEO, grants={ADA: NOON - timedelta(hours=5)}),
        book(
            STAFF,
            group("cleaners", CLEO),
            schedule("wed 08:00-18:00"),
            door(is_restricted=True, permits=permits(("cleaners", "hours")), opened_by="staff"),
        ),
        Reason.NOT_OPENED_YET,
        "nobody of staff has come first",
    ),
    (
        asks(grants={BOB: NOON - 31 * S}),
        book(group("hosts", BOB), visitors=guest(escorts="hosts")),
        Reason.ESCORT_NEEDED,
        "only after an escort of hosts",
    ),
    (
        asks(CLEO, grants={BOB: NOON - timedelta(hours=24, seconds=1)}),
        book(STAFF, door(opened_by="staff")),
        Reason.NOT_OPENED_YET,
        "nobody of staff has come first",
    ),
    (  # nor by who is yet to come, after the clock was set back
        asks(grants={BOB: NOON + S}),
        book(group("hosts", BOB), visitors=guest(escorts="hosts")),
        Reason.ESCORT_NEEDED,
        "only after an escort of hosts",
    ),
    (  # nobody escorts themselves
        asks(grants={ADA: NOON - S}),
        book(group("hosts", ADA, escorts="hosts")),
        Reason.ESCORT_NEEDED,
        "only after an escort of hosts",
    ),
    (asks(), book(door(people=2)), Reason.COMPANY_NEEDED, "2 people within 30 s; 1 so far"),
    (  # one person twice is one person
        asks(waiting=(waits(ADA, NOON - S),)),
        book(door(people=2)),
        Reason.COMPANY_NEEDED,
        "2 people within 30 s; 1 so far",
    ),
    (
        asks(waiting=(waits(BOB, NOON - 31 * S),)),
        book(door(people=2)),
        Reason.COMPANY_NEEDED,
        "2 people within 30 s; 1 so far",
    ),
    (  # a clock set back makes nobody's waiting longer
        asks(waiting=(waits(BOB, NOON + S),)),
        book(door(people=2)),
        Reason.COMPANY_NEEDED,
        "2 people within 30 s; 1 so far",
    ),
    (  # who waits must still be somebody who may enter
        asks(waiting=(waits(CLEO, NOON),)),
        book(STAFF, door(people=2, is_restricted=True, permits=permits(("staff", "")))),
        Reason.COMPANY_NEEDED,
        "2 people within 30 s; 1 so far",
    ),
]


@pytest.mark.parametrize(("question", "rules", "reason", "words"), DENIED)
def test_a_denial_names_its_rule(
    question: Question, rules: RuleBook, reason: Reason, words: str
) -> None:
    ruled = ruling(question, rules)
    assert (ruled.outcome, ruled.reason, ruled.words) == (Outcome.DENIED, reason, words)


def test_a_door_that_only_leads_out_holds_nobody_for_coming_twice_or_alone() -> None:
    rules = book(
        door(out_of="Lab", people=2, opened_by="staff"),
        group("guests", ADA, escorts="hosts"),
        areas=area(Passback.HARD, limit=0),
        visitors=guest(hours=0),
    )
    assert ruling(asks(counts={"Lab": 5}), rules).outcome is Outcome.GRANTED


def test_the_order_of_those_who_wait_changes_nothing() -> None:
    waiting = [waits(BOB, NOON - S), waits(CLEO, NOON - S), waits(DAN, NOON - 2 * S)]
    rules = book(door(people=3))
    ruled = {ruling(asks(waiting=order), rules) for order in permutations(waiting)}
    assert len(ruled) == 1


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (book(), Reason.MATCHED),
        (book(**NOW_LOCKED), Reason.LOCKDOWN),
        (book(STAFF, OFFICE, schedule("wed 08:00-18:00")), Reason.NOT_PERMITTED),
        (
            book(
                group(BADGE_HOLDERS),
                door(is_restricted=True, permits=permits((BADGE_HOLDERS, ""))),
            ),
            Reason.MATCHED,
        ),
        (book(group(BADGE_HOLDERS, escorts="staff"), STAFF), Reason.ESCORT_NEEDED),
        (book(door(into="Lab"), areas=area(limit=0)), Reason.AREA_FULL),
    ],
)
def test_whoever_holds_a_badge_and_is_not_enrolled_is_in_the_group_of_badge_holders(
    rules: RuleBook, reason: Reason
) -> None:
    question = asks(UNENROLLED)
    ruled = ruling(question, rules)
    assert ruled.reason is reason
    passage = passage_of(question, rules, ruled, hold_s=5.0)
    assert (passage.people, passage.after) == ((), ())  # nothing is kept of them


def test_the_words_of_a_rule_fit_the_log() -> None:
    names = [f"{number:03} {'x' * 90}" for number in range(9)]
    restricted = door(is_restricted=True, permits=permits(*((name, "") for name in names)))
    assert len(ruling(asks(), book(restricted)).words) == RULE_LENGTH
