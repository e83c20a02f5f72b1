"""A picture does not open the door: what is granted, written and said, between fakes."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import StoreError
from db.records import Outcome, PersonStatus
from kiosk.entry.doorkeeper import LATEST_S
from kiosk.entry.view import EntryState
from models.liveness.proof import ProofRules, StepUp
from models.types import Embedding, RgbImage
from tests.test_kiosk.door_heads import (
    Idle,
    Stander,
    guarded_door,
    is_decided,
    lively,
    looking_about,
    still,
    stuck,
)
from tests.test_kiosk.door_rig import FRAME_S, GAP_S, REFUSED_S, DoorRig, states
from tests.test_kiosk.fakes import ADA, BOB, EVE, embedding, fault
from tests.test_models.liveness_geometry import Surface, flat, head

RULES = ProofRules(one_in=10)
UNASKED = ProofRules(one_in=10, step_up=StepUp.NEVER)


def test_a_head_that_looks_about_is_let_in_and_notices_nothing() -> None:
    rig = guarded_door(RULES)
    views = Stander(rig, ADA, idle=looking_about).until(is_decided)
    assert rig.journal == ["row granted matched", "unlock"]
    assert states(views) == [EntryState.CHECKING, EntryState.WELCOME]
    record = rig.log.rows[0].liveness
    assert record is not None
    assert record.log_ratio >= math.log(10)
    assert (record.one_in, record.challenge) == (10, None)
    assert set(record.cues) == {"landmark parallax", "stillness"}


def test_a_stuck_picture_of_a_patron_is_refused_by_name_and_says_nothing_of_it() -> None:
    rig = guarded_door(RULES)
    rig.picture = stuck
    views = Stander(rig, ADA).until(is_decided)
    assert rig.outcomes == ["denied frozen picture Ada Lovelace"]
    assert rig.journal == ["row denied frozen picture"]
    record = rig.log.rows[0].liveness
    assert record is not None
    assert record.cues["stillness"][2] < -5.0
    stranger = guarded_door(RULES)
    assert views[-1].sentence == Stander(stranger, EVE).until(is_decided)[-1].sentence
    assert not views[-1].door_unlocked


def test_whoever_shows_nothing_until_the_deadline_is_refused_where_nobody_is_asked() -> None:
    rig = guarded_door(UNASKED)
    views = Stander(rig, ADA).until(is_decided)
    assert rig.outcomes == ["denied not shown to be live Ada Lovelace"]
    assert len(views) == round(UNASKED.passive_s / FRAME_S) + 1
    assert EntryState.CHALLENGE not in states(views)


def leave(rig: DoorRig) -> None:
    rig.nobody(GAP_S + 0.2)


def close(rig: DoorRig) -> None:
    rig.flow.close()


def unplug(rig: DoorRig) -> None:
    rig.no_camera(3.0)


def trade_places(rig: DoorRig) -> None:
    Stander(rig, EVE, track=9).stays(0.2)


@pytest.mark.parametrize("goes", [leave, close, unplug, trade_places])
@pytest.mark.parametrize("after_s", [0.5, 2.5], ids=["watched", "asked"])
def test_leaving_before_anything_is_shown_leaves_one_row_and_no_grant(
    goes: Callable[[DoorRig], None], after_s: float
) -> None:
    rig = guarded_door(RULES)
    Stander(rig, ADA).stays(after_s)
    assert rig.log.rows == []
    goes(rig)
    assert rig.outcomes == ["denied not shown to be live Ada Lovelace"]
    record = rig.log.rows[0].liveness
    assert record is not None
    assert (record.challenge is not None) is (after_s > RULES.passive_s)


@pytest.mark.parametrize("idle", [looking_about, still], ids=["shown", "not shown"])
def test_whoever_is_revoked_while_watched_is_refused_as_such(idle: Idle) -> None:
    rig = guarded_door(UNASKED)
    ada = Stander(rig, ADA, idle=idle)
    ada.stays(0.3)
    rig.gallery.put("Ada Lovelace", ADA, status=PersonStatus.REVOKED)
    ada.until(is_decided)
    ada.stays(0.5)
    assert rig.outcomes == ["denied revoked Ada Lovelace"]


def test_a_gallery_that_changes_while_somebody_is_watched_concerns_them_only_at_the_end() -> None:
    rig = guarded_door(RULES)
    ada = Stander(rig, ADA, idle=looking_about)
    ada.stays(0.3)
    rig.gallery.put("Carol", EVE)
    rig.log.waits = lambda: rig.revoke("Bob", BOB)  # once more, while the grant is written
    ada.until(is_decided)
    ada.stays(1.0)
    assert rig.outcomes == ["granted matched Ada Lovelace"]
    assert rig.journal == ["row granted matched", "unlock"]


def test_whoever_is_no_longer_the_best_match_at_the_end_is_not_let_in() -> None:
    rig = guarded_door(RULES)
    ada = Stander(rig, ADA, idle=looking_about)
    ada.stays(0.3)
    rig.gallery.put("Ada Lovelace", embedding(1, 0.6, 0))  # enrolled anew, from another photo
    ada.until(is_decided)
    assert rig.outcomes == ["denied not recognised stranger"]


@pytest.mark.parametrize("rules", [RULES, ProofRules(one_in=10, step_up=StepUp.ALWAYS)])
@pytest.mark.parametrize("idle", [looking_about, still])
def test_a_stranger_is_asked_for_nothing(rules: ProofRules, idle: Idle) -> None:
    rig = guarded_door(rules)
    eve = Stander(rig, EVE, idle=idle)
    views = eve.until(is_decided) + eve.stays(8.0)
    assert set(states(views)) == {EntryState.CHECKING, EntryState.REFUSED}
    assert rig.outcomes == ["denied not recognised stranger"]
    assert rig.log.rows[0].liveness is not None


def test_a_lock_that_fails_after_the_proof_is_written_down() -> None:
    rig = guarded_door(RULES)
    rig.door.fails = fault()
    views = Stander(rig, ADA, idle=looking_about).until(is_decided)
    assert rig.outcomes == ["granted matched Ada Lovelace", "denied door fault Ada Lovelace"]
    assert views[-1].state is EntryState.OUT_OF_SERVICE
    assert all(row.liveness is not None for row in rig.log.rows)


def test_a_grant_that_comes_too_late_asks_for_a_new_proof() -> None:
    rig = guarded_door(RULES)
    rig.log.waits = lambda: setattr(rig.clock, "s", rig.clock.s + LATEST_S + 0.1)
    ada = Stander(rig, ADA, idle=looking_about)
    ada.until(is_decided)
    assert rig.outcomes == ["granted matched Ada Lovelace", "denied too late Ada Lovelace"]
    assert "unlock" not in rig.journal
    rig.log.waits = lambda: None
    rig.picture = stuck
    ada.stays(REFUSED_S + 2.0)
    assert rig.outcomes[2:] == ["denied frozen picture Ada Lovelace"]


def test_a_log_that_fails_at_the_proof_opens_nothing_then_or_later() -> None:
    rig = guarded_door(RULES)
    rig.log.fails = True
    ada = Stander(rig, ADA, idle=looking_about)
    ada.until(lambda view: view.state is EntryState.OUT_OF_SERVICE)
    rig.log.fails = False
    rig.nobody(8.0)
    rig.flow.close()
    assert "unlock" not in rig.journal
    assert not any(row.outcome is Outcome.GRANTED for row in rig.log.rows)


def test_a_log_that_fails_once_does_not_call_a_living_patron_a_picture() -> None:
    rig = guarded_door(RULES)

    def fail_once() -> None:
        rig.log.waits = lambda: None
        raise StoreError("The disk is busy.", "Wait.")

    rig.log.waits = fail_once
    ada = Stander(rig, ADA, idle=looking_about)
    ada.until(lambda view: view.state is EntryState.OUT_OF_SERVICE)
    assert rig.outcomes == []
    ada.stays(8.0)
    assert rig.outcomes == ["granted matched Ada Lovelace"]


def test_where_nobody_asks_a_picture_still_opens() -> None:
    rig = DoorRig()
    rig.gallery.put("Ada Lovelace", ADA)
    rig.picture = stuck
    views = Stander(rig, ADA, surface=flat).until(is_decided)
    assert len(views) == 3
    assert rig.outcomes == ["granted matched Ada Lovelace"]
    assert rig.log.rows[0].liveness is None


@pytest.mark.parametrize("track", [1, 2], ids=["on the same track", "on another track"])
def test_a_strangers_living_face_first_gains_a_picture_nothing(track: int) -> None:
    rig = guarded_door(UNASKED)
    Stander(rig, EVE, idle=looking_about).stays(0.9)
    Stander(rig, ADA, surface=flat, idle=looking_about, track=track).stays(4.0)
    assert rig.outcomes == [
        "denied not recognised stranger",
        "denied not shown to be live Ada Lovelace",
    ]
    record = rig.log.rows[1].liveness
    assert record is not None
    assert record.cues["landmark parallax"][0] < 0.0


def test_a_patrons_own_living_face_first_gains_their_picture_nothing() -> None:
    rig = guarded_door(UNASKED)
    Stander(rig, ADA, idle=looking_about).stays(0.4)
    assert rig.log.rows == []
    Stander(rig, ADA, surface=flat, idle=looking_about, track=2).stays(4.0)
    assert rig.outcomes == ["denied not shown to be live Ada Lovelace"]
    record = rig.log.rows[0].liveness
    assert record is not None
    assert record.cues["landmark parallax"][0] < 0.0


def test_more_is_demanded_each_time_the_evidence_starts_afresh() -> None:
    rig = guarded_door(UNASKED)
    ada = Stander(rig, ADA)
    ada.stays(0.4)
    ada.track = 2
    ada.until(is_decided)
    record = rig.log.rows[0].liveness
    assert record is not None
    assert record.one_in == 20


def test_a_picture_shown_again_and_again_is_one_visit_with_ever_less_chance() -> None:
    rig = guarded_door(RULES)
    picture = Stander(rig, ADA, surface=flat, idle=looking_about)
    for track in range(1, 40):
        picture.track = track
        picture.stays(0.5)
        rig.nobody(0.2)
    rig.nobody(GAP_S + 0.2)
    assert rig.outcomes == ["denied not shown to be live Ada Lovelace"]
    record = rig.log.rows[0].liveness
    assert record is not None
    assert record.one_in == 2**31 - 1


def test_a_picture_that_was_refused_is_not_let_in_by_a_changed_gallery() -> None:
    rig = guarded_door(UNASKED)
    ada = Stander(rig, ADA, surface=flat)
    ada.until(is_decided)
    for number in range(5):
        rig.gallery.put(f"New {number}", BOB)
        ada.stays(0.3)
    assert rig.outcomes == ["denied not shown to be live Ada Lovelace"]


@pytest.mark.parametrize("surface", [head, flat])
def test_whoever_is_enrolled_while_standing_there_enters_if_they_showed_to_be_alive(
    surface: Surface,
) -> None:
    rig = guarded_door(RULES)
    eve = Stander(rig, EVE, surface=surface, idle=looking_about)
    eve.until(is_decided)
    rig.gallery.put("Eve", EVE)
    eve.stays(0.5)
    enters = ["granted matched Eve"] if surface is head else []
    assert rig.outcomes == ["denied not recognised stranger", *enters]


acts = st.lists(
    st.tuples(
        st.sampled_from([ADA, BOB, EVE]),
        st.integers(1, 2),  # track
        st.sampled_from([head, flat]),
        st.sampled_from([looking_about, still]),
        st.sampled_from([lively, stuck]),
        st.floats(0.05, 2.5),  # seconds
    ),
    max_size=5,
)
Act = tuple[Embedding, int, Surface, Idle, Callable[[int], RgbImage], float]


@settings(max_examples=20, deadline=None)
@given(acts, st.sampled_from(StepUp))
def test_nothing_opens_without_a_row_that_says_enough_for_a_living_head(
    script: list[Act], step_up: StepUp
) -> None:
    rig = guarded_door(ProofRules(one_in=10, step_up=step_up))
    _play(rig, script)
    granted = [row for row in rig.log.rows if row.outcome is Outcome.GRANTED]
    for row in granted:
        assert row.liveness is not None
        assert row.liveness.log_ratio >= math.log(10)
    before = {rig.journal[i - 1] for i, done in enumerate(rig.journal) if done == "unlock"}
    assert before <= {"row granted matched"}
    assert rig.journal.count("unlock") == len(granted)


@settings(max_examples=12, deadline=None)
@given(acts)
def test_one_person_leaves_one_row_whatever_they_hold_up(script: list[Act]) -> None:
    rig = guarded_door(RULES)
    _play(rig, [(ADA, *act[1:]) for act in script])
    assert len(rig.log.rows) <= 1


def _play(rig: DoorRig, script: list[Act]) -> None:
    for who, track, surface, idle, picture, seconds in script:
        rig.picture = picture
        Stander(rig, who, surface=surface, idle=idle, track=track).stays(seconds)
    rig.nobody(GAP_S + 0.2)
