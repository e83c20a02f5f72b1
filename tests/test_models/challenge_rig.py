"""What answers a challenge, or tries to: motion over time that the test knows the truth of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from models.liveness.challenge import DOOR_CHALLENGE, ChallengeRules, ChallengeState
from models.liveness.challenge_run import start, with_frame
from models.liveness.response import Neutral, neutral_of
from models.liveness.step import Step
from models.types import Landmarks, RgbImage
from tests.test_models.liveness_geometry import Pose, Surface, head, seen

Play = Callable[[float, Step, float], Pose]  # time, what is asked, since when -> pose
TRACK = 7
FRONTAL = Pose()


def chance(seed: int) -> Random:
    """Return chance that a test can repeat; a real door's cannot be foreseen."""
    return Random(seed)  # noqa: S311


@dataclass(frozen=True)
class Points:
    """Points that a picture has carried along without an error."""

    begun: Landmarks
    landmarks: Landmarks

    def onwards(self, image: RgbImage) -> Points:
        return self


class Camera:
    """Sees a surface in a pose, with landmark noise that has no memory.

    Args:
        surface: What is seen.
        noise_ed: Standard deviation of each landmark's coordinate, in eye distances.
        seed: Chance.
    """

    def __init__(self, surface: Surface = head, *, noise_ed: float = 0.0, seed: int = 0) -> None:
        self._surface, self._noise_ed = surface, noise_ed
        self._rng = np.random.default_rng(seed)

    def landmarks(self, pose: Pose) -> Landmarks:
        """Return (5, 2) pixels."""
        points = self.points(pose)
        size_px = float(np.linalg.norm(points[1] - points[0]))
        noise = self._rng.normal(0.0, self._noise_ed * size_px, points.shape)
        return np.asarray(points + noise, dtype=np.float32)

    def points(self, pose: Pose) -> Landmarks:
        """Return where the points of the surface are, without noise."""
        return np.asarray(seen(self._surface, [pose])[0], dtype=np.float32)

    def neutral(self, pose: Pose, frames: int = 12) -> Neutral:
        """Return the neutral face of several frames in one pose."""
        return neutral_of([self.landmarks(pose) for _ in range(frames)])


def challenged(
    steps: tuple[Step, ...],
    play: Play,
    camera: Camera,
    *,
    at_rest: Pose = FRONTAL,
    fps: float = 20.0,
    rules: ChallengeRules = DOOR_CHALLENGE,
) -> ChallengeState:
    """Play a whole challenge, from an ask at 10 s on."""
    state = start(steps, camera.neutral(at_rest), 10.0, track_id=TRACK, rules=rules)
    at_s = 10.0
    while state.asks is not None:
        at_s += 1.0 / fps
        pose = play(at_s, state.asks, state.asked_s)
        shown = camera.landmarks(pose)
        carried = Points(camera.points(at_rest), camera.points(pose))
        state = with_frame(state, shown, at_s, track_id=TRACK, carried=(carried,))
    return state


def moved(pose: Pose, step: Step, share: float, *, turn_deg: float = 20.0) -> Pose:
    """Return a pose after a share of a step's movement; coming closer ends 15 % nearer."""
    match step:
        case Step.LEFT:
            return replace(pose, yaw_deg=pose.yaw_deg + turn_deg * share)
        case Step.RIGHT:
            return replace(pose, yaw_deg=pose.yaw_deg - turn_deg * share)
        case Step.UP:
            return replace(pose, pitch_deg=pose.pitch_deg - turn_deg * share)
        case Step.CLOSER:
            return replace(pose, distance_m=pose.distance_m * (1.0 - 0.15 * share))


def obedient(
    at_rest: Pose = FRONTAL,
    *,
    turn_deg: float = 20.0,
    after_s: float = 0.4,
    takes_s: float = 0.5,
    does: Callable[[Step], Step] = lambda step: step,
) -> Play:
    """Return somebody who does what is asked, each step from rest.

    Args:
        at_rest: The pose before each step.
        turn_deg: How far they turn.
        after_s: When they begin, seconds after the ask; negative is before it.
        takes_s: How long a movement takes.
        does: What they take an ask for.
    """

    def play(at_s: float, asked: Step, since_s: float) -> Pose:
        t = np.clip((at_s - since_s - after_s) / takes_s, 0.0, 1.0)
        share = float(t * t * (3.0 - 2.0 * t))
        return moved(at_rest, does(asked), share, turn_deg=turn_deg)

    return play
