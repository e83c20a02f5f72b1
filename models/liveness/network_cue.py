"""What a liveness network makes of a visit's frames: calibrated, capped, never decisive alone.

Such a network was trained on other cameras' pictures, and its "probability" is none: it is as sure
of itself where it errs. So its answers are scores here. They are turned into a log likelihood ratio
by a line on their log odds (Brümmer and du Preez 2006, "Application-independent evaluation of
speaker detection"), fitted on visits that nothing is reported from. How it was fitted, and how well
it separates attacks from people, is in docs/liveness.md.

Frames of one visit are alike, and a network that errs on one errs on the next. So they do not add
up: the middle of a few is one score. Later frames may only lower what was said, so that looking
longer wins an attack nothing, and a picture raised mid-visit does not live on the face before it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from models.liveness.likelihood import NOTHING, LogRatio
from models.types import Box, Frame, RgbImage

FRAMES = 3  # of which the middle counts
GAP_S = 0.2  # between two that are looked at: nearer ones tell nothing new
CAP = 3.0  # however sure the network is


class LivenessNetwork(Protocol):
    """Tells from one picture whether a face in it is a living one."""

    def live_probability(self, image: RgbImage, box: Box) -> float:
        """Return a score, 0..1, higher for a living face.

        Args:
            image: (height, width, 3) uint8 RGB.
            box: Where the detector found the face.
        """
        ...


_SUREST = 0.01  # nearer to 0 or 1 the network's numbers mean nothing more


@dataclass(frozen=True, slots=True)
class Line:
    """From a score's log odds to a log likelihood ratio.

    Attributes:
        offset: The ratio of a score of one half.
        slope: By how much it grows with the log odds; not negative.
    """

    offset: float
    slope: float

    def at(self, score: float) -> float:
        """Return the log likelihood ratio of a score in 0..1, -3..3."""
        sure = min(max(score, _SUREST), 1.0 - _SUREST)
        log_odds = math.log(sure / (1.0 - sure))
        return min(max(self.offset + self.slope * log_odds, -CAP), CAP)


# Logistic regression, both sides weighted alike, on simulated visits of the split to choose by and
# on half of the real clips. The flat line was fitted on prints alone: photos on screens are easier
# to tell. Then it was lowered until the mean likelihood ratio was 1 at most for each kind of print.
_FLAT = Line(offset=-0.89, slope=0.45)
_SCREEN = Line(offset=1.41, slope=1.28)


def visit_score(scores: Sequence[float]) -> float | None:
    """Return the one score of a visit: the least of the middles of each few frames.

    Args:
        scores: Of its frames, 0..1, oldest first.

    Returns:
        The score, 0..1; None before `FRAMES` frames were looked at.
    """
    whole = len(scores) - len(scores) % FRAMES
    few = (scores[start : start + FRAMES] for start in range(0, whole, FRAMES))
    return min(map(statistics.median, few), default=None)


def network_ratio(scores: Sequence[float]) -> LogRatio:
    """Return what the scores of a visit's frames say of it.

    Args:
        scores: Of its frames, 0..1, oldest first, `GAP_S` apart or more.
    """
    score = visit_score(scores)
    if score is None:
        return NOTHING
    # A stream that stands still may show a living face: of that the network knows nothing.
    return LogRatio(flat=_FLAT.at(score), screen=_SCREEN.at(score))


@dataclass(frozen=True, slots=True)
class NetworkLooks:
    """What a network made of the usable frames of one visit, as far as they have come.

    Attributes:
        network: Which one; None where none is installed, and then nothing is ever said.
        scores: Its answers, oldest first.
        looked_s: When the last frame that it saw was taken, seconds; None before the first.
    """

    network: LivenessNetwork | None
    scores: tuple[float, ...] = ()
    looked_s: float | None = None

    def with_frame(self, frame: Frame, box: Box) -> NetworkLooks:
        """Return this with one more usable frame, taken after those before.

        Args:
            frame: The picture.
            box: Where the detector found the face in it.
        """
        if self.network is None:
            return self
        if self.looked_s is not None and frame.captured_s < self.looked_s + GAP_S:
            return self
        score = self.network.live_probability(frame.image, box)
        return replace(self, scores=(*self.scores, score), looked_s=frame.captured_s)

    @property
    def log_ratio(self) -> LogRatio:
        """What they say so far."""
        return network_ratio(self.scores)
