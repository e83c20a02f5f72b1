"""How often pictures and replays pass a challenge, with bounds, and how often heads do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from models.liveness.challenge import (
    ChallengeState,
    Result,
    draw,
    log_ratio,
    replays_per_pass,
)
from models.liveness.step import Step
from tests.test_models.challenge_rig import Camera, Play, challenged, chance, moved, obedient
from tests.test_models.liveness_geometry import Pose, Surface, bent, flat, head

_NOISE_ED = 0.02  # MTCNN's, one frame against the next, is below 0.01
_FPS = 12.5


def _rest(rng: np.random.Generator) -> Pose:
    """Return how somebody holds their head, or a picture, before the ask."""
    x_m, y_m = rng.uniform(-0.1, 0.1, 2)
    yaw_deg, pitch_deg, roll_deg = rng.uniform(-8.0, 8.0, 3)
    return Pose(x_m, y_m, rng.uniform(0.35, 0.9), yaw_deg, pitch_deg, roll_deg)


def _visit(surface: Surface, seed: int, turns_deg: tuple[float, float]) -> ChallengeState:
    """Play one visit: what is shown is turned, and brought closer, just as asked."""
    rng = np.random.default_rng(seed)
    rest = _rest(rng)
    play = obedient(
        rest,
        turn_deg=rng.uniform(*turns_deg),
        after_s=rng.uniform(0.3, 0.8),
        takes_s=rng.uniform(0.4, 0.8),
    )
    camera = Camera(surface, noise_ed=_NOISE_ED, seed=seed + 1_000_000)
    return challenged(draw(chance(seed)), play, camera, at_rest=rest, fps=_FPS)


@pytest.mark.parametrize("surface", [flat, bent(0.2)], ids=["flat", "bent"])
def test_a_picture_that_is_tilted_as_asked_passes_in_less_than_two_percent(
    surface: Surface,
) -> None:
    visits = 200
    passed = sum(
        _visit(surface, seed, (15.0, 50.0)).result is Result.PASSED for seed in range(visits)
    )
    assert binomtest(passed, visits).proportion_ci(0.95, "exact").high < 0.02


def test_a_head_that_turns_a_little_passes_and_shows_its_depth() -> None:
    states = [_visit(head, seed, (12.0, 25.0)) for seed in range(100)]
    passed = [state for state in states if state.result is Result.PASSED]
    assert binomtest(len(passed), len(states)).proportion_ci(0.95, "exact").low > 0.9
    assert np.median([log_ratio(state).flat for state in passed]) > np.log(100.0)


def _replay(seed: int, *, brings_closer: bool) -> Play:
    """Play a head that turns as it likes, on a screen whose holder answers what a hand can answer.

    It turns at random times, 0.9 a second, at most one turn at once: about as many as there is time
    for, which is best for whoever replays it.
    """
    rng = np.random.default_rng(seed)
    starts = 8.0 + np.cumsum(0.7 + rng.exponential(0.4, 12))
    turns = rng.choice([Step.LEFT, Step.RIGHT, Step.UP], 12)

    def play(at_s: float, asked: Step, since_s: float) -> Pose:
        pose = Pose(distance_m=0.7)
        for begins_s, turn in zip(starts, turns, strict=True):
            t = (at_s - begins_s) / 0.7
            if 0.0 < t < 1.0:
                pose = moved(pose, Step(turn), float(np.sin(np.pi * t)) ** 2)
        if brings_closer and asked is Step.CLOSER:
            pose = replace(pose, distance_m=0.7 - 0.12 * np.clip((at_s - since_s - 0.3) * 2, 0, 1))
        return pose

    return play


@pytest.mark.parametrize(
    ("among", "replays"),
    [((Step.LEFT, Step.RIGHT, Step.UP), 6), ((Step.LEFT, Step.RIGHT, Step.UP, Step.CLOSER), 4)],
)
def test_a_replay_passes_no_more_often_than_by_the_stated_luck(
    among: tuple[Step, ...], replays: int
) -> None:
    visits = 250
    drawn = [draw(chance(seed), among=among) for seed in range(visits)]
    passed = sum(
        challenged(steps, _replay(seed, brings_closer=True), Camera(), fps=_FPS).result
        is Result.PASSED
        for seed, steps in enumerate(drawn)
    )
    # What is stated for each drawn sequence comes to one in six, or one in four, over all of them.
    stated = np.mean([1.0 / replays_per_pass(steps) for steps in drawn])
    assert stated == pytest.approx(1.0 / replays, rel=0.1)
    assert passed > 0  # the simulated head does turn: the bound is not kept for want of trying
    assert binomtest(passed, visits, float(stated), alternative="greater").pvalue > 0.01
