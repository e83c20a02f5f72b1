"""What is drawn, and which movements answer it."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from models.liveness.challenge import (
    Failure,
    Result,
    description,
    draw,
    log_ratio,
    replays_per_pass,
)
from models.liveness.challenge_run import is_ready, start, with_frame, with_time
from models.liveness.likelihood import NOTHING
from models.liveness.response import neutral_of
from models.liveness.step import Step
from models.types import Landmarks
from tests.test_models.challenge_rig import TRACK, Camera, challenged, chance, moved, obedient
from tests.test_models.liveness_geometry import Pose

_PAIRS = [(a, b) for a in Step for b in Step if a is not b]
_AT_REST = Pose(y_m=0.05, distance_m=0.7)


def test_every_sequence_is_drawn_as_often_and_none_repeats_a_step() -> None:
    drawn = Counter(draw(chance(seed)) for seed in range(6000))
    assert set(drawn) == set(_PAIRS)
    # 500 each; five standard deviations of a binomial count.
    assert all(abs(count - 500) < 5 * math.sqrt(500 * 11 / 12) for count in drawn.values())


def test_what_cannot_be_drawn_is_said() -> None:
    assert len(draw(chance(1), count=5)) == 5
    assert draw(chance(1), count=1, among=[Step.UP]) == (Step.UP,)
    for count, among in ((0, [Step.UP]), (2, [Step.UP]), (1, [])):
        with pytest.raises(ValueError, match="needs"):
            draw(chance(1), count=count, among=among)
    with pytest.raises(ValueError, match="at least one step"):
        start((), Camera().neutral(_AT_REST), 0.0, track_id=TRACK)


@pytest.mark.parametrize("steps", _PAIRS)
@pytest.mark.parametrize("fps", [10.0, 30.0])
def test_a_head_that_does_as_asked_passes(steps: tuple[Step, Step], fps: float) -> None:
    state = challenged(steps, obedient(_AT_REST), Camera(), at_rest=_AT_REST, fps=fps)
    assert state.result is Result.PASSED, description(state)
    assert state.asks is None
    assert [answer.step for answer in state.answers] == list(steps)
    assert all(answer.after_s >= 0.4 for answer in state.answers)
    assert state.ended_s is not None
    assert state.ended_s - state.started_s < 4.0


def test_the_other_way_or_another_turn_is_the_wrong_direction() -> None:
    for asked, done in ((Step.LEFT, Step.RIGHT), (Step.UP, Step.LEFT), (Step.RIGHT, Step.UP)):
        play = obedient(_AT_REST, does=lambda _, done=done: done)
        state = challenged((asked, Step.CLOSER), play, Camera(), at_rest=_AT_REST)
        assert state.failure is Failure.WRONG_DIRECTION


def test_the_second_step_first_is_the_wrong_order() -> None:
    play = obedient(_AT_REST, does=lambda _: Step.UP)
    state = challenged((Step.LEFT, Step.UP), play, Camera(), at_rest=_AT_REST)
    assert state.failure is Failure.WRONG_ORDER
    assert description(state) == "turn left, look up: failed at turn left, wrong order"


@pytest.mark.parametrize("step", list(Step))
def test_a_movement_that_was_under_way_is_too_early(step: Step) -> None:
    other = Step.UP if step is not Step.UP else Step.LEFT
    play = obedient(_AT_REST, after_s=-0.15)
    state = challenged((step, other), play, Camera(), at_rest=_AT_REST)
    assert state.failure is Failure.TOO_EARLY


@pytest.mark.parametrize("step", list(Step))
def test_nothing_or_too_little_is_too_late(step: Step) -> None:
    other = Step.UP if step is not Step.UP else Step.LEFT
    for share in (0.0, 0.15):
        play = obedient(moved(_AT_REST, step, share), turn_deg=0.0, does=lambda _: Step.UP)
        state = challenged((step, other), play, Camera(), at_rest=_AT_REST)
        assert state.failure is Failure.TOO_LATE
        assert state.ended_s is not None
        assert 2.0 < state.ended_s - state.started_s < 2.2


def test_time_runs_out_without_frames_too() -> None:
    state = start((Step.LEFT, Step.UP), Camera().neutral(_AT_REST), 5.0, track_id=TRACK)
    assert with_time(state, 7.0).asks is Step.LEFT
    late = with_time(state, 7.01)
    assert late.failure is Failure.TOO_LATE
    assert with_time(late, 99.0) is late


def test_holding_the_first_turn_is_no_second_movement() -> None:
    play = obedient(_AT_REST, does=lambda _: Step.LEFT, after_s=0.4)
    first = challenged((Step.LEFT, Step.RIGHT), play, Camera(), at_rest=_AT_REST)
    assert [answer.step for answer in first.answers] == [Step.LEFT]
    assert first.failure is Failure.TOO_LATE


def test_another_track_is_another_face() -> None:
    camera = Camera()
    state = start((Step.LEFT, Step.UP), camera.neutral(_AT_REST), 0.0, track_id=TRACK)
    state = with_frame(state, camera.landmarks(_AT_REST), 0.1, track_id=TRACK + 1)
    assert state.failure is Failure.ANOTHER_FACE
    assert with_frame(state, camera.landmarks(_AT_REST), 0.2, track_id=TRACK) is state


def test_a_frame_whose_eyes_lie_in_one_point_says_nothing() -> None:
    camera = Camera()
    state = start((Step.LEFT, Step.UP), camera.neutral(_AT_REST), 0.0, track_id=TRACK)
    shown = camera.landmarks(_AT_REST)
    shown[1] = shown[0]
    assert with_frame(state, shown, 0.1, track_id=TRACK) is state


def test_it_starts_only_with_a_head_at_rest_that_looks_this_way() -> None:
    def shots(*shares: float, steps: int = 6) -> list[Landmarks]:
        return [Camera().landmarks(moved(_AT_REST, Step.LEFT, share)) for share in shares * steps]

    def ready(shots: list[Landmarks]) -> bool:
        return is_ready(neutral_of(shots), shots)

    assert ready(shots(0.0, 0.05))
    assert not ready([*shots(0.0), *shots(0.6, steps=1)])
    assert not ready(shots(1.5))
    assert not ready(
        [shot for share in np.linspace(0.0, 0.4, 12) for shot in shots(share, steps=1)]
    )


def test_a_smile_does_not_keep_it_from_starting() -> None:
    smiling = Camera().landmarks(_AT_REST)
    middle_px = smiling[3:].mean(axis=0)
    smiling[3:, 0] = middle_px[0] + (smiling[3:, 0] - middle_px[0]) * 1.25
    assert is_ready(neutral_of([smiling]), [smiling, smiling])


def test_a_face_without_eyes_is_never_ready() -> None:
    camera = Camera()
    blind = np.zeros((5, 2), np.float32)
    assert not is_ready(camera.neutral(_AT_REST), [blind] * 12)


def test_turns_tell_a_head_from_a_picture_and_luck_bounds_a_replay() -> None:
    for steps in _PAIRS:
        state = challenged(steps, obedient(_AT_REST), Camera(), at_rest=_AT_REST)
        says = log_ratio(state)
        assert math.log(20.0) < says.flat <= math.log(1000.0)
        assert says.screen == says.frozen == math.log(3 if Step.CLOSER in steps else 6)
        assert description(state).startswith(f"{steps[0]}, {steps[1]}: passed in ")


def test_a_turn_that_hardly_counts_says_less_than_a_clear_one() -> None:
    little, much = (
        log_ratio(
            challenged(
                (Step.LEFT, Step.CLOSER),
                obedient(_AT_REST, turn_deg=turn_deg),
                Camera(),
                at_rest=_AT_REST,
            )
        ).flat
        for turn_deg in (10.0, 18.0)
    )
    assert 0.0 < little < much


def test_what_is_not_passed_says_nothing() -> None:
    state = start((Step.LEFT, Step.UP), Camera().neutral(_AT_REST), 5.0, track_id=TRACK)
    assert log_ratio(state) == NOTHING
    assert description(state) == "turn left, look up: not finished"
    assert log_ratio(with_time(state, 99.0)) == NOTHING


@pytest.mark.parametrize(
    ("steps", "replays"),
    [
        ((Step.CLOSER,), 1),
        ((Step.LEFT,), 3),
        ((Step.LEFT, Step.UP), 6),
        ((Step.CLOSER, Step.UP), 3),
        ((Step.LEFT, Step.CLOSER, Step.LEFT), 9),
        ((Step.LEFT, Step.UP, Step.RIGHT), 12),
    ],
)
def test_the_odds_are_one_in_the_sequences_that_differ_in_turns_only(
    steps: tuple[Step, ...], replays: int
) -> None:
    assert replays_per_pass(steps) == replays
