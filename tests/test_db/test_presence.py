"""Who is where: changed with the row of the grant or not at all, and taken back whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db import access_log, chain
from db.access_log import AccessLog
from db.engine import Database
from db.erasure import erase
from db.errors import RulesChangedError, StoreError
from db.gallery import Gallery
from db.presence import UNLOCKED_LONGER, PresenceStore
from db.presence_records import Facts, Passage, Present, Stay
from db.records import Outcome, Person, Reason
from db.rule_records import Area, Group, VisitorPass
from db.rules import RuleStore
from db.signing import KeySigner
from tests.test_db.samples import NOON, patron, visit

BY = "console:guard"
MIN = timedelta(minutes=1)
DOOR = "Lab door"


@pytest.fixture
def ada(gallery: Gallery) -> Person:
    return gallery.add(patron(), NOON, by="ada")


@pytest.fixture
def store(database: Database) -> PresenceStore:
    return PresenceStore(database)


def facts(store: PresenceStore, *people: Person, at: timedelta = timedelta()) -> Facts:
    ids = [person.id for person in people]
    return store.facts(DOOR, ids, NOON + at, granted_since=NOON - 60 * MIN + at)


def passage(store: PresenceStore, person: Person, at: timedelta = timedelta()) -> Passage:
    known = facts(store, person, at=at)
    before = tuple(known.stays.values())
    return Passage(
        rules_revision=1,
        moves=known.moves,
        door=DOOR,
        at=NOON + at,
        people=(person.id,),
        unlocked_until=NOON + at + timedelta(seconds=5),
        before=before,
        after=(Stay(person.id, "Lab", NOON + at),),
        visitors=(),
        granted_before=tuple(known.grants.items()),
    )


def undo(log: AccessLog, person: Person, done: Passage) -> None:
    row = replace(visit(person), outcome=Outcome.DENIED, reason=Reason.DOOR_FAULT)
    log.append(replace(row, passage=done.undone()))


def test_a_grant_says_who_is_inside(store: PresenceStore, log: AccessLog, ada: Person) -> None:
    log.append(replace(visit(ada), passage=passage(store, ada)))
    known = facts(store, ada)
    assert known.stays == {(ada.id, "Lab"): Stay(ada.id, "Lab", NOON)}
    assert known.counts == {"Lab": 1}
    assert known.grants == {ada.id: NOON}
    assert known.open_doors == {DOOR}
    locked = timedelta(seconds=5)
    assert facts(store, ada, at=locked).open_doors == {DOOR}  # it may open just then
    assert facts(store, ada, at=locked + UNLOCKED_LONGER).open_doors == set()
    assert store.present() == (Present(ada.id, ada.name, "Lab", NOON),)
    assert store.present("Attic") == ()


def test_a_grant_taken_back_leaves_no_trace(
    store: PresenceStore, log: AccessLog, ada: Person, database: Database
) -> None:
    RuleStore(database).put_visitor(VisitorPass(ada.id, NOON + 9 * MIN), at=NOON, by=BY)
    first = replace(passage(store, ada), rules_revision=2, visitors=(ada.id,))
    log.append(replace(visit(ada), passage=first))
    after_first = facts(store, ada, at=MIN)
    second = replace(passage(store, ada, at=MIN), rules_revision=2, visitors=(ada.id,))
    log.append(replace(visit(ada), passage=second))
    assert facts(store, ada, at=MIN).entries_used == {ada.id: 2}
    undo(log, ada, second)
    assert replace(facts(store, ada, at=MIN), moves=after_first.moves) == after_first
    undo(log, ada, first)
    nothing = facts(store, ada)
    assert (nothing.stays, nothing.counts, nothing.grants) == ({}, {}, {})
    assert nothing.entries_used == {ada.id: 0}
    assert nothing.open_doors == set()


def test_what_has_moved_on_is_not_taken_back(
    store: PresenceStore, log: AccessLog, ada: Person
) -> None:
    done = passage(store, ada)
    log.append(replace(visit(ada), passage=done))
    assert store.take_out(ada.id, "Lab", at=NOON + MIN, by=BY)
    undo(log, ada, done)
    assert facts(store, ada).stays == {(ada.id, "Lab"): Stay(ada.id, "Lab", NOON, NOON + MIN)}


def test_a_later_grant_is_not_taken_back_with_an_earlier_one(
    store: PresenceStore, log: AccessLog, ada: Person
) -> None:
    first = passage(store, ada)
    log.append(replace(visit(ada), passage=first))
    log.append(replace(visit(ada), passage=passage(store, ada, at=MIN)))
    undo(log, ada, first)
    assert facts(store, ada, at=MIN).grants == {ada.id: NOON + MIN}
    assert facts(store, ada).stays == {(ada.id, "Lab"): Stay(ada.id, "Lab", NOON + MIN)}


def change_rules(database: Database, store: PresenceStore, log: AccessLog, ada: Person) -> None:
    RuleStore(database).put(Area("Lab"), at=NOON, by=BY)


def move_somebody(database: Database, store: PresenceStore, log: AccessLog, ada: Person) -> None:
    bob = Gallery(database).add(patron("Bob"), NOON, by="ada")
    log.append(replace(visit(bob), passage=passage(store, bob)))


def open_a_door(database: Database, store: PresenceStore, log: AccessLog, ada: Person) -> None:
    store.contact("Other door", is_open=True)


@pytest.mark.parametrize("change", [change_rules, move_somebody, open_a_door])
def test_a_grant_that_rests_on_what_is_no_more_is_not_written(
    database: Database,
    store: PresenceStore,
    log: AccessLog,
    ada: Person,
    change: Callable[[Database, PresenceStore, AccessLog, Person], None],
) -> None:
    """Two doors that both found one place left must not both let somebody in."""
    decided = passage(store, ada)
    change(database, store, log, ada)
    rows, known = log.page(), facts(store, ada)
    with pytest.raises(RulesChangedError):
        log.append(replace(visit(ada), passage=decided))
    assert len(log.page()) == len(rows)
    assert facts(store, ada) == known


def test_there_is_never_the_row_without_the_move_nor_the_move_without_the_row(
    store: PresenceStore, log: AccessLog, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails after the one and before the other takes both along."""
    decided = passage(store, ada)

    def fails(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.", "Make room.")

    for module, step in ((access_log, "_visitor"), (access_log, "carry"), (chain, "append_event")):
        with monkeypatch.context() as broken:
            broken.setattr(module, step, fails)
            with pytest.raises(StoreError):
                log.append(replace(visit(ada), passage=decided))
        assert (log.page(), facts(store, ada).stays) == ((), {})


def test_a_contact_says_that_a_door_is_open(store: PresenceStore) -> None:
    store.contact(DOOR, is_open=True)
    assert facts(store).open_doors == {DOOR}
    store.contact(DOOR, is_open=False)
    assert facts(store).open_doors == set()


def test_nobody_is_taken_out_twice(store: PresenceStore, log: AccessLog, ada: Person) -> None:
    log.append(replace(visit(ada), passage=passage(store, ada)))
    moves = facts(store).moves
    assert store.take_out(ada.id, "Lab", at=NOON, by=BY)
    assert not store.take_out(ada.id, "Lab", at=NOON, by=BY)
    assert facts(store).moves == moves + 1


def test_an_erased_person_is_nowhere_and_no_door_goes_on_with_older_rules(
    database: Database, store: PresenceStore, log: AccessLog, ada: Person
) -> None:
    rules = RuleStore(database)
    rules.put(Group("staff"), at=NOON, by=BY)
    rules.add_member("staff", ada.id, at=NOON, by=BY)
    rules.put_visitor(VisitorPass(ada.id, NOON + 9 * MIN), at=NOON, by=BY)
    revision = rules.revision()
    log.append(replace(visit(ada), passage=replace(passage(store, ada), rules_revision=revision)))
    moves = facts(store).moves
    erase(database, ada.id, NOON, BY, KeySigner(Ed25519PrivateKey.generate()))
    assert store.present() == ()
    assert rules.book().visitors == {}
    assert rules.book().groups["staff"].members == set()
    assert facts(store, ada).grants == {}
    assert (rules.revision(), facts(store).moves) == (revision + 1, moves + 1)
