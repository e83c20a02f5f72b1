"""What glass looks like: the grid of a display's pixels, where the camera is fine enough to see it.

The grid, or the moiré that sampling makes of it, is a narrow peak in the spectrum of the face. A
camera sees one only where two of its pixels or more fall on a pixel of the display: on a coarse
monitor, or on a display right before a fine lens. A phone at a door has two to five of its pixels
in one of the camera's, and its grid is gone. So a face without a peak says nothing, and this cue
only ever speaks against.

Other signs were measured and left out (docs/liveness.md): lifted blacks, narrow colours and flat
contrast are those of real clips of a hazy camera, too, and ripples of a refreshing screen are
smaller than those of a head that moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.liveness.likelihood import NOTHING, LogRatio
from models.liveness.spectrum import SIZE_PX, narrow_peak
from models.types import DetectedFace, Frame

GAP_S = 0.2  # between two frames that are looked at: nearer ones tell nothing new
_FRAMES = 3  # of which the middle peak counts: one frame may catch a striped collar
_KEPT = 15

# A logistic regression fitted by benchmarks/liveness_texture.py on the split to choose.
_OFFSET, _SLOPE = 4.80, -1.86
_LEAST = -3.0  # however clear the peak: never decisive alone


@dataclass(frozen=True, slots=True)
class Texture:
    """The peaks of the usable frames of one visit, as far as they have come.

    Attributes:
        peaks: How far the highest narrow peak of each stands out, oldest first; the last few.
        looked_s: When the last frame that was looked at was taken, seconds; None before the first.
    """

    peaks: tuple[float, ...] = ()
    looked_s: float | None = None

    def with_frame(self, frame: Frame, face: DetectedFace) -> Texture:
        """Return this with one more usable frame, taken after those before.

        Args:
            frame: The picture.
            face: The face in it.
        """
        if self.looked_s is not None and frame.captured_s < self.looked_s + GAP_S:
            return self
        plane = face_plane(frame, face)
        if plane is None:
            return self
        return replace(
            self,
            peaks=(*self.peaks, narrow_peak(plane))[-_KEPT:],
            looked_s=frame.captured_s,
        )

    @property
    def log_ratio(self) -> LogRatio:
        """What they say so far, natural logarithm: 0, or against a screen and what it shows."""
        if len(self.peaks) < _FRAMES:
            return NOTHING
        ratio = float(np.clip(_OFFSET + _SLOPE * float(np.median(self.peaks)), _LEAST, 0.0))
        # A photo on a screen is a flat picture; half of those that are shown are on paper.
        return LogRatio(flat=-float(np.log((1.0 + np.exp(-ratio)) / 2.0)), screen=ratio)


def face_plane(frame: Frame, face: DetectedFace) -> NDArray[np.float32] | None:
    """Return the middle of a face in grey, (128, 128) float32, at the camera's own resolution.

    None where the face is smaller, or its middle reaches out of the picture.
    """
    if max(face.box.width_px, face.box.height_px) < SIZE_PX:
        return None  # the room behind would be in it, too, with blinds and brickwork
    x, y = face.landmarks.mean(axis=0)
    left, top = int(x) - SIZE_PX // 2, int(y) - SIZE_PX // 2
    if left < 0 or top < 0:
        return None
    part = frame.image[top : top + SIZE_PX, left : left + SIZE_PX]
    if part.shape[:2] != (SIZE_PX, SIZE_PX):
        return None
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), dtype=np.float32)
