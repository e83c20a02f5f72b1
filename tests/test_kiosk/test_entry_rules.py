"""The rules at the door itself: asked of every grant, at once, and held to until the commit."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.access_log import AccessLog
from db.engine import Database
from db.errors import RulesChangedError, StoreError
from db.gallery import Gallery
from db.presence import PresenceStore
from db.records import NewAccessEvent, Outcome, Person, Reason
from db.rule_records import Area, DoorRules, Group, Mode, Passback, Permit
from db.rules import RuleStore
from kiosk.entry import sentences
from kiosk.entry.house_rules import HouseRules
from kiosk.entry.view import EntryState
from models.liveness.proof import ProofRules
from tests.test_db.samples import NOON, patron, visit
from tests.test_kiosk.door_heads import (
    Stander,
    guarded_door,
    is_decided,
    lively,
    looking_about,
    stuck,
)
from tests.test_kiosk.door_rig import DoorRig, states
from tests.test_kiosk.fakes import ADA, BOB, EVE, fault

DOOR = "Test door"
ONLY_STAFF = DoorRules(DOOR, is_restricted=True, permits=frozenset({Permit("staff")}))
PAIR = DoorRules(DOOR, people=2, into="Lab")
LAB = {"Lab": Area("Lab", Passback.HARD)}


@pytest.fixture
def rig() -> DoorRig:
    rig = DoorRig()
    rig.gallery.put("Ada", ADA)
    rig.gallery.put("Bob", BOB)
    return rig


def staff(rig: DoorRig, *names: str) -> dict[str, Group]:
    ids = (person.id for person, _ in rig.gallery.people.values() if person.name in names)
    return {"staff": Group("staff", frozenset(ids))}


def test_whom_a_rule_keeps_out_stands_in_the_log_with_it(rig: DoorRig) -> None:
    rig.house.put(doors={DOOR: ONLY_STAFF}, groups=staff(rig, "Bob"))
    views = rig.person(ADA, 10)
    assert rig.outcomes == ["denied not permitted at this door Ada"]
    assert rig.log.rows[0].rule == "only staff may use this door"
    assert "unlock" not in rig.journal
    refused = next(view for view in views if view.state is EntryState.REFUSED)
    assert refused.sentence == "Not recognised, please ask reception"  # as a stranger reads


def test_whom_a_rule_lets_in_stands_there_with_it_too(rig: DoorRig) -> None:
    rig.house.put(doors={DOOR: ONLY_STAFF}, groups=staff(rig, "Ada"))
    rig.person(ADA, 10)
    assert rig.outcomes == ["granted matched Ada"]
    assert rig.log.rows[0].rule == "staff, always"


def test_a_lockdown_holds_for_the_very_next_visitor(rig: DoorRig) -> None:
    rig.person(ADA, 10)
    rig.house.put(mode=Mode.LOCKDOWN)
    rig.nobody(3.0)
    rig.person(BOB, 10, track=2)
    assert rig.outcomes == ["granted matched Ada", "denied lockdown Bob"]
    assert rig.journal.count("unlock") == 1


def test_a_lockdown_between_decision_and_commit_keeps_the_door_shut(rig: DoorRig) -> None:
    def lock_down() -> None:
        rig.log.waits = lambda: None
        rig.house.put(mode=Mode.LOCKDOWN)

    rig.log.waits = lock_down
    rig.person(ADA, 10)
    assert rig.outcomes == ["denied lockdown Ada"]
    assert "unlock" not in rig.journal


def test_two_people_open_the_door_that_one_does_not(rig: DoorRig) -> None:
    rig.house.put(doors={DOOR: PAIR}, areas=LAB)
    first = rig.person(ADA, 10)
    assert states(first)[-1] is EntryState.CHECKING
    assert first[-1].sentence == "Please wait for the second person"
    rig.nobody(3.0)
    rig.person(BOB, 10, track=2)
    assert rig.outcomes == ["denied waits for company Ada", "granted matched Bob"]
    assert rig.log.rows[1].rule == "together with visit 1"
    assert {stay.area for stay in rig.house.known.stays.values()} == {"Lab"}
    assert len(rig.house.known.stays) == 2  # both went in
    rig.nobody(3.0)
    rig.person(BOB, 10, track=3)
    assert rig.outcomes[2:] == ["denied already inside Bob"]  # nor is Ada still counted as waiting


def test_whoever_was_company_once_waits_no_longer(rig: DoorRig) -> None:
    rig.gallery.put("Cleo", EVE)
    rig.house.put(doors={DOOR: DoorRules(DOOR, people=2)})
    for track, who in enumerate((ADA, BOB, EVE), start=1):
        rig.person(who, 10, track=track)
        rig.nobody(3.0)
    assert rig.outcomes == [
        "denied waits for company Ada",
        "granted matched Bob",
        "denied waits for company Cleo",
    ]


def test_one_person_who_comes_twice_is_no_company(rig: DoorRig) -> None:
    rig.house.put(doors={DOOR: PAIR}, areas=LAB)
    for track in (1, 2, 3):
        rig.person(ADA, 10, track=track)
        rig.nobody(3.0)
    assert rig.outcomes == ["denied waits for company Ada"] * 3
    assert "unlock" not in rig.journal


def test_whoever_waits_and_is_revoked_is_no_company(rig: DoorRig) -> None:
    rig.house.put(doors={DOOR: PAIR}, areas=LAB)
    rig.person(ADA, 10)
    rig.nobody(3.0)
    rig.revoke("Ada", ADA)
    rig.person(BOB, 10, track=2)
    assert rig.outcomes[1:] == ["denied waits for company Bob"]


def test_a_door_that_fails_takes_nobody_in(rig: DoorRig) -> None:
    rig.house.put(doors={DOOR: replace(PAIR, people=1)}, areas=LAB)
    rig.door.fails = fault()
    rig.person(ADA, 10)
    assert rig.outcomes == ["granted matched Ada", "denied door fault Ada"]
    assert rig.house.known.stays == {}
    rig.door.fails = None
    rig.nobody(3.0)
    rig.person(ADA, 10, track=2)
    assert rig.outcomes[2:] == ["granted matched Ada"]


def test_a_picture_is_written_down_as_a_picture_and_is_nobody_s_company() -> None:
    rig = guarded_door(ProofRules(one_in=10))
    rig.house.put(doors={DOOR: PAIR}, areas=LAB)
    rig.picture = stuck
    Stander(rig, ADA).until(is_decided)
    rig.nobody(3.0)
    rig.picture = lively
    Stander(rig, BOB, track=2, idle=looking_about).until(is_decided)
    assert rig.outcomes == [
        "denied frozen picture Ada Lovelace",
        "denied waits for company Bob",
    ]
    assert [row.rule for row in rig.log.rows] == ["", "2 people within 30 s; 1 so far"]


def test_rules_that_cannot_be_read_let_nobody_in(rig: DoorRig) -> None:
    rig.house.fails = StoreError("The disk is gone.", "Look for it.")
    views = rig.person(ADA, 10)
    assert rig.log.rows == []
    assert "unlock" not in rig.journal
    assert views[-1].state is EntryState.OUT_OF_SERVICE
    assert views[-1].detail == sentences.NOT_RECORDED


class House:
    """Two doors of one area, each with its own process' rules, on one database."""

    def __init__(self, database: Database) -> None:
        self.log = AccessLog(database)
        self.store = RuleStore(database)
        self.presence = PresenceStore(database)
        self.ada = Gallery(database).add(patron("Ada"), NOON, by="ada")
        self.bob = Gallery(database).add(patron("Bob"), NOON, by="ada")
        self.north, self.south = (
            HouseRules(self.store, self.presence, hold_s=5.0) for _ in range(2)
        )

    def put(self, *rules: Area | DoorRules | Group) -> None:
        for rule in rules:
            self.store.put(rule, at=NOON, by="console:guard")

    def asks(self, door: str, person: Person, seconds: float = 0.0) -> NewAccessEvent:
        """Ask the door's own rules; the row is not written."""
        row = replace(visit(person, NOON + timedelta(seconds=seconds)), door=door, evidence=b"")
        return (self.north if door == "North" else self.south).apply(row, 3)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with closing(Database.open(tmp_path / "janus.sqlite3")) as database:
        yield House(database)


def test_two_doors_cannot_both_fill_the_last_place(house: House) -> None:
    house.put(Area("Lab", limit=1), DoorRules("North", into="Lab"), DoorRules("South", into="Lab"))
    ada, bob = house.asks("North", house.ada), house.asks("South", house.bob)
    assert ada.outcome is bob.outcome is Outcome.GRANTED
    house.log.append(ada)
    with pytest.raises(RulesChangedError):
        house.log.append(bob)
    assert house.asks("South", house.bob).reason is Reason.AREA_FULL
    assert [who.name for who in house.presence.present()] == ["Ada"]


def test_two_interlocked_doors_cannot_both_open(house: House) -> None:
    house.put(
        DoorRules("North", interlocked=frozenset({"South"})),
        DoorRules("South", interlocked=frozenset({"North"})),
    )
    house.log.append(house.asks("North", house.ada))
    # Unlocked for five seconds, at most a second after the row; and a contact takes its time.
    assert house.asks("South", house.bob, 6.9).reason is Reason.OTHER_DOOR_OPEN
    assert house.asks("South", house.bob, 7.0).outcome is Outcome.GRANTED  # locked again
    house.presence.contact("North", is_open=True)
    assert house.asks("South", house.bob, 60.0).reason is Reason.OTHER_DOOR_OPEN
    house.presence.contact("North", is_open=False)
    assert house.asks("South", house.bob, 60.0).outcome is Outcome.GRANTED


def test_anti_passback_holds_over_all_doors_of_an_area(house: House) -> None:
    house.put(
        Area("Lab", Passback.HARD),
        DoorRules("North", into="Lab"),
        DoorRules("South", out_of="Lab"),
    )
    house.log.append(house.asks("North", house.ada))
    assert house.asks("North", house.ada, 60.0).reason is Reason.ALREADY_INSIDE
    house.log.append(house.asks("South", house.ada, 120.0))
    assert house.presence.present() == ()
    assert house.asks("North", house.ada, 180.0).outcome is Outcome.GRANTED


def test_a_badge_of_somebody_not_enrolled_opens_nothing_in_a_lockdown(house: House) -> None:
    guest = replace(visit(house.ada), person_id=None, person_name="A guest", evidence=b"")
    assert house.north.apply(guest, 3).outcome is Outcome.GRANTED
    house.store.set_mode(Mode.LOCKDOWN, at=NOON, by="console:guard")
    assert house.north.apply(guest, 3).reason is Reason.LOCKDOWN
