"""The flow of one door when something fails: shut, written down, said calmly, and on again."""

import logging

import pytest

from db.errors import StoreError
from db.records import Reason
from kiosk.entry.doorkeeper import LATEST_S
from kiosk.entry.flow import FAULT_S
from kiosk.entry.sentences import TOO_LATE, TRY_AGAIN
from kiosk.entry.view import EntryState
from tests.test_kiosk.door_rig import FRAME_S, HOLD_S, REFUSED_S, DoorRig, states
from tests.test_kiosk.fakes import ADA, BOB, EVE, fault

A_SECOND = 33  # frames, the first and the last included: when the last look is due


def test_a_store_that_cannot_write_keeps_the_door_shut(rig: DoorRig) -> None:
    rig.log.fails = True
    views = rig.person(ADA, 3)
    assert views[-1].state is EntryState.OUT_OF_SERVICE
    assert "recorded" in views[-1].detail
    assert rig.journal == []
    assert not views[-1].door_unlocked
    rig.log.fails = False
    rig.nobody(5.0)
    assert rig.person(ADA, 3, track=2)[-1].state is EntryState.WELCOME


def test_whoever_is_revoked_while_the_log_is_waited_for_is_not_let_in(rig: DoorRig) -> None:
    rig.log.waits = lambda: rig.revoke("Ada Lovelace", ADA)
    views = rig.person(ADA, 3)
    assert (views[-1].state, rig.journal) == (EntryState.CHECKING, [])
    views = rig.person(ADA, 1)
    assert views[-1].state is EntryState.REFUSED
    assert rig.outcomes == ["denied revoked Ada Lovelace"]


def test_a_change_that_concerns_somebody_else_costs_one_frame(rig: DoorRig) -> None:
    rig.log.waits = lambda: rig.revoke("Bob", BOB)
    views = rig.person(ADA, 4)
    assert states(views) == [EntryState.CHECKING, EntryState.WELCOME]
    assert rig.outcomes == ["granted matched Ada Lovelace"]


def test_a_grant_that_comes_too_late_opens_nothing(rig: DoorRig) -> None:
    rig.log.waits = lambda: setattr(rig.clock, "s", rig.clock.s + 0.9)
    assert rig.person(ADA, 3)[-1].state is EntryState.WELCOME
    rig.nobody(10.0)
    rig.log.rows.clear()
    rig.journal.clear()
    rig.log.waits = lambda: setattr(rig.clock, "s", rig.clock.s + LATEST_S + 0.1)
    views = rig.person(ADA, 3, track=2)
    rig.log.waits = lambda: None
    assert rig.outcomes == ["granted matched Ada Lovelace", "denied too late Ada Lovelace"]
    assert "unlock" not in rig.journal
    assert (views[-1].state, views[-1].sentence) == (EntryState.REFUSED, TOO_LATE.sentence)
    rig.nobody(5.0)
    assert rig.person(ADA, 3, track=3)[-1].state is EntryState.WELCOME


def test_whoever_stays_after_a_grant_that_came_too_late_is_looked_at_afresh(rig: DoorRig) -> None:
    rig.log.waits = lambda: setattr(rig.clock, "s", rig.clock.s + LATEST_S + 0.1)
    rig.person(ADA, 3)
    rig.log.waits = lambda: None
    views = rig.person(ADA, round(REFUSED_S / FRAME_S) + 5)
    assert views[0].sentence == TOO_LATE.sentence
    assert rig.outcomes[2:] == ["granted matched Ada Lovelace"]
    assert views[-1].state is EntryState.WELCOME


@pytest.mark.parametrize("waits_s", [2.1, 5.0])
def test_a_lock_that_takes_its_time_makes_no_second_visit(rig: DoorRig, waits_s: float) -> None:
    rig.door.takes_s = waits_s  # longer than the gap that ends a visit
    views = rig.person(ADA, 3) + rig.person(ADA, 60)
    assert rig.outcomes == ["granted matched Ada Lovelace"]
    assert {view.state for view in views[2:]} == {EntryState.WELCOME}


def test_the_door_is_never_called_locked_while_it_is_open(rig: DoorRig) -> None:
    rig.door.takes_s = 1.8
    views = rig.person(ADA, 3) + rig.person(ADA, round((HOLD_S + 3.0) / FRAME_S))
    assert all((view.state is EntryState.WELCOME) == view.door_unlocked for view in views)
    assert views[-1].sentence == "The door is locked again"


def test_a_failure_that_takes_seconds_stays_on_the_screen_all_the_same(rig: DoorRig) -> None:
    rig.log.fails = True
    rig.log.waits = lambda: setattr(rig.clock, "s", rig.clock.s + 5.0)
    rig.person(ADA, 3)
    rig.log.waits = lambda: None
    views = rig.nobody(FAULT_S - 0.5)
    assert {view.state for view in views} == {EntryState.OUT_OF_SERVICE}


def test_whoever_stays_after_a_failure_of_ours_is_asked_to_try_again(rig: DoorRig) -> None:
    rig.door.fails = fault()
    views = rig.person(ADA, 3 + round(FAULT_S / FRAME_S) + 5)
    assert (views[-1].sentence, views[-1].detail) == ("Please try again", TRY_AGAIN)


def test_no_grant_is_carried_out_later(rig: DoorRig) -> None:
    rig.log.fails = True
    rig.person(ADA, 3)
    rig.log.fails = False
    rig.nobody(10.0)
    rig.flow.close()
    assert rig.journal == []


def test_a_gallery_that_cannot_be_read_lets_nobody_in(rig: DoorRig) -> None:
    rig.person(ADA, 2)
    rig.gallery.fails = StoreError("The database is away.", "Bring it back.")
    views = rig.person(ADA, 20)
    assert {view.state for view in views} == {EntryState.OUT_OF_SERVICE}
    assert rig.journal == []


def test_a_door_that_fails_is_written_down_and_shown(
    rig: DoorRig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.door.fails = fault()
    views = rig.person(ADA, 3)
    assert rig.outcomes == ["granted matched Ada Lovelace", "denied door fault Ada Lovelace"]
    assert views[-1].state is EntryState.OUT_OF_SERVICE
    assert views[-1].event is not None
    assert views[-1].event.reason is Reason.DOOR_FAULT
    assert "relay" in caplog.text
    rig.door.fails = None
    rig.nobody(6.0)
    assert rig.person(ADA, 3, track=2)[-1].state is EntryState.WELCOME


def test_a_bug_is_logged_and_the_next_step_goes_on(
    rig: DoorRig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.person(ADA, 2)
    rig.script.fails = ZeroDivisionError("a bug")
    views = rig.person(ADA, 30)
    assert {view.state for view in views} == {EntryState.OUT_OF_SERVICE}
    assert rig.journal == []
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1  # not one a frame
    assert "a bug" in errors[0].getMessage()
    assert rig.script.resets > 0
    rig.script.fails = None
    assert rig.person(ADA, 3)[-1].state is EntryState.WELCOME


def test_the_technical_log_names_nobody(rig: DoorRig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rig.door.fails = fault()
    rig.person(ADA, 3)
    assert "Ada" not in caplog.text


def test_a_camera_that_goes_away(rig: DoorRig) -> None:
    rig.person(EVE, 5)
    views = rig.no_camera(4.0)
    assert views[0].state is EntryState.CHECKING  # a stutter is not worth a word
    assert views[-1].state is EntryState.OUT_OF_SERVICE
    assert "camera" in views[-1].detail
    assert views[-1].frame is None
    assert rig.outcomes == ["denied not recognised stranger"]
    assert rig.nobody(0.1)[-1].state is EntryState.IDLE


def test_starting_and_a_camera_that_never_comes() -> None:
    views = DoorRig().no_camera(15.0)
    assert states(views) == [EntryState.STARTING, EntryState.OUT_OF_SERVICE]
