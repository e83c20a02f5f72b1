"""From the first frame to a proof or a refusal: which step follows which, and why."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.liveness import proof as liveness
from models.liveness.challenge import DOOR_CHALLENGE, Failure, Result
from models.liveness.likelihood import NOTHING, Cue, LogRatio
from models.liveness.observer import Glimpse, Observer
from models.liveness.proof import Proof, ProofRules, Refusal, Standing, StepUp, Weighed, weigh
from models.liveness.rest import Rest
from models.liveness.step import Step
from models.types import Box, DetectedFace, Frame, Landmarks, RgbImage
from tests.test_models.challenge_rig import TRACK, Camera, obedient
from tests.test_models.faces import portrait
from tests.test_models.liveness_geometry import Pose, flat

RULES = ProofRules(one_in=100)
NEVER, ALWAYS = (replace(RULES, step_up=step_up) for step_up in (StepUp.NEVER, StepUp.ALWAYS))
STEPS = (Step.LEFT, Step.RIGHT)
ALIVE = LogRatio(9, 9, 9)
PASSABLE = LogRatio(2, 4, 4)  # what a challenge adds to is enough
CAMERA = Camera()
AT_REST = Pose()
READY_S = 2.0  # for so long a challenge waits for a head at rest


@dataclass(frozen=True)
class Says:
    """A cue whose evidence is known."""

    log_ratio: LogRatio


@dataclass(frozen=True)
class Written:
    """Points that are where the picture itself says in its first bytes, see `glimpse`."""

    begun: Landmarks
    landmarks: Landmarks

    def onwards(self, image: RgbImage) -> "Written":
        there = np.frombuffer(image.tobytes()[: self.begun.nbytes], np.float32)
        return replace(self, landmarks=there.reshape(self.begun.shape))


class Stays(Written):
    """Points that the picture carries nowhere."""

    def onwards(self, image: RgbImage) -> "Stays":
        return self


def proof_of(
    ratio: LogRatio, *, watched_s: float = 0.0, times_asked: int = 0, stands_s: float | None = 10.0
) -> Proof:
    """A face that has been looked at for so long, from 10 s on, with this evidence."""
    landmarks = tuple(CAMERA.landmarks(AT_REST) for _ in range(12))
    observer = Observer(
        relief=Says(ratio), landmarks=landmarks, follow=lambda _, found: Written(found, found)
    )
    return Proof(
        observer,
        first_s=10.0,
        now_s=10.0 + watched_s,
        rest=Rest(since_s=stands_s),
        times_asked=times_asked,
    )


def asked(proof: Proof, rules: ProofRules = RULES) -> Proof:
    assert weigh(proof, rules).standing is Standing.TO_BE_ASKED
    return liveness.asked(proof, STEPS, track_id=TRACK, rules=rules)


def played(
    proof: Proof,
    *,
    until_s: float = 99.0,
    camera: Camera = CAMERA,
    turn_deg: float = 20.0,
    track_id: int = TRACK,
) -> Proof:
    """Obey until the challenge is over, or a time."""
    play = obedient(turn_deg=turn_deg)
    while proof.asks is not None and proof.now_s < until_s:
        at_s = proof.now_s + 0.05
        shown = camera.landmarks(play(at_s, proof.asks, proof.challenge.asked_s))
        proof = liveness.with_turned(proof, glimpse(at_s, shown), track_id=track_id)
    return proof


def stands(proof: Proof, rules: ProofRules = RULES) -> tuple[Standing, Refusal | None]:
    weighed = weigh(proof, rules)
    return weighed.standing, weighed.refusal


def later(proof: Proof, by_s: float) -> Proof:
    return replace(proof, now_s=proof.now_s + by_s)


def glimpse(at_s: float, landmarks: Landmarks) -> Glimpse:
    face = DetectedFace(Box(200, 60, 300, 180), landmarks, 1.0)
    image = portrait().copy()
    image.reshape(-1)[: landmarks.nbytes] = np.frombuffer(landmarks.tobytes(), np.uint8)
    return Glimpse(Frame(image, at_s, round(at_s * 100)), face)


@pytest.mark.parametrize("rules", [RULES, NEVER, ALWAYS])
@pytest.mark.parametrize("watched_s", [0.0, 0.7, 0.99])
def test_the_undecided_are_watched_until_the_deadline(rules: ProofRules, watched_s: float) -> None:
    assert stands(proof_of(NOTHING, watched_s=watched_s), rules) == (Standing.WATCHED, None)


@pytest.mark.parametrize("rules", [RULES, ALWAYS])
@pytest.mark.parametrize("watched_s", [1.0, 2.0, 2.9])
def test_the_undecided_are_asked_after_the_deadline(rules: ProofRules, watched_s: float) -> None:
    assert stands(proof_of(NOTHING, watched_s=watched_s), rules) == (Standing.TO_BE_ASKED, None)


@pytest.mark.parametrize(
    ("stands_s", "deadline_s"),
    [(10.0, 11.0), (10.8, 11.8), (12.9, 13.0), (None, 13.0)],
    ids=["stood there", "came to stand", "came to stand late", "never stands"],
)
def test_whoever_walks_up_is_watched_until_a_while_after_they_stand(
    stands_s: float | None, deadline_s: float
) -> None:
    before, after = (
        proof_of(NOTHING, watched_s=deadline_s - 10.0 + by_s, stands_s=stands_s)
        for by_s in (-0.01, 0.01)
    )
    assert liveness.deadline_s(before, RULES) == pytest.approx(deadline_s)
    assert stands(before) == (Standing.WATCHED, None)
    assert stands(after) == (Standing.TO_BE_ASKED, None)


def test_where_nobody_is_asked_the_undecided_are_refused_at_the_deadline() -> None:
    expected = (Standing.REFUSED, Refusal.NOT_SHOWN)
    assert stands(proof_of(NOTHING, watched_s=1.5), NEVER) == expected


@pytest.mark.parametrize("watched_s", [0.0, 1.0, 5.0])
def test_the_living_are_shown_at_once_unless_all_are_asked(watched_s: float) -> None:
    proof = proof_of(ALIVE, watched_s=watched_s)
    assert stands(proof) == stands(proof, NEVER) == (Standing.SHOWN, None)
    if watched_s < 2.0:  # at once, as there is nothing to wait for
        assert stands(proof, ALWAYS) == (Standing.TO_BE_ASKED, None)


@pytest.mark.parametrize("rules", [RULES, NEVER, ALWAYS])
@pytest.mark.parametrize("watched_s", [0.0, 2.0, 9.0])
@pytest.mark.parametrize(
    ("ratio", "refusal"),
    [
        (LogRatio(-12, 5, 5), Refusal.FLAT),
        (LogRatio(5, -12, 5), Refusal.SCREEN),
        (LogRatio(5, 5, -12), Refusal.FROZEN),
    ],
)
def test_an_attack_is_refused_at_once_by_its_name(
    ratio: LogRatio, refusal: Refusal, watched_s: float, rules: ProofRules
) -> None:
    assert stands(proof_of(ratio, watched_s=watched_s), rules) == (Standing.REFUSED, refusal)


def test_an_attack_found_out_during_its_challenge_or_after_is_refused_by_its_name() -> None:
    running = asked(proof_of(NOTHING, watched_s=1.5))
    for proof in (running, played(running)):
        found_out = replace(
            proof, observer=replace(proof.observer, relief=Says(LogRatio(-30, 0, 0)))
        )
        assert stands(found_out) == (Standing.REFUSED, Refusal.FLAT)


def test_whoever_is_asked_is_waited_for() -> None:
    running = asked(proof_of(NOTHING, watched_s=1.5))
    assert (running.times_asked, running.asks) == (1, Step.LEFT)
    assert stands(running) == (Standing.ASKED, None)
    assert stands(played(running, until_s=12.0)) == (Standing.ASKED, None)
    certain = replace(running, observer=replace(running.observer, relief=Says(ALIVE)))
    assert stands(certain) == (Standing.ASKED, None)  # by then it must be answered


def test_a_passed_challenge_counts_with_all_other_evidence() -> None:
    running = asked(proof_of(PASSABLE, watched_s=1.5))
    assert Cue.CHALLENGE not in running.evidence
    passed = played(running)
    assert passed.challenge.result is Result.PASSED
    assert passed.evidence[Cue.CHALLENGE].flat > 4.0
    assert stands(passed) == (Standing.SHOWN, None)


def test_a_passed_challenge_with_too_little_evidence_shows_nobody() -> None:
    """Luck with the order of turns alone is not enough against a screen."""
    passed = played(asked(proof_of(NOTHING, watched_s=1.5)))
    assert passed.challenge.result is Result.PASSED
    assert stands(passed) == (Standing.REFUSED, Refusal.NOT_SHOWN)


def test_where_all_are_asked_a_passed_challenge_shows_the_living() -> None:
    assert stands(played(asked(proof_of(ALIVE), ALWAYS)), ALWAYS) == (Standing.SHOWN, None)


def test_a_picture_that_is_turned_fails() -> None:
    failed = played(asked(proof_of(PASSABLE, watched_s=1.5)), camera=Camera(flat), turn_deg=45.0)
    assert stands(failed) == (Standing.REFUSED, Refusal.CHALLENGE_FAILED)


def without_depth(proof: Proof) -> Proof:
    """Turns as asked, which the picture's own points do not show."""
    stays = replace(proof.observer, follow=lambda _, found: Stays(found, found))
    failed = played(replace(proof, observer=stays))
    assert failed.challenge.failure is Failure.NO_DEPTH
    return replace(failed, observer=proof.observer)


def test_a_turn_that_only_the_detector_sees_has_no_depth() -> None:
    """It has learnt from heads, and may see one turn where a bent print does."""
    once = without_depth(asked(proof_of(PASSABLE, watched_s=1.5)))
    twice = without_depth(asked(later(once, 1.1)))
    assert stands(twice) == (Standing.REFUSED, Refusal.CHALLENGE_FAILED)


def test_a_second_chance_counts_less_against_a_flat_picture() -> None:
    first = played(asked(proof_of(PASSABLE, watched_s=1.5)))
    second = replace(first, times_asked=2)
    less = first.evidence[Cue.CHALLENGE].flat - second.evidence[Cue.CHALLENGE].flat
    assert less == pytest.approx(math.log(2))


@pytest.mark.parametrize("ratio", [NOTHING, PASSABLE, ALIVE])
def test_a_face_on_another_track_fails(ratio: LogRatio) -> None:
    running = asked(proof_of(ratio, watched_s=1.5), ALWAYS)
    failed = played(running, track_id=TRACK + 1)
    assert failed.challenge.failure is Failure.ANOTHER_FACE
    assert stands(failed, ALWAYS) == (Standing.REFUSED, Refusal.CHALLENGE_FAILED)
    assert stands(failed, RULES) == (Standing.REFUSED, Refusal.CHALLENGE_FAILED)


def too_late(proof: Proof) -> Proof:
    """Does the first step, and stays there."""
    halfway = proof
    while halfway.asks is proof.asks:
        halfway = played(halfway, until_s=halfway.now_s + 0.01)
    failed = played(halfway, turn_deg=0.0)
    assert failed.challenge.failure is Failure.TOO_LATE
    return failed


def too_early(proof: Proof) -> Proof:
    began_s = proof.now_s
    for k, yaw_deg in enumerate([0.0, 25.0, 25.0, 25.0], start=1):
        turned = glimpse(began_s + k * 0.03, CAMERA.landmarks(Pose(yaw_deg=yaw_deg)))
        proof = liveness.with_turned(proof, turned, track_id=TRACK)
    assert proof.challenge.failure is Failure.TOO_EARLY
    return proof


@pytest.mark.parametrize("badly", [too_late, too_early, without_depth])
def test_who_was_out_of_time_or_lost_from_sight_is_asked_again_once(
    badly: Callable[[Proof], Proof],
) -> None:
    first = badly(asked(proof_of(PASSABLE, watched_s=1.5)))
    assert asked(later(first, 0.9)).asks is None  # what was asked may still be under way
    second = asked(later(first, 1.1))
    assert second.times_asked == 2
    assert second.challenge.started_s == first.now_s + 1.1
    assert stands(played(second)) == (Standing.SHOWN, None)
    assert stands(badly(second)) == (Standing.REFUSED, Refusal.CHALLENGE_FAILED)


def test_who_did_nothing_at_all_is_refused() -> None:
    idle = played(asked(proof_of(PASSABLE, watched_s=1.5)), turn_deg=0.0)
    assert idle.challenge.failure is Failure.TOO_LATE
    assert stands(idle) == (Standing.REFUSED, Refusal.CHALLENGE_FAILED)


def test_who_was_out_of_time_and_does_not_come_to_rest_is_not_waited_for_forever() -> None:
    first = too_late(asked(proof_of(PASSABLE, watched_s=1.5)))
    assert stands(later(first, 1.0 + READY_S - 0.1))[0] is Standing.TO_BE_ASKED
    assert stands(later(first, 1.0 + READY_S + 0.1)) == (Standing.REFUSED, Refusal.CHALLENGE_FAILED)


def test_an_interrupted_challenge_asks_afresh() -> None:
    """However late that is: it is the interruption that took the time."""
    running = played(asked(proof_of(PASSABLE, watched_s=2.9)), until_s=14.0)
    broken = liveness.interrupted(running)
    assert broken.challenge is None
    assert stands(broken) == (Standing.WATCHED, None)
    again = asked(later(broken, 3.1))
    assert again.times_asked == 2
    assert again.asks is Step.LEFT
    assert stands(played(again)) == (Standing.SHOWN, None)


def test_who_interrupts_again_and_again_is_refused() -> None:
    once = liveness.interrupted(asked(proof_of(PASSABLE, watched_s=1.5)))
    twice = liveness.interrupted(asked(later(once, 3.1)))
    assert stands(later(twice, 3.1)) == (Standing.REFUSED, Refusal.CHALLENGE_FAILED)


@given(
    st.floats(0.0, 10.0),
    st.integers(0, 5),
    st.integers(1, 3),
    st.sampled_from(StepUp),
    st.builds(LogRatio, *[st.floats(-9.0, 9.0)] * 3),
)
def test_nobody_is_asked_more_often_than_the_rules_say(
    watched_s: float, times_asked: int, most_asked: int, step_up: StepUp, ratio: LogRatio
) -> None:
    rules = replace(RULES, most_asked=most_asked, step_up=step_up)
    weighed: Weighed = weigh(proof_of(ratio, watched_s=watched_s, times_asked=times_asked), rules)
    if weighed.standing is Standing.TO_BE_ASKED:
        assert times_asked < most_asked
        assert step_up is not StepUp.NEVER
    assert (weighed.refusal is not None) == (weighed.standing is Standing.REFUSED)
    if weighed.standing is Standing.SHOWN:
        assert weighed.verdict.log_ratio >= np.log(rules.one_in)
        assert step_up is not StepUp.ALWAYS


@pytest.mark.parametrize("pose", [Pose(yaw_deg=30.0), Pose(pitch_deg=-30.0)])
def test_only_a_head_at_rest_is_asked(pose: Pose) -> None:
    proof = proof_of(NOTHING, watched_s=1.5)
    turned = (*proof.observer.landmarks[:-1], CAMERA.landmarks(pose))
    restless = replace(proof, observer=replace(proof.observer, landmarks=turned))
    assert asked(restless) is restless
    assert restless.times_asked == 0
    too_long = later(restless, READY_S + 0.1)
    assert stands(too_long) == (Standing.REFUSED, Refusal.NOT_SHOWN)


def test_a_proof_begins_with_one_frame_and_grows_by_usable_ones() -> None:
    landmarks = CAMERA.landmarks(AT_REST)
    proof = liveness.begin(glimpse(5.0, landmarks), Observer(), times_asked=1)
    assert (proof.first_s, proof.now_s, proof.times_asked) == (5.0, 5.0, 1)
    assert proof.rest.since_s is None
    assert proof.challenge is proof.asks is None
    assert weigh(proof, RULES).verdict.log_ratio == pytest.approx(0.0, abs=0.1)
    proof = liveness.with_glimpse(proof, glimpse(5.3, landmarks), track_id=TRACK)
    assert (proof.first_s, proof.now_s, proof.rest.since_s) == (5.0, 5.3, 5.0)
    assert len(proof.observer.landmarks) == 2
    # A frame that is not usable says when it is, and nothing more.
    aside = liveness.with_turned(proof, glimpse(5.6, landmarks), track_id=TRACK)
    assert aside.now_s == 5.6
    assert aside.observer is proof.observer


def test_a_usable_frame_of_a_challenge_counts_for_both() -> None:
    landmarks = CAMERA.landmarks(AT_REST)
    proof = liveness.begin(glimpse(4.9, landmarks), Observer())
    proof = liveness.with_glimpse(proof, glimpse(5.0, landmarks), track_id=TRACK)
    running = liveness.asked(proof, STEPS, track_id=TRACK, rules=RULES)
    seen = liveness.with_glimpse(running, glimpse(5.1, landmarks), track_id=TRACK)
    assert len(seen.observer.landmarks) == 3
    assert len(seen.challenge.recent) == 1
    swapped = liveness.with_glimpse(running, glimpse(5.1, landmarks), track_id=TRACK + 1)
    assert swapped.challenge.failure is Failure.ANOTHER_FACE


def test_rules_of_a_challenge_are_those_of_the_door() -> None:
    assert asked(proof_of(NOTHING, watched_s=1.5)).challenge.rules == DOOR_CHALLENGE
    slow = replace(RULES, challenge=replace(DOOR_CHALLENGE, step_s=3.5))
    assert asked(proof_of(NOTHING, watched_s=1.5), slow).challenge.rules.step_s == 3.5
