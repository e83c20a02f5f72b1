"""How a challenge runs, frame by frame: pure.

A movement counts from where the head was when the step was asked, and not where it began before a
person could have seen the ask. The first movement past its limit is the answer, right or wrong.

What is not checked here, and is the caller's to check: that the embeddings before, during and after
agree, so that the face is not exchanged on an unbroken track. Frames of a turned head must be
passed in too, so the quality limit on pose does not apply while a challenge runs.
"""

from __future__ import annotations

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
from models.liveness.response import Neutral, Reading, middle_of, reading
from models.liveness.step import Step
from models.types import Landmarks


def is_ready(
    neutral: Neutral, landmarks: Landmarks, rules: ChallengeRules = DOOR_CHALLENGE
) -> bool:
    """Tell whether the first step may be asked now: the head is at rest, and looks this way.

    Args:
        neutral: The face of the frames before.
        landmarks: (5, 2) pixels, of the newest frame.
        rules: How far it may be away.
    """
    now = reading(neutral, landmarks, at_s=0.0)
    faces_camera = (
        abs(neutral.yaw_deg) <= rules.ready_yaw_deg and neutral.tilt_deg <= rules.ready_tilt_deg
    )
    return now is not None and faces_camera and now.turn_deg <= rules.ready_deg


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
    carried: Landmarks | None = None,
) -> ChallengeState:
    """Return the challenge after one more frame.

    Args:
        state: The challenge so far; once it is over it stays as it is.
        landmarks: (5, 2) pixels: left eye, right eye, nose, mouth left, mouth right.
        at_s: When the frame was taken, seconds; frames come in order.
        track_id: The track of the face.
        carried: (5, 2) pixels, where the picture itself has carried the landmarks since the ask,
            see `follow`; not a number where they were lost, None where they are known exactly.

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
    shown = reading(state.neutral, landmarks if carried is None else carried, at_s)
    if state.moving is not None:
        return _settling(state, state.moving, now, shown, at_s)
    tilted_far = now.tilt_deg >= state.rules.flat_tilt_deg
    if tilted_far and not _has_depth(now, state.rules):
        state = replace(state, looked_flat=True)
    return _watched(state, now, shown, at_s)


def _recent(readings: tuple[Reading, ...], rules: ChallengeRules) -> tuple[Reading, ...]:
    """Return the last readings: those of a short time, or so many where frames come slowly."""
    since_s = readings[-1].at_s - rules.smooth_s
    last = len(readings) - rules.smooth_frames
    return tuple(r for i, r in enumerate(readings) if i >= last or r.at_s >= since_s)


def _has_depth(now: Reading, rules: ChallengeRules) -> bool:
    """Tell whether the nose left the plane as a head's does that turns as far as the plane."""
    return now.turn_deg >= rules.depth_share * now.tilt_deg


def _watched(
    state: ChallengeState, now: Reading, shown: Reading | None, at_s: float
) -> ChallengeState:
    """Look for the first movement past its limit."""
    gone = {step: _gone(state, step, now) for step in _may_answer(state)}
    first = max(gone, key=lambda step: gone[step])
    if gone[first] < 1.0:
        low = {step: now.at_s for step, share in gone.items() if share < 0.5}
        return replace(state, low_s={**state.low_s, **low})
    if first in TURNS and not _has_depth(now, state.rules):
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
    before = state.at_ask
    if step is Step.CLOSER:
        size = 1.0 + before.growth if before else 1.0
        return ((1.0 + now.growth) / size - 1.0) / state.rules.growth
    base_deg = max(0.0, before.towards(step)) if before else 0.0
    return (now.towards(step) - base_deg) / _limit_deg(state, step)


def _limit_deg(state: ChallengeState, turn: Step) -> float:
    """Return from where on a turn counts: less for an asked look up, not for one by the way."""
    return state.rules.up_deg if turn is state.asks is Step.UP else state.rules.turn_deg


def _settling(
    state: ChallengeState, answer: Answer, now: Reading, shown: Reading | None, at_s: float
) -> ChallengeState:
    """Watch how far a movement goes that passed its limit; then ask for the next one."""
    if answer.step in TURNS:
        turn_deg = _gone(state, answer.step, now) * _limit_deg(state, answer.step)
        carried_deg = shown.towards(answer.step) if shown else 0.0
        answer = replace(
            answer,
            turn_deg=max(answer.turn_deg, turn_deg),
            carried_deg=max(answer.carried_deg, carried_deg),
        )
        if now.at_s < state.asked_s + answer.after_s + state.rules.settle_s:
            return replace(state, moving=answer)
        rules = state.rules
        least_deg = rules.carried_up_deg if answer.step is Step.UP else rules.carried_deg
        if answer.carried_deg < least_deg:
            return _failed(state, Failure.NO_DEPTH, at_s)
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
