"""How a visitor moves between keyframes: smoothly, bobbing while walking, never quite still.

Whoever stands before the door also does what the screen asks.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.scene.pictures import ANSWER
from kiosk.scene.pose import Lens, Pose
from kiosk.scene.presentation.asks import Ask, followed
from kiosk.scene.render import Softness
from kiosk.scene.script import Visitor
from models.liveness.step import Step

FRAME_S = 1.0 / 30.0

_STEPS_HZ, _BOB_M, _WALK_M_PER_S = 1.9, 0.016, 1.3
_SHUTTER = 0.25  # share of a frame's time during which the sensor takes light
_FOCUS_M, _OUT_OF_FOCUS_PX = 0.7, 1.1
# What a living body does while it stands: metres and degrees, in the order of Pose's fields.
_UNREST = np.array([0.004, 0.003, 0.005, 1.1, 0.9, 0.6, 0.5])
_UNREST_HZ = np.array([0.31, 0.27, 0.19, 0.43, 0.37, 0.29, 0.17])


@dataclass(frozen=True, slots=True)
class Moment:
    """A visitor at one moment.

    Attributes:
        pose: Where, and how turned.
        softness: How unsharp, from focus and motion.
    """

    pose: Pose
    softness: Softness


def moment_of(
    visitor: Visitor,
    at_s: float,
    phases: NDArray[np.float64],
    lens: Lens,
    asks: Sequence[Ask] = (),
) -> Moment | None:
    """Return a visitor at a moment; None before the first keyframe and after the last.

    Args:
        visitor: Who.
        at_s: Seconds since the chapter began.
        phases: (7,) radians, where the unrest of each of Pose's fields begins.
        lens: The camera's lens, for the blur.
        asks: What the screen asked so far, in seconds since the chapter began.
    """
    if not visitor.keys[0].at_s <= at_s <= visitor.keys[-1].at_s:
        return None
    now, soon = (_alive(visitor, t, phases, asks) for t in (at_s, at_s + FRAME_S))
    here, there = (np.array([p.x_m, p.y_m]) * lens.focal_px / p.z_m for p in (now, soon))
    # An even smear of length d has a standard deviation of d / sqrt(12).
    smear = np.abs(there - here) * _SHUTTER / np.sqrt(12.0)
    focus = _OUT_OF_FOCUS_PX * abs(1.0 - _FOCUS_M / now.z_m)
    across, down = np.hypot(smear, focus)
    return Moment(now, Softness(float(across), float(down)))


def _alive(visitor: Visitor, at_s: float, phases: NDArray[np.float64], asks: Sequence[Ask]) -> Pose:
    """Return the pose with the bob of walking, the unrest of standing, and what was asked."""
    before, here, after = (_between(visitor, at_s + d) for d in (-FRAME_S, 0.0, FRAME_S))
    speed = float(np.hypot(*(after - before)[[0, 2]])) / (2 * FRAME_S)
    vigour = min(speed / _WALK_M_PER_S, 1.0)
    step = 2 * np.pi * _STEPS_HZ * at_s + phases[0]
    here = here + _UNREST * np.sin(2 * np.pi * _UNREST_HZ * at_s + phases)
    here[0] += 0.6 * _BOB_M * vigour * np.sin(step / 2)
    here[1] += _BOB_M * vigour * np.sin(step)
    here[5] += 1.2 * vigour * np.sin(step / 2)
    if visitor.stands_s is not None:  # a passer-by reads no screen
        does = followed(asks, at_s, ANSWER)
        here[2] *= 1.0 - ANSWER.closer_share * does[Step.CLOSER]
        # A person's own left is the picture's right.
        here[3] += ANSWER.turn_deg * (does[Step.LEFT] - does[Step.RIGHT])
        here[4] -= ANSWER.nod_deg * does[Step.UP]
    return Pose(*(float(value) for value in here))


def _between(visitor: Visitor, at_s: float) -> NDArray[np.float64]:
    """Return the seven numbers of the pose on the way from one keyframe to the next."""
    times = np.array([key.at_s for key in visitor.keys])
    at_s = float(np.clip(at_s, times[0], times[-1]))
    i = min(int(np.searchsorted(times, at_s, side="right")) - 1, len(times) - 2)
    t = (at_s - times[i]) / (times[i + 1] - times[i])
    eased = t * t * (3.0 - 2.0 * t)
    start, end = (np.array(astuple(visitor.keys[k].pose)) for k in (i, i + 1))
    return np.asarray(start + (end - start) * eased)
