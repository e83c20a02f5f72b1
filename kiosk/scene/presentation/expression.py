"""A face that is never quite at rest: jaw, corners of the mouth, cheeks and brows move a little.

A rendered portrait alone is a stiff mask, and no living face is. How far it moves was set so that
dense motion over 0.2 s, beyond that of a sheet, is about as large as in the real clips of people
who are not reported on: some thousandths of the eye distance, root mean square over the face.
"""

import numpy as np
from numpy.typing import NDArray

from kiosk.scene.presentation.wander import Wander

_HZ = (0.3, 2.0)
# Where each movement is: middle (x, y), width and height, in eye distances; and which way it goes.
_MODES = np.array(
    [
        [0.0, 1.35, 0.55, 0.35, 0.0, 1.0],  # jaw
        [-0.45, 1.1, 0.22, 0.2, -0.8, -0.6],  # corners of the mouth
        [0.45, 1.1, 0.22, 0.2, 0.8, -0.6],
        [-0.62, 0.6, 0.28, 0.28, -0.2, -0.7],  # cheeks
        [0.62, 0.6, 0.28, 0.28, 0.2, -0.7],
        [-0.45, -0.4, 0.35, 0.2, 0.0, -0.7],  # brows
        [0.45, -0.4, 0.35, 0.2, 0.0, -0.7],
    ]
)


class Expression:
    """How the points of a face are moved, a pure function of time.

    Args:
        points: (rows, columns, 3), the figure's surface, eye distances.
        amplitude_ed: How far a movement goes, eye distances.
        random: Chooses when each comes and goes.
    """

    def __init__(
        self, points: NDArray[np.float32], amplitude_ed: float, random: np.random.Generator
    ) -> None:
        x, y = points[..., 0], points[..., 1]
        self._modes = np.stack(
            [
                np.exp(-((x - cx) ** 2) / (2 * w**2) - (y - cy) ** 2 / (2 * h**2))[..., None]
                * np.array([dx, dy, 0.0])
                for cx, cy, w, h, dx, dy in _MODES
            ]
        ).astype(np.float32)
        self._wander = Wander(random, np.full(len(_MODES), amplitude_ed), _HZ)

    def at(self, at_s: float) -> NDArray[np.float32]:
        """Return by how much each point is moved at a moment, (rows, columns, 3)."""
        weights = self._wander.at(at_s).astype(np.float32)
        return np.asarray(np.tensordot(weights, self._modes, axes=1))
