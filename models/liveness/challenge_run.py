"""How a challenge runs, frame by frame: pure.

A movement counts from where the head was when the step was asked, and not where it began before a
person could have seen the ask. The first movement past its limit is the answer, right or wrong.

What is not checked here, and is the caller's to check: that the embeddings before, during and after
agree, so that the face is not exchanged on an unbroken track. Frames of a turned head must be
passed in too, so the quality limit on pose does not apply while a challenge runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from models.liveness.challenge import (
    DOOR_CHALLENGE,
    TURNS,
    Answer,
    ChallengeRules,
    ChallengeState,
    Failure,
    Result,
)
from models.liveness.follow import Carried
from models.liveness.response import Neutral, Reading, middle_of, neutral_of, reading
from models.liveness.step import Step
from models.types import Landmarks

_MOST_DEG = 60.0
_Shown = tuple[Reading | None, ...]  # a movement, by points carried in one or more ways


def is_ready(
    neutral: Neutral, shots: Sequence[Landmarks], rules: ChallengeRules = DOOR_CHALLENGE
) -> bool:
    """Tell whether the first step may be asked now: the head is at rest, and looks this way.

    Args:
        neutral: The face of the frames before, see `neutral_of`.
        shots: Those frames, oldest first: (5, 2) pixels each.
        rules: How far it may be away.
    """
    seen = [one for shot in shots if (one := reading(neutral, shot, at_s=0.0))]
    half = len(seen) // 2
    if not half:
        return False
    before, since = middle_of(seen[:half]), middle_of(seen[half:])
    sways_deg = math.hypot(since.left_deg - before.left_deg, since.up_deg - before.up_deg)
    is_at_rest = seen[-1].turn_deg <= rules.ready_deg and sways_deg <= rules.sway_deg
    faces_camera = (
        abs(neutral.yaw_deg) <= rules.ready_yaw_deg and neutral.tilt_deg <= rules.ready_tilt_deg
    )
    return is_at_rest and faces_camera


def start(
    steps: Sequence[Step],
    neutral: Neutral,
    at_s: float,
    *,
    track_id: int,
    rules: ChallengeRules = DOOR_CHALLENGE,
) -> ChallengeState:
    """Ask for the first step.

    Args:
        steps: From `draw`.
        neutral: The face of the frames before, see `is_ready`.
        at_s: When the screen shows it, seconds on the clock of the frames.
        track_id: The track of the face.
        rules: What counts as an answer.

    Raises:
        ValueError: There is no step.
    """
    if not steps:
        raise ValueError("A challenge needs at least one step.")
    return ChallengeState(tuple(steps), neutral, track_id, rules, started_s=at_s, asked_s=at_s)


def with_time(state: ChallengeState, at_s: float) -> ChallengeState:
    """Return the challenge at a later time, where no frame came: it may be too late by now."""
    if state.result is not Result.RUNNING:
        return state
    rules = state.rules
    too_late = at_s > state.started_s + rules.whole_s or (
        state.moving is None and at_s > state.asked_s + rules.step_s
    )
    if not too_late:
        return state
    return _failed(state, Failure.NO_DEPTH if state.looked_flat else Failure.TOO_LATE, at_s)


def with_frame(
    state: ChallengeState,
    landmarks: Landmarks,
    at_s: float,
    *,
    track_id: int,
    carried: Sequence[Carried] = (),
) -> ChallengeState:
    """Return the challenge after one more frame.

    Args:
        state: The challenge so far; once it is over it stays as it is.
        landmarks: (5, 2) pixels: left eye, right eye, nose, mouth left, mouth right.
        at_s: When the frame was taken, seconds; frames come in order.
        track_id: The track of the face.
        carried: The landmarks as the picture itself has carried them since this ask or an earlier
            one, see `follow`; none where those of the frame are known exactly.

    Raises:
        ValueError: The landmarks have another shape.
    """
    state = with_time(state, at_s)
    if state.result is not Result.RUNNING:
        return state
    if track_id != state.track_id:
        return _failed(state, Failure.ANOTHER_FACE, at_s)
    new = reading(state.neutral, landmarks, at_s)
    if new is None:
        return state
    state = replace(state, recent=_recent((*state.recent, new), state.rules))
    if len(state.recent) < state.rules.smooth_frames:
        return state
    now = middle_of(state.recent)
    if state.at_rest is None:
        state = replace(state, at_rest=_rest(now, state.rules))
    shown = tuple(_by_points(one, at_s) for one in carried) or (now,)
    if state.moving is not None:
        return _settling(state, state.moving, now, shown, at_s)
    return _watched(state, now, shown, at_s)


def _recent(readings: tuple[Reading, ...], rules: ChallengeRules) -> tuple[Reading, ...]:
    """Return the last readings: those of a short time, or so many where frames come slowly."""
    since_s = readings[-1].at_s - rules.smooth_s
    last = len(readings) - rules.smooth_frames
    return tuple(r for i, r in enumerate(readings) if i >= last or r.at_s >= since_s)


def _rest(first: Reading, rules: ChallengeRules) -> Reading:
    """Return where a head is at rest: never quite in neutral, but there where it seems to move."""
    if first.turn_deg <= rules.ready_deg + rules.sway_deg:
        return first
    return replace(first, left_deg=0.0, up_deg=0.0)


def _by_points(carried: Carried, at_s: float) -> Reading | None:
    """Return how the head has turned, as the points say that the picture carries.

    None where they were lost, or show more than anybody turns whose eyes are both still seen.
    """
    shown = reading(neutral_of([carried.begun]), carried.landmarks, at_s)
    return shown if shown is not None and shown.turn_deg <= _MOST_DEG else None


def _watched(state: ChallengeState, now: Reading, shown: _Shown, at_s: float) -> ChallengeState:
    """Look for the first movement past its limit."""
    gone = {step: _gone(state, step, now) for step in _may_answer(state)}
    low = {step: now.at_s for step, share in gone.items() if share < 0.5}
    state = replace(state, low_s={**state.low_s, **low})
    if max(gone.values()) >= 1.0:
        state = replace(state, looked_flat=True)  # unless the points say so, too
    gone = {step: min(share, _carried(state, step, shown)) for step, share in gone.items()}
    first = max(gone, key=lambda step: gone[step])
    if gone[first] < 1.0:
        return state
    if state.low_s.get(first, state.asked_s) < state.asked_s + state.rules.reaction_s:
        return _failed(state, Failure.TOO_EARLY, at_s)
    if first is not state.asks:
        is_other = first in state.steps
        return _failed(state, Failure.WRONG_ORDER if is_other else Failure.WRONG_DIRECTION, at_s)
    answer = Answer(first, now.at_s - state.asked_s, 0.0)
    return _settling(replace(state, moving=answer), answer, now, shown, at_s)


def _may_answer(state: ChallengeState) -> tuple[Step, ...]:
    """Return the movements that are taken for an answer, right or wrong.

    The last step's own direction is none: the head may still be there. Coming closer tips the head,
    so only turns to a side are held against it; and a turn may come with a step forward.
    """
    asked = state.steps[len(state.answers)]
    before = state.answers[-1].step if state.answers else None
    turns = TURNS if asked in TURNS else (Step.LEFT, Step.RIGHT)
    return (asked, *(turn for turn in turns if turn not in (asked, before)))


def _gone(state: ChallengeState, step: Step, now: Reading) -> float:
    """Return how far a movement has come since the ask; 1 is its limit."""
    rest, before = state.at_rest, state.at_ask
    if step is Step.CLOSER:
        size = 1.0 + before.growth if before else 1.0
        return ((1.0 + now.growth) / size - 1.0) / state.rules.growth
    rest_deg = rest.towards(step) if rest else 0.0
    # On the way back from the last turn a head only comes to where it was at rest.
    base_deg = max(rest_deg, before.towards(step)) if before else rest_deg
    return (now.towards(step) - base_deg) / _limit_deg(state, step)


def _carried(state: ChallengeState, step: Step, shown: _Shown) -> float:
    """Return the same by the points that the picture carries, at best; 0 where they were lost."""
    if step is Step.CLOSER:
        return math.inf  # landmarks tell that as well
    rules = state.rules
    least_deg = rules.carried_up_deg if step is Step.UP else rules.carried_deg
    return _shown_deg(step, shown) / least_deg


def _shown_deg(turn: Step, shown: _Shown) -> float:
    return max((way.towards(turn) for way in shown if way), default=0.0)


def _limit_deg(state: ChallengeState, turn: Step) -> float:
    """Return from where on a turn counts: less for an asked look up, not for one by the way."""
    return state.rules.up_deg if turn is state.asks is Step.UP else state.rules.turn_deg


def _settling(
    state: ChallengeState, answer: Answer, now: Reading, shown: _Shown, at_s: float
) -> ChallengeState:
    """Watch how far a movement goes that passed its limit; then ask for the next one."""
    if answer.step in TURNS:
        turn_deg = _gone(state, answer.step, now) * _limit_deg(state, answer.step)
        answer = replace(
            answer,
            turn_deg=max(answer.turn_deg, turn_deg),
            carried_deg=max(answer.carried_deg, _shown_deg(answer.step, shown)),
        )
        if now.at_s < state.asked_s + answer.after_s + state.rules.settle_s:
            return replace(state, moving=answer)
    answers = (*state.answers, answer)
    if len(answers) == len(state.steps):
        return replace(state, moving=None, answers=answers, ended_s=at_s)
    return replace(
        state,
        moving=None,
        answers=answers,
        asked_s=at_s,
        at_ask=now,
        low_s={},
        looked_flat=False,
    )


def _failed(state: ChallengeState, failure: Failure, at_s: float) -> ChallengeState:
    return replace(state, moving=None, failure=failure, ended_s=at_s)
