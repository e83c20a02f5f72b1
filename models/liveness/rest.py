"""Since when somebody stands before the door, and does not walk any more: pure.

Who walks up is watched on the way, and is asked for nothing before they have come to stand. A head
that turns or sways is at rest here: it is the body that must have arrived.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from models.types import Landmarks

_LOOK_S = 0.25  # between two looks: over less, the landmarks' noise is as large as a slow walk
# Who sways makes 5 cm a second and an eye distance is 6.3 cm; who turns the head, 1.3 of these.
_WALKS_ED_PER_S = 2.0
_GROWS_PER_S = 0.3  # from half a metre away, 15 cm a second; who turns the head, 0.15 at most


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """What the frames of one visit say so far.

    Attributes:
        before: (5, 2) pixels, the landmarks of the last look; None before the first.
        before_s: When that was, seconds.
        since_s: Since when they stand; None while they walk, and before it is known.
    """

    before: Landmarks | None = None
    before_s: float = 0.0
    since_s: float | None = None

    def with_face(self, landmarks: Landmarks, at_s: float) -> Rest:
        """Return this with one more frame.

        Args:
            landmarks: (5, 2) pixels.
            at_s: When it was taken, seconds; later than those before.
        """
        if self.before is None:
            return Rest(landmarks, at_s)
        passed_s = at_s - self.before_s
        if passed_s < _LOOK_S - 1e-3:
            return self
        if _walks(self.before, landmarks, passed_s):
            return Rest(landmarks, at_s)
        return Rest(landmarks, at_s, self.before_s if self.since_s is None else self.since_s)


def _walks(before: Landmarks, after: Landmarks, passed_s: float) -> bool:
    """Return whether a face came nearer, or went aside, faster than one that stands."""
    size, larger = (math.sqrt(float(np.mean(np.var(marks, axis=0)))) for marks in (before, after))
    if min(size, larger) <= 0.0:
        return True
    eyes_px = float(np.linalg.norm(before[1] - before[0]))
    aside_px = float(np.linalg.norm(after.mean(axis=0) - before.mean(axis=0)))
    return (
        aside_px > _WALKS_ED_PER_S * passed_s * eyes_px
        or abs(math.log(larger / size)) > _GROWS_PER_S * passed_s
    )
