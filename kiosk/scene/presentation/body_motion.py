"""How a living person moves before the camera: walks up, looks up, sways, does what is asked."""

from collections.abc import Sequence

import numpy as np

from kiosk.scene.pose import Pose
from kiosk.scene.presentation.asks import Ask, eased, followed
from kiosk.scene.presentation.plan import Answer, Body
from kiosk.scene.presentation.wander import Wander
from models.liveness.step import Step

_STEPS_HZ, _BOB_M = 1.9, 0.014
# What a living body does while it stands: metres and degrees, in the order of Pose's fields.
_UNREST = np.array([0.006, 0.004, 0.007, 1.6, 1.3, 0.9, 0.5])
_UNREST_HZ = (0.12, 0.7)
_LOOK_UP_S = 0.45  # how long it takes to look up at the camera


class BodyMotion:
    """A person's pose, a pure function of time and asks.

    Args:
        body: The person.
        answer: How what is asked is done.
        random: Chooses the phases of all unrest.
    """

    def __init__(self, body: Body, answer: Answer, random: np.random.Generator) -> None:
        self._body, self._answer = body, answer
        self._unrest = Wander(random, _UNREST * body.unrest, _UNREST_HZ)
        self._stride = random.uniform(0.0, 2 * np.pi)

    def pose(self, at_s: float, asks: Sequence[Ask]) -> Pose:
        """Return the pose of a moment."""
        body, answer = self._body, self._answer
        still_to_enter = -min(at_s, 0.0) / body.enters_s if body.enters_s > 0.0 else 0.0
        away = 1.0 - eased(at_s / body.walks_s) if body.walks_s > 0.0 else 0.0
        glance = 1.0 - eased((at_s - body.glance_s) / _LOOK_UP_S)
        does = followed(asks, at_s, answer)
        step = 2 * np.pi * _STEPS_HZ * at_s + self._stride
        vigour = min(1.0, 4.0 * away * (1.0 - away) + 0.5 * away)
        sway = self._unrest.at(at_s)
        return Pose(
            x_m=body.x_m
            + body.walks_aside_m * away
            + body.enters_from_m * still_to_enter
            + 0.6 * _BOB_M * vigour * np.sin(step / 2)
            + sway[0],
            y_m=body.y_m + _BOB_M * vigour * np.sin(step) + sway[1],
            z_m=(body.z_m + body.walks_from_m * away)
            * (1.0 - answer.closer_share * does[Step.CLOSER])
            + sway[2],
            # A person's own left is the picture's right.
            yaw_deg=body.glance_yaw_deg * glance
            + answer.turn_deg * (does[Step.LEFT] - does[Step.RIGHT])
            + sway[3],
            pitch_deg=body.glance_pitch_deg * glance - answer.nod_deg * does[Step.UP] + sway[4],
            roll_deg=1.2 * vigour * np.sin(step / 2) + sway[5],
            body_yaw_deg=sway[6],
        )
