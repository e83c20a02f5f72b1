"""A living face pressed against the back of a print, its eyes at the holes."""

from collections.abc import Sequence

import numpy as np

from kiosk.scene.pose import Pose
from kiosk.scene.presentation.asks import Ask
from kiosk.scene.presentation.hand_motion import HandMotion
from kiosk.scene.presentation.paper_print import Print
from kiosk.scene.presentation.wander import Wander

_GAP_M = 0.03  # the nose keeps the eyes that far behind the paper
_FOLLOWS = 0.85  # share of the paper's turn that the head behind it takes
# The head's own movement against the paper: metres and degrees.
_OWN = np.array([0.0015, 0.0015, 0.002, 1.2, 1.0, 0.6])
_OWN_HZ = (0.2, 1.0)


class BehindHoles:
    """The pose of the head behind a print, a pure function of time and asks.

    Args:
        paper_motion: How the print moves.
        paper: The print.
        random: Chooses the phases of the head's own movement.
    """

    def __init__(self, paper_motion: HandMotion, paper: Print, random: np.random.Generator) -> None:
        self._paper_motion, self._paper = paper_motion, paper
        self._own = Wander(random, _OWN, _OWN_HZ)

    def pose(self, at_s: float, asks: Sequence[Ask]) -> Pose:
        """Return the pose of a moment."""
        held = self._paper_motion.pose(at_s, asks)
        eyes = self._paper.sheet(held, at_s).place(np.array(self._paper.eyes_m))
        own = self._own.at(at_s)
        return Pose(
            x_m=float(eyes[0] + own[0]),
            y_m=float(eyes[1] + own[1]),
            z_m=float(eyes[2] + _GAP_M + own[2]),
            yaw_deg=_FOLLOWS * held.yaw_deg + float(own[3]),
            pitch_deg=_FOLLOWS * held.pitch_deg + float(own[4]),
            roll_deg=held.roll_deg + float(own[5]),
        )
