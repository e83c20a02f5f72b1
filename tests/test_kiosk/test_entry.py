"""The whole flow of one door between fakes: what is logged, what opens, what is shown."""

from datetime import timedelta

import pytest

from db.records import Outcome, PersonStatus, Reason
from kiosk.entry.view import EntryState, FaceMark
from models.quality import Quality
from models.types import DetectedFace
from tests.test_kiosk.door_rig import FRAME_S, HOLD_S, REFUSED_S, DoorRig, states
from tests.test_kiosk.fakes import ADA, BOB, EVE, NOON, embedding, face

A_SECOND = 33  # frames, the first and the last included: when the last look is due


def test_a_patron_enters_at_the_third_usable_frame(rig: DoorRig) -> None:
    assert rig.nobody(0.1)[-1].state is EntryState.IDLE
    views = rig.person(ADA, 3)
    assert states(views) == [EntryState.CHECKING, EntryState.WELCOME]
    assert views[-1].sentence == "Welcome, Ada"
    assert views[-1].door_unlocked
    event = views[-1].event
    assert event is not None
    assert (event.outcome, event.reason) == (Outcome.GRANTED, Reason.MATCHED)
    assert event.frames_used == 3
    assert rig.log.rows[0].thumbnail_jpeg.startswith(b"\xff\xd8")
    assert rig.log.rows[0].runner_up_similarity == pytest.approx(0.0)
    assert [view.event for view in views[:-1]] == [None, None]


def test_the_row_is_committed_before_the_door_opens(rig: DoorRig) -> None:
    rig.person(ADA, 3)
    assert rig.journal == ["row granted matched", "unlock"]


def test_a_stranger_is_refused_at_the_second_look(rig: DoorRig) -> None:
    views = rig.person(EVE, A_SECOND)
    assert [view.event is not None for view in views] == [False] * (A_SECOND - 1) + [True]
    assert views[-1].state is EntryState.REFUSED
    assert views[-1].sentence == "Not recognised, please ask reception"
    assert not views[-1].door_unlocked
    assert rig.outcomes == ["denied not recognised stranger"]
    assert rig.log.rows[0].frames_used == A_SECOND
    assert rig.journal == ["row denied not recognised"]


def test_one_visit_is_one_row_however_long_it_lasts(rig: DoorRig) -> None:
    rig.person(ADA, 400)
    rig.person(ADA, 30, track=2)
    rig.nobody(1.0)
    rig.person(ADA, 60, track=3)
    assert rig.outcomes == ["granted matched Ada Lovelace"]
    rig.nobody(2.5)
    rig.person(ADA, 60, track=4)
    assert rig.outcomes == ["granted matched Ada Lovelace"] * 2


def test_a_decided_visit_is_embedded_only_now_and_then(rig: DoorRig) -> None:
    rig.person(ADA, 3)
    rig.person(ADA, 100)
    assert rig.script.embedded <= 3 + 20


def test_the_next_person_is_a_new_visit_without_any_gap(rig: DoorRig) -> None:
    rig.person(ADA, 20)
    rig.person(EVE, 40, track=2)
    rig.person(BOB, 20, track=3)
    assert rig.outcomes == [
        "granted matched Ada Lovelace",
        "denied not recognised stranger",
        "granted matched Bob",
    ]


def test_a_similar_patron_right_behind_another_is_decided_as_themselves(rig: DoorRig) -> None:
    like_ada = embedding(0.85, 0.527, 0)
    rig.gallery.put("Carol", like_ada)
    rig.person(ADA, 20)
    views = rig.person(like_ada, 30, track=2)
    assert rig.outcomes == ["granted matched Ada Lovelace", "granted matched Carol"]
    assert "Welcome, Carol" in {view.sentence for view in views}
    rig.person(like_ada, 30, track=3)
    assert len(rig.outcomes) == 2


def test_a_face_that_slides_in_on_the_same_track_gets_nobody_elses_grant(rig: DoorRig) -> None:
    rig.person(ADA, 2)
    rig.person(EVE, 40)
    assert rig.outcomes == ["denied not recognised stranger"]
    assert "unlock" not in rig.journal


def test_half_ada_half_eve_is_a_stranger(rig: DoorRig) -> None:
    rig.person(embedding(1, 0, 0.8), 40)
    assert rig.outcomes == ["denied not recognised stranger"]


def test_leaving_after_the_first_look_still_leaves_a_row(rig: DoorRig) -> None:
    rig.person(EVE, 5)
    views = rig.nobody(3.0)
    assert rig.outcomes == ["denied not recognised stranger"]
    assert rig.log.rows[0].frames_used == 3
    assert sum(view.event is not None for view in views) == 1
    assert states(views) == [EntryState.CHECKING, EntryState.IDLE]  # nobody is there to be told


def test_ducking_away_and_back_gives_no_further_look(rig: DoorRig) -> None:
    for track in range(1, 12):
        rig.person(EVE, 3, track=track)
        rig.nobody(0.2)
    rig.nobody(3.0)
    assert rig.outcomes == ["denied not recognised stranger"]


def test_passing_by_without_enough_frames_leaves_none(rig: DoorRig) -> None:
    rig.person(EVE, 2)
    rig.nobody(3.0)
    assert rig.outcomes == []


BYSTANDERS = [face(height_px=12), face(x=14)]  # far off; aside


@pytest.mark.parametrize("bystander", BYSTANDERS, ids=["far", "aside"])
def test_a_bystander_does_not_keep_the_visit_of_whoever_left(
    rig: DoorRig, bystander: DetectedFace
) -> None:
    rig.person(EVE, 5)
    rig.people([(2, bystander, BOB)], round(3.0 / FRAME_S))
    assert rig.outcomes == ["denied not recognised stranger"]
    rig.person(ADA, 3, track=3)
    rig.people([(2, bystander, BOB)], round(60.0 / FRAME_S))
    views = rig.person(ADA, 3, track=4)
    assert views[-1].state is EntryState.WELCOME
    assert rig.outcomes[1:] == ["granted matched Ada Lovelace"] * 2


def test_whoever_steps_back_or_aside_for_a_moment_is_still_the_same_visit(rig: DoorRig) -> None:
    rig.person(ADA, 3)
    for stands in BYSTANDERS:
        rig.people([(1, stands, ADA)], round(3.0 / FRAME_S))
        rig.person(ADA, 20)
    assert rig.outcomes == ["granted matched Ada Lovelace"]


def test_closing_writes_the_row_of_whoever_was_looked_at(rig: DoorRig) -> None:
    rig.person(EVE, 4)
    assert rig.flow.close() is not None
    assert rig.outcomes == ["denied not recognised stranger"]
    assert rig.flow.close() is None


@pytest.mark.parametrize(
    ("status", "valid_s", "reason"),
    [
        (PersonStatus.REVOKED, None, Reason.REVOKED),
        (PersonStatus.ACTIVE, 0.0, Reason.EXPIRED),
    ],
)
def test_whoever_may_not_enter_is_named_in_the_log_and_not_on_the_screen(
    rig: DoorRig, status: PersonStatus, valid_s: float | None, reason: Reason
) -> None:
    until = None if valid_s is None else NOON + timedelta(seconds=valid_s)
    rig.gallery.put("Ada Lovelace", ADA, status=status, valid_until=until)
    views = rig.person(ADA, 3)
    assert rig.outcomes == [f"denied {reason} Ada Lovelace"]
    stranger = DoorRig()
    stranger.gallery.put("Bob", BOB)
    assert views[-1].sentence == stranger.person(EVE, A_SECOND)[-1].sentence


def test_validity_is_judged_at_the_moment_of_the_decision(rig: DoorRig) -> None:
    rig.gallery.put("Ada Lovelace", ADA, valid_until=NOON + timedelta(seconds=10))
    rig.person(ADA, 3)
    rig.nobody(10.0)
    rig.person(ADA, 3, track=2)
    assert rig.outcomes == ["granted matched Ada Lovelace", "denied no longer valid Ada Lovelace"]


def test_revoked_during_the_visit_before_the_look(rig: DoorRig) -> None:
    rig.person(ADA, 2)
    rig.gallery.put("Ada Lovelace", ADA, status=PersonStatus.REVOKED)
    rig.person(ADA, 1)
    assert rig.outcomes == ["denied revoked Ada Lovelace"]


def test_an_empty_gallery_asks_for_reception() -> None:
    rig = DoorRig()
    views = rig.person(ADA, 3)
    assert (views[-1].state, views[-1].sentence) == (EntryState.REFUSED, "Please ask reception")
    assert rig.outcomes == ["denied nobody is enrolled stranger"]
    assert rig.log.rows[0].best_similarity is None


def test_whoever_is_enrolled_while_standing_there_enters_on_the_next_frame() -> None:
    rig = DoorRig()
    rig.person(ADA, 60)
    rig.gallery.put("Ada Lovelace", ADA)
    assert rig.person(ADA, 1)[-1].state is EntryState.WELCOME
    assert rig.outcomes == ["denied nobody is enrolled stranger", "granted matched Ada Lovelace"]


def test_a_changing_gallery_gives_a_stranger_no_further_rows(rig: DoorRig) -> None:
    rig.person(EVE, A_SECOND)
    before = rig.script.embedded
    for number in range(20):
        rig.gallery.put(f"New {number}", BOB)
        rig.person(EVE, 5)
    assert rig.outcomes == ["denied not recognised stranger"]
    assert rig.script.embedded - before <= 2 * 20  # once for each change, and now and then


def test_two_people_in_front_and_nobody_is_decided(rig: DoorRig) -> None:
    both = [(1, face(50), ADA), (2, face(78), EVE)]
    views = rig.people(both, 30)
    assert {view.state for view in views} == {EntryState.ONE_AT_A_TIME}
    assert {framed.mark for framed in views[-1].faces} == {FaceMark.CHOSEN, FaceMark.OTHER}
    assert rig.outcomes == []


def test_whoever_passes_by_has_not_asked_to_enter(rig: DoorRig) -> None:
    far = rig.people([(1, face(height_px=12), ADA)], 20)
    assert {view.state for view in far} == {EntryState.COME_CLOSER}
    aside = rig.people([(1, face(x=14), ADA)], 20)
    assert aside[-1].sentence == "Please step in front of the camera"
    assert rig.outcomes == []
    assert rig.script.embedded == 0


def test_a_wavering_detector_does_not_make_the_words_flicker(rig: DoorRig) -> None:
    views = rig.nobody(1.0)
    for _ in range(10):
        views += rig.people([(1, face(height_px=12), ADA)], 2) + rig.people([], 2)
    assert states(views) == [EntryState.IDLE]
    views = rig.people([(1, face(height_px=12), ADA)], 12)
    assert states(views) == [EntryState.IDLE, EntryState.COME_CLOSER]


@pytest.mark.parametrize(
    ("poor", "state", "sentence"),
    [
        ((Quality.SIZE, Quality.BLUR), EntryState.COME_CLOSER, "Please come closer"),
        ((Quality.POSE,), EntryState.LOOK, "Please look at the camera"),
        ((Quality.BLUR,), EntryState.BETTER_VIEW, "Please stand still for a moment"),
        ((Quality.DARK,), EntryState.BETTER_VIEW, "Please step into the light"),
        ((Quality.BRIGHT,), EntryState.BETTER_VIEW, "Please step out of the bright light"),
        ((Quality.UNEVEN,), EntryState.BETTER_VIEW, "Please turn towards the light"),
    ],
)
def test_unusable_frames_say_how_to_do_better_and_decide_nothing(
    rig: DoorRig, poor: tuple[Quality, ...], state: EntryState, sentence: str
) -> None:
    rig.poor = poor
    views = rig.person(ADA, 20)
    assert {(view.state, view.sentence) for view in views} == {(state, sentence)}
    assert rig.script.embedded == 0


def test_the_greeting_lasts_as_long_as_the_door_is_open(rig: DoorRig) -> None:
    views = rig.person(ADA, 3) + rig.nobody(HOLD_S + 1.0)
    shown = [view for view in views if view.state is EntryState.WELCOME]
    assert all(view.door_unlocked for view in shown)
    assert len(shown) == pytest.approx(HOLD_S / FRAME_S, abs=2)
    assert views[-1].state is EntryState.IDLE


def test_whoever_stays_is_told_how_to_try_again(rig: DoorRig) -> None:
    views = rig.person(EVE, A_SECOND + round(REFUSED_S / FRAME_S) + 5)
    assert views[A_SECOND + 2].detail == ""
    assert "step away" in views[-1].detail
    rig.nobody(5.0)
    views = rig.person(ADA, 3 + round(HOLD_S / FRAME_S) + 5, track=2)
    assert views[-1].sentence == "The door is locked again"
    assert not views[-1].door_unlocked


def test_a_refusal_makes_way_for_the_next_person(rig: DoorRig) -> None:
    rig.person(EVE, A_SECOND)
    views = rig.person(embedding(0, 1, 1), 3, track=2)
    assert views[-1].state is EntryState.CHECKING


def test_live_latency_runs_from_the_moment_the_first_usable_frame_was_taken(rig: DoorRig) -> None:
    rig.poor = (Quality.POSE,)
    rig.person(ADA, 10, work_s=0.05)
    rig.poor = ()
    rig.person(ADA, 3, work_s=0.05)
    # two frames of waiting and work, and the work on the third
    assert rig.log.rows[0].latency_ms == pytest.approx(1000 * (2 * (FRAME_S + 0.05) + 0.05))


def test_the_latency_of_a_clip_is_the_work_alone() -> None:
    rig = DoorRig(is_live=False)
    rig.gallery.put("Ada Lovelace", ADA)
    rig.person(ADA, 3, work_s=0.05)
    assert rig.log.rows[0].latency_ms == pytest.approx(1000 * 3 * 0.05)
