"""From a contact to the rules of the door that is interlocked with it, over the real stores."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.access_log import AccessLog
from db.engine import Database
from db.errors import RulesChangedError, StoreError
from db.gallery import Gallery
from db.presence import PresenceStore
from db.records import NewAccessEvent, Outcome, Reason
from db.rule_records import DoorRules
from db.rules import RuleStore
from kiosk.app import build
from kiosk.config import load_config
from kiosk.door.contact import ContactTimes
from kiosk.door.contact_teller import ContactTeller
from kiosk.door.inputs import Seen
from kiosk.door.standing import SHUT_S, Standing
from kiosk.door.watch import DoorWatch
from kiosk.entry.house_rules import HouseRules
from kiosk.errors import KioskError
from kiosk.scene.source import SceneSource
from models.calibration import Calibration
from models.pipeline import FacePipeline
from tests.test_db.samples import NOON, patron, visit
from tests.test_kiosk.fakes import FakeClock, fault

LONG_AFTER = 600.0  # seconds; every lock is locked again


@given(changes=st.lists(st.tuples(st.booleans(), st.floats(0.0, 3.0))))
def test_a_door_counts_as_shut_only_after_it_was_shut_for_a_while(
    changes: list[tuple[bool, float]],
) -> None:
    """Never shut while the contact says open; and always, once it said shut for long enough."""
    standing, now_s, shut_since_s = Standing(is_open=True), 0.0, None
    for is_open, later_s in changes:
        now_s += later_s
        was_shut = not standing.is_open
        shut_since_s = None if is_open else now_s if shut_since_s is None else shut_since_s
        standing = standing.after(is_open, now_s)
        must_be_shut = shut_since_s is not None and now_s - shut_since_s >= SHUT_S
        stays_shut = was_shut and not is_open
        assert standing.is_open is not (must_be_shut or stays_shut)


@dataclass
class Contact:
    """A contact that says what it is told to."""

    is_open: bool = False
    fails: KioskError | None = None

    def read(self) -> Seen:
        if self.fails:
            raise self.fails
        return Seen(self.is_open)

    def close(self) -> None:
        """Nothing is held."""


class House:
    """Two interlocked doors, North with a contact, on one database."""

    def __init__(self, database: Database) -> None:
        self.log, self.presence = AccessLog(database), PresenceStore(database)
        self.person = Gallery(database).add(patron("Ada"), NOON, by="ada")
        self.rules = RuleStore(database)
        for door, other in (("North", "South"), ("South", "North")):
            rules = DoorRules(door, interlocked=frozenset({other}))
            self.rules.put(rules, at=NOON, by="console:guard")
        self.contact, self.clock = Contact(), FakeClock()

    def look(self, *, then_s: float = 0.0) -> None:
        """Let North's kiosk start, watch for a while and end, with all that was to be written."""
        teller = ContactTeller(lambda is_open: self.presence.contact("North", is_open=is_open))
        watch = DoorWatch(
            "North",
            self.contact,
            lambda: None,
            ContactTimes(late_s=2.0, exit_s=10.0, held_s=30.0),
            self.clock,
            lambda _event: None,
            teller.stands,
            lambda _alarm: None,
        )
        watch.turn()
        self.clock.s += then_s
        watch.close()
        teller.start()
        teller.close()

    def asks(self, door: str) -> NewAccessEvent:
        at = NOON + timedelta(seconds=LONG_AFTER)
        row = replace(
            visit(self.person, at), door=door, evidence=b"{}"
        )  # a look that shows nothing
        return HouseRules(self.rules, self.presence, hold_s=5.0).apply(row, 1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with closing(Database.open(tmp_path / "janus.sqlite3")) as database:
        yield House(database)


def test_a_door_that_stands_open_keeps_the_other_shut_and_itself_not(house: House) -> None:
    house.contact.is_open = True
    house.look()
    south = house.asks("South")
    assert south.reason is Reason.OTHER_DOOR_OPEN
    assert south.rule == "interlock: North must be shut first"
    assert house.asks("North").outcome is Outcome.GRANTED
    house.contact.is_open = False
    house.look()
    assert house.asks("South").outcome is Outcome.GRANTED


def test_what_was_seen_last_holds_where_contact_or_kiosk_are_away(house: House) -> None:
    house.contact.is_open = True
    house.look()
    house.contact.fails = fault()
    house.look(then_s=LONG_AFTER)
    assert house.asks("South").reason is Reason.OTHER_DOOR_OPEN


def test_a_door_that_opens_between_ruling_and_row_is_asked_about_again(house: House) -> None:
    decided = house.asks("South")
    assert decided.outcome is Outcome.GRANTED
    house.contact.is_open = True
    house.look()
    with pytest.raises(RulesChangedError):
        house.log.append(decided)
    assert house.asks("South").reason is Reason.OTHER_DOOR_OPEN


def test_what_the_contact_goes_on_saying_disturbs_no_ruling(house: House) -> None:
    for is_open in (False, True):
        house.contact.is_open = is_open
        house.look()
        decided = house.asks("North")
        house.look()
        house.look()
        house.log.append(decided)


def test_news_is_written_when_the_database_is_back_and_the_last_state_wins() -> None:
    kept: list[bool] = []
    failures, failed_twice, written = [True, False], Event(), Event()

    def keep(is_open: bool) -> None:
        if failures:
            failures.pop()
            if not failures:
                failed_twice.set()
            raise StoreError("It is locked.", "Wait.")
        kept.append(is_open)
        written.set()

    teller = ContactTeller(keep, again_s=0.0)
    teller.stands(True)
    teller.stands(False)
    teller.start()
    assert failed_twice.wait(30.0)
    assert written.wait(30.0)
    teller.stands(False)
    teller.close()
    teller.close()
    assert kept == [False]


@pytest.mark.parametrize("error", [StoreError("It is broken.", "Restore it."), ValueError("bug")])
def test_news_does_not_wait_for_the_next_try_and_the_end_for_nothing(error: Exception) -> None:
    tried: list[bool] = []
    first, second = Event(), Event()

    def keep(is_open: bool) -> None:
        tried.append(is_open)
        (first if len(tried) == 1 else second).set()
        raise error

    teller = ContactTeller(keep, again_s=3600.0)
    teller.start()
    teller.stands(False)
    assert first.wait(30.0)
    teller.stands(True)
    assert second.wait(30.0)
    teller.close()
    assert tried[:2] == [False, True]
    assert not teller._thread.is_alive()


@pytest.mark.parametrize("contact", ["none", "simulated"])
def test_a_kiosk_says_of_its_own_door_that_it_is_shut(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    real_recognition: tuple[FacePipeline, Calibration],
    contact: str,
) -> None:
    """Also where it has no contact any more: nobody would ever say so of that one."""
    monkeypatch.setattr("kiosk.recognition.build_recognition", lambda _: real_recognition)
    (tmp_path / "janus.toml").write_text(f'[door]\nname = "North"\ncontact.kind = "{contact}"\n')
    with closing(Database.open(tmp_path / "janus.sqlite3")) as database:
        presence = PresenceStore(database)
        for door in ("North", "South"):
            presence.contact(door, is_open=True)
        build(load_config(tmp_path), source=SceneSource(0)).close()
        facts = presence.facts("South", [], NOON, granted_since=NOON)
        assert facts.open_doors == {"South"}
