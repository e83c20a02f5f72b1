"""The active challenge: a short random sequence of movements, and what passing it says: pure.

One step is asked at a time; the first turn past its limit is taken for the answer. So a video that
plays on whatever is asked answers at most one of the turns that may be asked at any moment, at
whatever speed it moves, and as the steps are drawn for this visit alone it passes only by luck.
How that is watched is in models/liveness/challenge_run.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from random import Random

from models.liveness.likelihood import NOTHING, LogRatio
from models.liveness.response import NOSE_HEIGHT_ED, Neutral, Reading
from models.liveness.step import Step

TURNS = (Step.LEFT, Step.RIGHT, Step.UP)

# How far a nose leaves the plane in an asked turn, eye distances, by points that the picture
# carries: rendered heads that turn by 12 to 25 degrees show 8 to 25 of them.
_HEAD_ED, _HEAD_SIGMA_ED = 0.12, 0.05
# The same of a flat picture: bent sheets that were turned showed up to 6.4 degrees, most of them 3.
_FLAT_SIGMA_ED = 0.02
# A step lasts 2 s, and medians of 0.25 s are looked at: so often may noise pass for a turn.
_CHANCES = 8
_DEPTH_CAP = math.log(1000.0)


@dataclass(frozen=True, slots=True)
class ChallengeRules:
    """What counts as an answer.

    Attributes:
        turn_deg: A turn is past its limit from here on, degrees.
        up_deg: The same of looking up where that is asked: MTCNN says too little of it.
        carried_deg: What the points that the picture itself carries must show of a turn, degrees.
        carried_up_deg: The same of looking up.
        growth: Coming closer is, by this share of the face's size.
        reaction_s: Nobody moves earlier than this after an ask, seconds.
        step_s: A step's movement must be past its limit by then, seconds after its ask.
        whole_s: All must be over by then, seconds after the first ask.
        settle_s: A turn past its limit is watched for so long to see how far it goes, seconds.
        smooth_s: A movement is read as the median of the frames of so long, seconds …
        smooth_frames: … and of so many frames at least.
        ready_deg: Most that the head may be away from neutral at the start, degrees.
        sway_deg: Most that it may have moved over the frames before, degrees.
        ready_yaw_deg: Most that the neutral face itself may look aside, degrees.
        ready_tilt_deg: Most that its plane may be narrower one way than a common face's, as a turn;
            wide, as a smile alone reads up to 44.
    """

    turn_deg: float = 8.0
    up_deg: float = 5.0
    carried_deg: float = 7.0
    carried_up_deg: float = 5.0
    growth: float = 0.12
    reaction_s: float = 0.25
    step_s: float = 2.0
    whole_s: float = 4.0
    settle_s: float = 0.4
    smooth_s: float = 0.25
    smooth_frames: int = 4
    ready_deg: float = 8.0
    sway_deg: float = 4.0
    ready_yaw_deg: float = 20.0
    ready_tilt_deg: float = 50.0


DOOR_CHALLENGE = ChallengeRules()


class Result(StrEnum):
    """How far a challenge has come."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class Failure(StrEnum):
    """Why a challenge was not passed; the words are those of the log."""

    TOO_EARLY = "moved too early"
    TOO_LATE = "too late"
    WRONG_DIRECTION = "wrong direction"
    WRONG_ORDER = "wrong order"
    NO_DEPTH = "no depth"
    ANOTHER_FACE = "another face"


@dataclass(frozen=True, slots=True)
class Answer:
    """A step that was done as asked.

    Attributes:
        step: What was asked.
        after_s: When the movement passed its limit, seconds after the ask.
        turn_deg: How far the head turned that way at most; 0 for a step that is no turn.
        carried_deg: The same by the points that the picture itself carries.
    """

    step: Step
    after_s: float
    turn_deg: float
    carried_deg: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class ChallengeState:
    """A challenge, as far as it has come.

    Attributes:
        steps: What is asked, in this order.
        neutral: The face before the first ask.
        track_id: The only track that counts.
        rules: What counts as an answer.
        started_s: When the first step was asked, seconds on the monotonic clock.
        asked_s: When the present step was asked, or the last one.
        at_rest: Where the head was at the first ask: at rest, and never quite in neutral.
        at_ask: Where it was at the present one; None at the first.
        low_s: For each movement, when it was last seen below half its limit.
        recent: The readings that the next median is taken of.
        moving: The present step, past its limit and watched until it settles.
        answers: The steps that were done.
        looked_flat: Whether since the ask the landmarks turned past a limit.
        failure: Why it was not passed; None otherwise.
        ended_s: When it was passed or failed; None before.
    """

    steps: tuple[Step, ...]
    neutral: Neutral
    track_id: int
    rules: ChallengeRules
    started_s: float
    asked_s: float
    at_rest: Reading | None = None
    at_ask: Reading | None = None
    low_s: Mapping[Step, float] = field(default_factory=dict)
    recent: tuple[Reading, ...] = ()
    moving: Answer | None = None
    answers: tuple[Answer, ...] = ()
    looked_flat: bool = False
    failure: Failure | None = None
    ended_s: float | None = None

    @property
    def asks(self) -> Step | None:
        """What the person is asked for now; None once all is over."""
        return self.steps[len(self.answers)] if self.ended_s is None else None

    @property
    def result(self) -> Result:
        """How far it has come."""
        if self.ended_s is None:
            return Result.RUNNING
        return Result.PASSED if self.failure is None else Result.FAILED


def draw(
    random: Random, *, count: int = 2, among: Sequence[Step] = tuple(Step)
) -> tuple[Step, ...]:
    """Draw the steps of one challenge: each sequence is as likely as any other.

    Args:
        random: Nobody may foresee it: `random.SystemRandom` at a real door.
        count: How many steps.
        among: What may be asked; no step comes twice in a row.

    Raises:
        ValueError: Nothing is to be drawn, or there is too little to draw from.
    """
    if count < 1 or len(set(among)) < min(count, 2):
        raise ValueError("A challenge needs a step, and two kinds of them if it has several.")
    steps: tuple[Step, ...] = ()
    for _ in range(count):
        steps += (random.choice([step for step in among if step not in steps[-1:]]),)
    return steps


def replays_per_pass(steps: Sequence[Step]) -> int:
    """Return of how many replays one at most passes: the inverse of their best odds.

    All drawn sequences that come closer at the same places are alike to whoever holds the screen:
    they can bring it closer themselves, but the video's turns are fixed. Of those sequences, each
    as likely as the next, the video answers one at most, so the odds are one in their number. That
    holds for any video that does not react to what is asked, however it was chosen; one that is
    steered while it plays is not bounded by it.

    Args:
        steps: What was asked.
    """
    free = 1
    for before, step in pairwise((None, *steps)):
        if step in TURNS:
            free *= len(TURNS) - (before in TURNS)
    return free


def log_ratio(state: ChallengeState) -> LogRatio:
    """Return what a passed challenge says; a running or failed one adds nothing here.

    Against a flat picture it is the depth that the turns showed, capped, as the tails of a normal
    distribution are not to be believed. Against a screen, and against a loop in the camera's place,
    it is the odds of luck.
    """
    if state.result is not Result.PASSED:
        return NOTHING
    depth = sum(_depth(a) for a in state.answers if a.step in TURNS)
    luck = math.log(replays_per_pass(state.steps))
    return LogRatio(flat=min(depth, _DEPTH_CAP), screen=luck, frozen=luck)


def _depth(answer: Answer) -> float:
    """Return log p(turn | head) - log p(turn | flat) of one turn, as the carried points show it."""
    moved_ed = NOSE_HEIGHT_ED * math.sin(math.radians(answer.carried_deg))
    head = _log_normal(moved_ed, _HEAD_ED, _HEAD_SIGMA_ED)
    return head - math.log(_CHANCES) - _log_normal(moved_ed, 0.0, _FLAT_SIGMA_ED)


def _log_normal(x: float, mean: float, sigma: float) -> float:
    return -0.5 * ((x - mean) / sigma) ** 2 - math.log(sigma * math.sqrt(2.0 * math.pi))


def description(state: ChallengeState) -> str:
    """Return a line for the log: "turn left, come closer: passed in 2.4 s"."""
    steps = ", ".join(state.steps)
    if state.ended_s is None:
        return f"{steps}: not finished"
    if state.failure is None:
        return f"{steps}: passed in {state.ended_s - state.started_s:.1f} s"
    return f"{steps}: failed at {state.steps[len(state.answers)]}, {state.failure}"
