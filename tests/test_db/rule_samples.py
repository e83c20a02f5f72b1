"""Every statement that rules and whereabouts make, for the tests of other databases."""

from dataclasses import replace
from datetime import date

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.presence import PresenceStore
from db.presence_records import Passage, Stay
from db.rule_records import (
    Area,
    Calendar,
    Day,
    DoorRules,
    Group,
    Mode,
    Permit,
    Schedule,
    Span,
    VisitorPass,
)
from db.rules import RuleStore
from tests.test_db.samples import NOON, patron, visit

BY = "ada"


def use_the_rules(database: Database) -> None:
    rules, presence, log = RuleStore(database), PresenceStore(database), AccessLog(database)
    ada = Gallery(database).add(patron("Ada of the rules"), NOON, by=BY)
    span = Span(frozenset({Day.MONDAY}), 480, 1080)
    kept = (
        Calendar("public", {date(2026, 12, 25): "Christmas"}),
        Schedule("hours", "UTC", (span,), "public"),
        Group("staff"),
        Group("guests", escorts="staff"),
        Area("Lab", limit=3),
        DoorRules(
            "Main entrance",
            permits=frozenset({Permit("staff", "hours")}),
            into="Lab",
            opened_by="staff",
            interlocked=frozenset({"Inner"}),
        ),
    )
    for rule in (*kept, *kept):  # new, and in place of another
        rules.put(rule, at=NOON, by=BY)
    rules.add_member("staff", ada.id, at=NOON, by=BY)
    rules.put_visitor(VisitorPass(ada.id, NOON, 2, "staff"), at=NOON, by=BY)
    rules.set_mode(Mode.NORMAL, at=NOON, by=BY)
    rules.member_names("staff", limit=3)
    assert set(rules.book().doors) == {"Main entrance"}
    facts = presence.facts("Main entrance", [ada.id], NOON, granted_since=NOON)
    stay = Stay(ada.id, "Lab", NOON)
    passage = Passage(
        rules.revision(),
        facts.moves,
        "Main entrance",
        NOON,
        (ada.id,),
        NOON,
        after=(stay,),
        visitors=(ada.id,),
    )
    log.append(replace(visit(ada), passage=passage))
    assert [one.name for one in presence.present("Lab")] == [ada.name]
    log.append(replace(visit(ada), passage=passage.undone()))
    assert presence.present() == ()
    presence.contact("Inner", is_open=True)
    presence.contact("Inner", is_open=False)
    log.append(replace(visit(ada), passage=replace(passage, rules_revision=None)))
    presence.take_out(ada.id, "Lab", at=NOON, by=BY)
    rules.remove_visitor(ada.id, at=NOON, by=BY)
    rules.remove_member("staff", ada.id, at=NOON, by=BY)
    for rule in reversed(kept):
        if rule.name != "staff":
            rules.remove(type(rule), rule.name, at=NOON, by=BY)
    rules.remove(Group, "staff", at=NOON, by=BY)
