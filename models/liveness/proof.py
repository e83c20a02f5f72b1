"""From the first usable frame to the proof that a living head is there, or to a refusal: pure.

Passive evidence is watched first, and nobody notices. What is still undecided a moment after
somebody has come to stand is asked for: a short random sequence of movements. An honest person may
lose track of the camera on the way, or be too slow, and then is asked afresh, once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from models.liveness import challenge_run
from models.liveness.challenge import ChallengeRules, ChallengeState, Failure, Result, log_ratio
from models.liveness.follow import Carried
from models.liveness.likelihood import Attack, Cue, Evidence
from models.liveness.observer import Glimpse, Observer
from models.liveness.response import neutral_of
from models.liveness.rest import Rest
from models.liveness.step import Step
from models.liveness.verdict import Outcome, Verdict, verdict

_WALK_S = 2.0  # for so long whoever does not come to stand is watched on
_READY_S = 2.0  # for so long a first step waits for a head that is at rest
_PAUSE_S = 1.0  # after a failed answer: what was asked before may still be under way


class StepUp(StrEnum):
    """When a movement is asked for."""

    NEVER = "never"
    UNDECIDED = "undecided"  # where the passive evidence has not decided at the deadline
    ALWAYS = "always"  # whatever the passive evidence says for a living head


class Refusal(StrEnum):
    """Why nobody alive was seen; the words are those of the log."""

    FLAT = "flat surface"
    SCREEN = "screen"
    FROZEN = "frozen picture"
    CHALLENGE_FAILED = "challenge failed"
    NOT_SHOWN = "not shown to be live"


class Standing(StrEnum):
    """What comes next."""

    WATCHED = "watched"  # more frames are needed, and nothing of the person
    TO_BE_ASKED = "to be asked"  # a challenge is due, see `asked`
    ASKED = "asked"  # a challenge runs
    SHOWN = "shown"  # a living head is there
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ProofRules:
    """What is needed.

    Attributes:
        one_in: At most one picture in so many may be taken for a living head.
        step_up: When a movement is asked for.
        passive_s: For so long passive evidence is waited for once somebody has come to stand,
            seconds.
        most_asked: How often a challenge may begin in one visit.
        challenge: What counts as an answer.
    """

    one_in: int = 30
    step_up: StepUp = StepUp.UNDECIDED
    passive_s: float = 1.0
    most_asked: int = 2
    challenge: ChallengeRules = field(default_factory=ChallengeRules)


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What is known of one face on one track.

    Attributes:
        observer: The passive evidence.
        first_s: When the first usable frame was taken, or the first after an interruption, seconds.
        now_s: When the last frame was taken.
        rest: Since when the face is at rest.
        challenge: What was asked, and how far the answer has come; None before.
        times_asked: How many challenges have begun in this visit.
        followed: The landmarks as the picture carries them, since the first ask, and since the
            present one.
    """

    observer: Observer
    first_s: float
    now_s: float
    rest: Rest = field(default_factory=Rest)
    challenge: ChallengeState | None = None
    times_asked: int = 0
    followed: tuple[Carried, ...] = ()

    @property
    def evidence(self) -> Evidence:
        """What each cue says so far, a challenge included."""
        if self.challenge is None or self.challenge.result is not Result.PASSED:
            return self.observer.evidence
        said = log_ratio(self.challenge)
        # Each time asked was one more chance for noise to pass for a turn.
        flat = said.flat - math.log(max(self.times_asked, 1))
        return {**self.observer.evidence, Cue.CHALLENGE: replace(said, flat=flat)}

    @property
    def asks(self) -> Step | None:
        """What the person is asked for at present."""
        return self.challenge.asks if self.challenge else None


@dataclass(frozen=True, slots=True)
class Weighed:
    """How a proof stands.

    Attributes:
        standing: What comes next.
        verdict: All evidence, weighed.
        refusal: Why it was refused; None otherwise.
    """

    standing: Standing
    verdict: Verdict
    refusal: Refusal | None = None


def begin(glimpse: Glimpse, unseen: Observer, *, times_asked: int = 0) -> Proof:
    """Return what one usable frame shows.

    Args:
        glimpse: The first frame of a face on a track.
        unseen: An observer that has seen nothing yet.
        times_asked: How many challenges have begun in the visit already.
    """
    at_s = glimpse.frame.captured_s
    observer = unseen.with_glimpse(glimpse)
    rest = Rest().with_face(glimpse.face.landmarks, at_s)
    return Proof(observer, first_s=at_s, now_s=at_s, rest=rest, times_asked=times_asked)


def with_glimpse(proof: Proof, glimpse: Glimpse, *, track_id: int) -> Proof:
    """Return the proof with one more usable frame of the same face."""
    watched = replace(
        proof,
        observer=proof.observer.with_glimpse(glimpse),
        rest=proof.rest.with_face(glimpse.face.landmarks, glimpse.frame.captured_s),
    )
    return with_turned(watched, glimpse, track_id=track_id)


def with_turned(proof: Proof, glimpse: Glimpse, *, track_id: int) -> Proof:
    """Return the proof with one more frame of a challenge, turned too far to be usable otherwise.

    Args:
        proof: The proof so far.
        glimpse: The frame.
        track_id: The face's track.
    """
    run, at_s = proof.challenge, glimpse.frame.captured_s
    if run is None or run.asks is None:
        return replace(proof, now_s=at_s)
    landmarks, image = glimpse.face.landmarks, glimpse.frame.image
    follow = proof.observer.follow
    carried = tuple(points.onwards(image) for points in proof.followed)
    carried = carried or (follow(image, landmarks),)
    after = challenge_run.with_frame(run, landmarks, at_s, track_id=track_id, carried=carried)
    if after.answers != run.answers:
        # Some points are lost on the way of a turn, and the detector is unsure of a turned head: so
        # the next turn is followed from the first ask and from its own, and either may show it.
        carried = (carried[0], follow(image, landmarks))
    return replace(proof, now_s=at_s, challenge=after, followed=carried)


def asked(proof: Proof, steps: Sequence[Step], *, track_id: int, rules: ProofRules) -> Proof:
    """Begin a challenge, if the head is at rest and looks this way; else return the proof as it is.

    Args:
        proof: A proof that is `TO_BE_ASKED`.
        steps: Drawn for this visit alone, so that nobody can foresee them.
        track_id: The face's track.
        rules: What is needed.
    """
    before = proof.challenge
    if before and before.ended_s is not None and proof.now_s < before.ended_s + _PAUSE_S:
        return proof
    seen = proof.observer.landmarks
    neutral = neutral_of(seen)
    if not challenge_run.is_ready(neutral, seen, rules.challenge):
        return proof
    run = challenge_run.start(steps, neutral, proof.now_s, track_id=track_id, rules=rules.challenge)
    return replace(proof, challenge=run, times_asked=proof.times_asked + 1, followed=())


def without_answer(proof: Proof, now_s: float) -> Proof:
    """Return the proof after a frame that is no answer: a challenge's time runs on all the same."""
    run = proof.challenge and challenge_run.with_time(proof.challenge, now_s)
    return replace(proof, challenge=run, now_s=now_s)


def interrupted(proof: Proof) -> Proof:
    """Return the proof without its challenge: another face was seen on the way.

    It is watched as long as at first, for a head that is at rest again, and then asked afresh.
    """
    return replace(proof, challenge=None, first_s=proof.now_s, rest=Rest())


def deadline_s(proof: Proof, rules: ProofRules) -> float:
    """Return until when passive evidence is waited for, seconds on the clock of the frames.

    A while from when somebody has come to stand on; and whoever walks to and fro, or waves what
    they hold, is not waited for much longer.
    """
    latest_s = proof.first_s + _WALK_S + rules.passive_s
    stands_s = proof.rest.since_s
    return latest_s if stands_s is None else min(stands_s + rules.passive_s, latest_s)


def weigh(proof: Proof, rules: ProofRules) -> Weighed:
    """Tell how a proof stands."""
    found = verdict(proof.evidence, one_in=rules.one_in)
    result = proof.challenge.result if proof.challenge else None
    if found.outcome is Outcome.ATTACK:
        return Weighed(Standing.REFUSED, found, _NAMES[found.attack])
    is_live = found.outcome is Outcome.LIVE
    match result:
        case Result.RUNNING:  # what was asked is waited for, whatever the passive evidence says now
            return Weighed(Standing.ASKED, found)
        case Result.PASSED if is_live:
            return Weighed(Standing.SHOWN, found)
        case Result.PASSED:
            return Weighed(Standing.REFUSED, found, Refusal.NOT_SHOWN)
        case Result.FAILED if _may_try_again(proof, rules):
            return Weighed(Standing.TO_BE_ASKED, found)
        case Result.FAILED:
            return Weighed(Standing.REFUSED, found, Refusal.CHALLENGE_FAILED)
        case None if is_live and rules.step_up is not StepUp.ALWAYS:
            return Weighed(Standing.SHOWN, found)
        case None:
            return _before_asking(proof, found, rules)


def _may_try_again(proof: Proof, rules: ProofRules) -> bool:
    """Return whether a challenge failed just now by what befalls the living, and another may begin.

    That is its time, and that the picture's points were lost in a turn that the landmarks showed.
    Who did nothing at all did not mean to answer.
    """
    run = proof.challenge
    if run is None or run.ended_s is None or proof.times_asked >= rules.most_asked:
        return False
    is_recent = proof.now_s <= run.ended_s + _PAUSE_S + _READY_S
    was_answering = run.failure is Failure.TOO_LATE and bool(run.answers)
    return is_recent and (was_answering or run.failure in {Failure.TOO_EARLY, Failure.NO_DEPTH})


def _before_asking(proof: Proof, found: Verdict, rules: ProofRules) -> Weighed:
    waited_s = proof.now_s - deadline_s(proof, rules)
    is_certain = found.outcome is Outcome.LIVE  # and a movement is demanded nevertheless
    if waited_s < 0.0 and not is_certain:
        return Weighed(Standing.WATCHED, found)
    if rules.step_up is StepUp.NEVER:
        return Weighed(Standing.REFUSED, found, Refusal.NOT_SHOWN)
    if proof.times_asked >= rules.most_asked:
        return Weighed(Standing.REFUSED, found, Refusal.CHALLENGE_FAILED)
    if waited_s > _READY_S:
        return Weighed(Standing.REFUSED, found, Refusal.NOT_SHOWN)
    return Weighed(Standing.TO_BE_ASKED, found)


_NAMES = {
    Attack.FLAT: Refusal.FLAT,
    Attack.SCREEN: Refusal.SCREEN,
    Attack.FROZEN: Refusal.FROZEN,
}
