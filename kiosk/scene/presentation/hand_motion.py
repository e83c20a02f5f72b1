"""How a hand moves the thing it holds: tremor, drift, waving, tilting, and what is asked.

Tremor of an outstretched hand lies at 6 to 12 Hz and is a fraction of a millimetre (Elble and
Koller, Tremor, 1990); under it the arm drifts slowly.
"""

from collections.abc import Sequence

import numpy as np

from kiosk.scene.pose import Pose
from kiosk.scene.presentation.asks import Ask, eased, followed
from kiosk.scene.presentation.plan import Answer, Hold
from kiosk.scene.presentation.wander import Wander
from models.liveness.step import Step

_DRIFT_HZ = (0.3, 2.0)
_DEG_PER_TREMOR_MM = 0.25
_BELOW_M = 0.45  # from where a thing is raised
_SWING = np.array([1.0, 0.35, 0.3, 60.0, 40.0, 60.0])  # metres and degrees per metre of waving
_TILTING = np.array([0.0, 0.0, 0.0, 1.0, 0.7, 0.25])


class HandMotion:
    """The pose of a held thing, a pure function of time and asks.

    Args:
        hold: How it is held.
        answer: How what is asked is done.
        random: Chooses the phases.
        begins_s: When it is raised.
    """

    def __init__(
        self, hold: Hold, answer: Answer, random: np.random.Generator, begins_s: float = 0.0
    ) -> None:
        self._hold, self._answer, self._begins_s = hold, answer, begins_s
        tremor_m, drift_m = hold.tremor_mm / 1000.0, hold.drift_mm / 1000.0
        turning = [hold.tremor_mm * _DEG_PER_TREMOR_MM] * 3
        band = (hold.tremor_hz * 0.9, hold.tremor_hz * 1.1)
        self._tremor = Wander(random, np.array([tremor_m] * 3 + turning), band)
        drift = np.array([drift_m] * 3 + [hold.drift_deg] * 3)
        self._drift = Wander(random, drift, _DRIFT_HZ)
        self._wave = Wander(random, hold.wave_m * _SWING, _around(hold.wave_hz), waves=2)
        self._tilt = Wander(random, hold.tilt_deg * _TILTING, _around(hold.tilt_hz), waves=2)

    def pose(self, at_s: float, asks: Sequence[Ask]) -> Pose:
        """Return the pose of a moment: the middle of the thing, and how it is turned."""
        hold, answer = self._hold, self._answer
        does = followed(asks, at_s, answer)
        parts = [part.at(at_s) for part in (self._tremor, self._drift, self._wave, self._tilt)]
        x_m, y_m, z_m, yaw_deg, pitch_deg, roll_deg = np.sum(parts, axis=0)
        below = 0.0
        if hold.arrives_s > 0.0:
            below = 1.0 - eased((at_s - self._begins_s) / hold.arrives_s)
            if hold.lowered_s is not None:
                below = max(below, eased((at_s - hold.lowered_s) / hold.arrives_s))
        return Pose(
            x_m=hold.x_m + x_m,
            y_m=hold.y_m + y_m + _BELOW_M * hold.z_m / 0.5 * below,
            z_m=hold.z_m * (1.0 - answer.closer_share * does[Step.CLOSER]) + z_m,
            # The cleverest that can be done with a picture: turn it as the head should turn.
            yaw_deg=hold.yaw_deg
            + yaw_deg
            + 1.4 * answer.turn_deg * (does[Step.LEFT] - does[Step.RIGHT]),
            pitch_deg=hold.pitch_deg
            + pitch_deg
            - 1.4 * answer.nod_deg * does[Step.UP]
            + 25.0 * below,
            roll_deg=hold.roll_deg + roll_deg,
        )


def _around(hz: float) -> tuple[float, float]:
    return 0.8 * hz, 1.2 * hz
