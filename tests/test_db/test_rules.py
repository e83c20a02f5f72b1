"""The rule book comes back as it was kept, and each change of it is audited."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from db.audit import AuditLog
from db.engine import Database
from db.errors import RulesChangedError, StoreError
from db.gallery import Gallery
from db.rule_records import (
    Area,
    Calendar,
    Day,
    DoorRules,
    Group,
    Mode,
    Passback,
    Permit,
    Rule,
    RuleBook,
    Schedule,
    Span,
    VisitorPass,
)
from db.rules import RuleStore
from tests.test_db.samples import NOON, patron

BY = "console:guard"
HOURS = Schedule(
    "office hours",
    "Europe/Berlin",
    (
        Span(frozenset({Day.MONDAY, Day.FRIDAY}), 480, 1080),
        Span(frozenset({Day.HOLIDAY}), 1320, 360),
    ),
    "public",
)
PUBLIC = Calendar("public", {date(2026, 12, 25): "Christmas Day"})
STAFF, GUESTS = Group("staff", in_lockdown=True), Group("guests", escorts="staff")
LAB = Area("Lab", Passback.TIMED, 300.0, 12)
HALL = Area("Hall")
DOOR = DoorRules(
    "Lab door",
    is_restricted=True,
    permits=frozenset({Permit("staff"), Permit("guests", "office hours")}),
    into="Lab",
    out_of="Hall",
    people=2,
    people_within_s=20.0,
    opened_by="staff",
    interlocked=frozenset({"Main door"}),
)
EVERYTHING: tuple[Rule, ...] = (PUBLIC, HOURS, STAFF, GUESTS, LAB, HALL, DOOR)


@pytest.fixture
def rules(database: Database) -> RuleStore:
    return RuleStore(database)


def put(rules: RuleStore, *some: Rule) -> None:
    for rule in some:
        rules.put(rule, at=NOON, by=BY)


def acts(database: Database) -> list[tuple[str, str, object, object]]:
    entries = AuditLog(database).newest()
    return [(e.action, e.subject, json.loads(e.before), json.loads(e.after)) for e in entries]


def test_a_fresh_house_has_no_rules(rules: RuleStore) -> None:
    assert rules.book() == RuleBook(revision=1)


def test_the_book_comes_back_as_it_was_kept(rules: RuleStore, gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    put(rules, *EVERYTHING)
    rules.add_member("guests", ada.id, at=NOON, by=BY)
    visit = VisitorPass(ada.id, NOON + timedelta(hours=2), 3, "staff")
    rules.put_visitor(visit, at=NOON, by=BY)
    rules.set_mode(Mode.LOCKDOWN, at=NOON, by=BY)
    book = rules.book()
    assert book == RuleBook(
        revision=rules.revision(),
        mode=Mode.LOCKDOWN,
        groups={"staff": STAFF, "guests": replace(GUESTS, members=frozenset({ada.id}))},
        schedules={HOURS.name: HOURS},
        calendars={"public": PUBLIC},
        areas={"Lab": LAB, "Hall": HALL},
        doors={DOOR.name: DOOR},
        visitors={ada.id: visit},
    )


def test_every_change_raises_the_revision_once(rules: RuleStore) -> None:
    seen = [rules.revision()]
    for rule in EVERYTHING:
        put(rules, rule)
        seen.append(rules.revision())
    assert seen == list(range(1, len(EVERYTHING) + 2))


def test_a_rule_can_be_changed(rules: RuleStore) -> None:
    put(rules, *EVERYTHING)
    later = (
        replace(PUBLIC, days={date(2027, 1, 1): "New Year"}),
        replace(HOURS, spans=HOURS.spans[1:], calendar=None),
        replace(DOOR, permits=frozenset({Permit("guests")}), interlocked=frozenset(), people=1),
        replace(GUESTS, escorts="guests"),  # by one another
        replace(LAB, passback=Passback.OFF, limit=None),
    )
    put(rules, *later)
    book = rules.book()
    assert book.calendars["public"] == later[0]
    assert book.schedules[HOURS.name] == later[1]
    assert book.doors[DOOR.name] == later[2]
    assert book.groups["guests"] == later[3]
    assert book.areas["Lab"] == later[4]


def test_changing_a_group_keeps_its_members(rules: RuleStore, gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    put(rules, STAFF)
    rules.add_member("staff", ada.id, at=NOON, by=BY)
    put(rules, replace(STAFF, in_lockdown=False))
    assert rules.book().groups["staff"] == Group("staff", frozenset({ada.id}))


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Group, "staff"), (Schedule, HOURS.name), (Calendar, "public"), (Area, "Lab")],
)
def test_what_is_used_cannot_go(rules: RuleStore, kind: type[Rule], name: str) -> None:
    put(rules, *EVERYTHING)
    before = rules.book()
    with pytest.raises(StoreError, match="still used by"):
        rules.remove(kind, name, at=NOON, by=BY)
    assert rules.book() == before  # not even the revision


def test_everything_can_go_in_the_right_order(rules: RuleStore) -> None:
    put(rules, *EVERYTHING)
    for rule in (DOOR, HALL, LAB, GUESTS, STAFF, HOURS, PUBLIC):
        rules.remove(type(rule), rule.name, at=NOON, by=BY)
    assert rules.book() == RuleBook(revision=rules.revision())


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (replace(HOURS, calendar=None, zone="Europe"), "no time zone"),
        (replace(HOURS, calendar=None, zone="../etc/passwd"), "no time zone"),
        (replace(HOURS, calendar=None, zone="Mars/Olympus"), "no time zone"),
        (replace(HOURS, calendar=None, spans=()), "no hours"),
        (HOURS, "no calendar “public”"),
        (replace(STAFF, name=""), "name is empty"),
        (replace(STAFF, name="a\u202eb"), "invisible control"),
        (replace(STAFF, name=" staff"), "spaces too many"),
        (GUESTS, "no group “staff”"),
        (replace(LAB, passback_s=float("nan")), "anti-passback"),
        (replace(LAB, limit=-1), "no number of people"),
        (DoorRules(""), "door's name"),
        (DoorRules("x", permits=frozenset({Permit("staff")})), "no group “staff”"),
        (DoorRules("x", into="Attic"), "no area “Attic”"),
        (DoorRules("x", people=0), "0 people within 30 s"),
        (DoorRules("x", people_within_s=float("inf")), "within inf s"),
        (DoorRules("x", interlocked=frozenset({"x"})), "with itself"),
    ],
)
def test_a_rule_that_cannot_be_kept_changes_nothing(
    rules: RuleStore, rule: Rule, problem: str
) -> None:
    with pytest.raises(StoreError, match=problem) as caught:
        put(rules, rule)
    assert caught.value.remedy
    assert rules.book() == RuleBook(revision=1)


def test_a_change_that_rests_on_older_rules_is_refused(rules: RuleStore) -> None:
    revision = rules.revision()
    rules.put(STAFF, at=NOON, by=BY, at_revision=revision)
    with pytest.raises(RulesChangedError):
        rules.put(LAB, at=NOON, by=BY, at_revision=revision)
    assert rules.book().areas == {}


def test_the_audit_says_what_was_before_and_after(rules: RuleStore, database: Database) -> None:
    put(rules, STAFF, replace(STAFF, in_lockdown=False))
    rules.remove(Group, "staff", at=NOON, by=BY)
    rules.set_mode(Mode.EVACUATION, at=NOON, by=BY)
    on = {"name": "staff", "in_lockdown": True, "escorts": None}
    off = {**on, "in_lockdown": False}
    assert acts(database) == [
        ("mode set", "house", {"mode": "normal"}, {"mode": "evacuation"}),
        ("group removed", "group:staff", off, {}),
        ("group set", "group:staff", on, off),
        ("group set", "group:staff", {}, on),
    ]


def test_what_is_told_of_somebody_stands_under_them_alone(
    rules: RuleStore, gallery: Gallery, database: Database
) -> None:
    """Else it could not be erased with them: see `db/audit.py`."""
    ada = gallery.add(patron(), NOON, by="ada")
    put(rules, STAFF)
    rules.add_member("staff", ada.id, at=NOON, by=BY)
    rules.put_visitor(VisitorPass(ada.id, NOON), at=NOON, by=BY)
    put(rules, replace(STAFF, in_lockdown=False))
    rules.remove_visitor(ada.id, at=NOON, by=BY)
    rules.remove_member("staff", ada.id, at=NOON, by=BY)
    told = acts(database)
    assert str(ada.id) not in json.dumps([[before, after] for *_, before, after in told])
    assert [action for action, subject, *_ in told if subject == f"person:{ada.id}"] == [
        "group left",
        "visitor pass ended",
        "visitor pass given",
        "group joined",
        "person enrolled",
    ]


def test_who_is_not_there_cannot_be_put_anywhere(rules: RuleStore, gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    put(rules, STAFF)
    refused: list[Callable[[], None]] = [
        lambda: rules.add_member("attic", ada.id, at=NOON, by=BY),
        lambda: rules.add_member("staff", UUID(int=5), at=NOON, by=BY),
        lambda: rules.remove_member("staff", ada.id, at=NOON, by=BY),
        lambda: rules.remove_visitor(ada.id, at=NOON, by=BY),
        lambda: rules.put_visitor(VisitorPass(ada.id, NOON, 0), at=NOON, by=BY),
        lambda: rules.remove(Group, "attic", at=NOON, by=BY),
    ]
    for act in refused:
        with pytest.raises(StoreError):
            act()
    assert rules.book().groups["staff"].members == frozenset()
