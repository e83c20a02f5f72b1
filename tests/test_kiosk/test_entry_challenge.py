"""Asked for a movement at the door: what is said, what counts, what is kept."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from db.records import LivenessRecord, PersonStatus
from kiosk.entry.view import EntryState, EntryView
from models.liveness.proof import ProofRules, StepUp
from models.liveness.step import Step
from models.quality import Quality
from models.types import Embedding
from tests.test_kiosk.door_heads import (
    OBEDIENT,
    REST,
    Stander,
    guarded_door,
    is_asking,
    is_decided,
    looking_about,
    stuck,
)
from tests.test_kiosk.door_rig import GAP_S, DoorRig, states
from tests.test_kiosk.fakes import ADA, BOB, EVE, face
from tests.test_models.challenge_rig import Play, obedient
from tests.test_models.liveness_geometry import Pose, flat

RULES = ProofRules(one_in=10)


def ignoring(at_s: float, asked: Step, since_s: float) -> Pose:
    """Do nothing that is asked."""
    return REST


def record_of(rig: DoorRig) -> LivenessRecord:
    """What the only row says of a living head."""
    (row,) = rig.log.rows
    assert row.liveness is not None
    return row.liveness


def drawn_at(rig: DoorRig, *steps: Step) -> list[float]:
    """Let the door ask for some steps; return when it drew them, once it has."""
    drawn_s: list[float] = []

    def draw() -> tuple[Step, ...]:
        drawn_s.append(rig.clock.s)
        return steps

    rig.draw = draw
    return drawn_s


def asked(views: list[EntryView]) -> list[Step | None]:
    """What was asked for, each ask once."""
    asks = [view.asks for view in views]
    return [step for i, step in enumerate(asks) if i == 0 or step is not asks[i - 1]]


def test_a_head_that_answers_is_let_in_and_reads_one_step_at_a_time() -> None:
    rig = guarded_door(RULES)
    views = Stander(rig, ADA).until(is_decided)
    assert rig.journal == ["row granted matched", "unlock"]
    assert states(views) == [EntryState.CHECKING, EntryState.CHALLENGE, EntryState.WELCOME]
    assert asked(views) == [None, Step.LEFT, Step.UP, None]
    said = {view.asks: view.sentence for view in views if view.state is EntryState.CHALLENGE}
    assert said == {
        Step.LEFT: "Please turn your head a little left",
        Step.UP: "Please look up a little",
    }
    record = record_of(rig)
    assert record.challenge is not None
    assert record.challenge.startswith("turn left, look up: passed in")
    assert record.cues["challenge"][0] > 0.0


def test_an_ask_is_on_the_screen_in_the_very_frame_from_which_its_time_runs() -> None:
    rig = guarded_door(RULES)
    drawn_s = drawn_at(rig, Step.RIGHT, Step.UP)
    rig.nobody(0.5)
    views = Stander(rig, ADA).until(is_asking)
    assert views[-1].frame is not None
    assert drawn_s == [views[-1].frame.captured_s]
    assert views[-1].asks is Step.RIGHT


@pytest.mark.parametrize("before", [BOB, EVE], ids=["greeted", "refused"])
@pytest.mark.parametrize("gap_s", [0.0, GAP_S + 0.1], ids=["at once", "after a gap"])
def test_words_for_whoever_was_there_before_do_not_hide_what_is_asked(
    before: Embedding, gap_s: float
) -> None:
    rig = guarded_door(RULES)
    drawn_s = drawn_at(rig, Step.LEFT, Step.UP)
    views = Stander(rig, before, idle=looking_about).until(is_decided)
    is_greeted = views[-1].state is EntryState.WELCOME
    assert is_greeted is (before is BOB)
    rig.nobody(gap_s)
    ada = Stander(rig, ADA, track=2)
    views = ada.until(is_asking)
    assert views[-1].frame is not None
    assert drawn_s == [views[-1].frame.captured_s]
    assert asked(ada.until(is_decided)) == [Step.LEFT, Step.UP, None]
    assert rig.outcomes[1:] == ["granted matched Ada Lovelace"]


def test_where_it_is_always_asked_a_certain_head_is_asked_too() -> None:
    rig = guarded_door(ProofRules(one_in=10, step_up=StepUp.ALWAYS))
    views = Stander(rig, ADA, idle=looking_about).until(is_asking)
    assert len(views) < 32
    Stander(rig, ADA, idle=looking_about, play=ignoring).until(is_decided)
    assert rig.outcomes == ["denied challenge failed Ada Lovelace"]


@pytest.mark.parametrize("turn_deg", [20.0, 34.0, 50.0])
def test_a_picture_that_is_tilted_as_asked_fails(turn_deg: float) -> None:
    rig = guarded_door(RULES)
    picture = Stander(rig, ADA, surface=flat, play=obedient(REST, turn_deg=turn_deg))
    views = picture.until(is_decided)
    assert rig.outcomes == ["denied challenge failed Ada Lovelace"]
    assert views[-1].sentence == "Not recognised, please ask reception"
    assert "failed at turn left" in (record_of(rig).challenge or "")
    assert "unlock" not in rig.journal


def test_turning_the_other_way_fails() -> None:
    rig = guarded_door(RULES)
    Stander(rig, ADA, play=obedient(REST, does=lambda _: Step.RIGHT)).until(is_decided)
    assert rig.outcomes == ["denied challenge failed Ada Lovelace"]
    assert "wrong direction" in (record_of(rig).challenge or "")


def test_doing_nothing_fails() -> None:
    rig = guarded_door(RULES)
    Stander(rig, ADA, play=ignoring).until(is_decided)
    assert rig.outcomes == ["denied challenge failed Ada Lovelace"]
    assert "too late" in (record_of(rig).challenge or "")


def test_a_head_that_turns_out_of_sight_of_recognition_still_answers() -> None:
    rig = guarded_door(RULES)
    Stander(rig, ADA, turned_deg=12.0).until(is_decided)
    assert rig.outcomes == ["granted matched Ada Lovelace"]


def test_a_blurred_frame_of_a_head_that_turns_neither_counts_nor_hides_the_ask() -> None:
    rig = guarded_door(RULES)
    ada = Stander(rig, ADA)
    ada.until(is_asking)
    ada.stays(0.3)
    ada.poor = (Quality.BLUR,)
    views = ada.stays(0.4)
    assert {view.asks for view in views} == {Step.LEFT}
    ada.poor = ()
    ada.until(is_decided)
    assert rig.outcomes == ["granted matched Ada Lovelace"]


def test_whoever_is_blurred_all_the_while_is_not_waited_for() -> None:
    rig = guarded_door(RULES)
    ada = Stander(rig, ADA)
    ada.until(is_asking)
    ada.poor = (Quality.BLUR,)
    ada.until(is_decided, within_s=8.0)
    assert rig.outcomes == ["denied challenge failed Ada Lovelace"]


def slip_in(rig: DoorRig, who: Embedding, pose: Pose, *, turned_deg: float) -> None:
    """Let another face be on Ada's track for a moment."""
    Stander(rig, who, play=lambda *_: pose, idle=lambda _: pose, turned_deg=turned_deg).stays(0.05)


@pytest.mark.parametrize("turned_deg", [35.0, 12.0], ids=["usable", "turned too far to be usable"])
def test_another_face_on_the_way_ends_the_challenge_and_a_fresh_one_is_asked(
    turned_deg: float,
) -> None:
    rig = guarded_door(RULES)
    ada = Stander(rig, ADA)
    first = len(ada.until(is_asking))
    ada.stays(0.3)
    slip_in(rig, EVE, replace(REST, yaw_deg=20.0), turned_deg=turned_deg)
    ada = Stander(rig, ADA)
    again = ada.until(is_asking)
    assert len(again) >= 0.9 * first  # all evidence starts afresh, the time to watch too
    assert again[0].state is EntryState.CHECKING
    assert rig.log.rows == []
    ada.until(is_decided)
    assert rig.outcomes == ["granted matched Ada Lovelace"]
    assert record_of(rig).one_in == 20


@pytest.mark.parametrize("turned_deg", [35.0, 12.0], ids=["usable", "turned too far to be usable"])
def test_somebody_elses_head_answers_for_nobody(turned_deg: float) -> None:
    rig = guarded_door(RULES)
    for _ in range(RULES.most_asked):
        Stander(rig, ADA, surface=flat).until(is_asking)
        slip_in(rig, EVE, replace(REST, yaw_deg=20.0), turned_deg=turned_deg)
    views = Stander(rig, ADA, surface=flat).until(is_decided)
    assert EntryState.CHALLENGE not in states(views)
    assert rig.outcomes == ["denied challenge failed Ada Lovelace"]


def test_the_same_face_on_another_track_is_asked_afresh_but_not_for_ever() -> None:
    rig = guarded_door(RULES)
    for track in range(1, 1 + RULES.most_asked):
        ada = Stander(rig, ADA, track=track)
        ada.until(is_asking)
        ada.stays(0.3)
        rig.nobody(0.3)
    ada = Stander(rig, ADA, track=9)
    views = ada.until(is_decided)
    assert EntryState.CHALLENGE not in states(views)
    assert rig.outcomes == ["denied challenge failed Ada Lovelace"]


def test_a_challenge_is_not_carried_over_to_another_track() -> None:
    rig = guarded_door(RULES)
    ada = Stander(rig, ADA)
    ada.until(lambda view: view.asks is Step.UP)  # the first step is done
    views = Stander(rig, ADA, track=2).until(is_decided)
    assert asked(views)[-4:] == [None, Step.LEFT, Step.UP, None]
    assert rig.outcomes == ["granted matched Ada Lovelace"]


def leave(rig: DoorRig) -> None:
    rig.nobody(GAP_S + 0.2)


def stay_close_by(rig: DoorRig) -> None:
    """Leave, with somebody else before the door from then on."""
    Stander(rig, BOB, track=5, idle=looking_about).stays(0.2)


@pytest.mark.parametrize("goes", [leave, stay_close_by])
def test_leaving_while_asked_leaves_one_row(goes: Callable[[DoorRig], None]) -> None:
    rig = guarded_door(RULES)
    Stander(rig, ADA, play=ignoring).until(is_asking)
    goes(rig)
    assert rig.outcomes == ["denied not shown to be live Ada Lovelace"]
    assert record_of(rig).challenge == "turn left, look up: not finished"


@pytest.mark.parametrize("play", [OBEDIENT, ignoring], ids=["answers", "does not"])
def test_whoever_is_revoked_while_asked_is_refused_as_such(play: Play) -> None:
    rig = guarded_door(RULES)
    ada = Stander(rig, ADA, play=play)
    ada.until(is_asking)
    rig.gallery.put("Ada Lovelace", ADA, status=PersonStatus.REVOKED)
    ada.until(is_decided)
    ada.stays(0.5)
    assert rig.outcomes == ["denied revoked Ada Lovelace"]


def test_a_stream_that_freezes_while_it_is_asked_is_refused() -> None:
    rig = guarded_door(RULES)
    ada = Stander(rig, ADA)
    ada.until(is_asking)
    rig.picture = stuck
    Stander(rig, ADA, play=ignoring).until(is_decided)
    assert rig.outcomes[0].startswith("denied ")
    assert "unlock" not in rig.journal


def test_two_people_in_front_stop_the_challenge_and_it_does_not_wait_for_them() -> None:
    rig = guarded_door(RULES)
    Stander(rig, ADA).until(is_asking)
    views = rig.people([(1, face(50), ADA), (2, face(78), EVE)], 160)
    assert states(views)[-1] is EntryState.ONE_AT_A_TIME
    assert views[-1].asks is None
    Stander(rig, ADA, play=ignoring).until(is_decided)
    assert rig.outcomes == ["denied challenge failed Ada Lovelace"]
