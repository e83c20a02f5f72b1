"""Streams that stand still or repeat: a stuck camera, or a loop in its place: pure.

A head before a real camera never shows the same picture twice: it sways and breathes, and the
sensor adds grain. So two things are measured on small grey copies, within the face:

- How much the picture changed at most within the last second. Single frames that come twice, as
  when a camera of 15 frames a second is read at 30, do not matter: the others are still there.
- How well the last moments equal the moments one lag earlier, for the lag where they do best. Only
  a loop runs through the same pictures in the same order.

Both are counted against the face's own contrast, so that neither light nor make-up matters. What
was seen long ago is forgotten: a loop longer than `_KEPT_S` is not found, and is the challenge's.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.liveness.likelihood import NOTHING, LogRatio
from models.types import Box, Frame

_COPY_WIDTH_PX = 64
_KEPT_S = 10.0
_WINDOW_S = 1.0  # the greatest change is looked for within this
_LEAST_WINDOW_S = 0.4  # in less time even a head may hold quite still
_LEAST_LAG_S = 0.5  # a nod comes back within less
_SEGMENT_S = 0.8  # this much must repeat
_LEAST_SEGMENT_FRAMES = 4
_LEAST_CONTRAST = 2.0  # grey levels; a face of less is not found in the first place

# Between all stuck streams and all clips measured in docs/liveness.md; the slope takes a stream
# that stands still up to its encoding noise to about -4, and the stillest sitter to about 1.
_STUCK_AT, _LOOP_AT, _SLOPE = 0.05, 0.25, 4.0
_FLOOR = 1e-3  # a change below this counts as this: no logarithm of 0
# A head that moves may still be a loop of a longer clip: little speaks for life, much against it.
# At first it only tells that the stream is not stuck, and after some seconds that a loop would have
# come round by now.
_MOVES, _MOST, _LEAST = 0.7, 2.0, -12.0
_ROUND_S = (1.5, 4.5)
_SURE = -2.0  # nobody in any clip came near it


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One frame, small, and how it differs from those kept before it.

    Attributes:
        captured_s: When it was taken, seconds.
        copy: (height, width) float32 grey levels.
        before_s: (N,) float64, when each frame before it was taken, oldest first.
        change: (N,) float64, root mean square difference from each, in units of the contrast.
    """

    captured_s: float
    copy: NDArray[np.float32]
    before_s: NDArray[np.float64]
    change: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Repetition:
    """The lag at which the last moments come nearest to earlier ones.

    Attributes:
        lag_s: How much earlier, seconds.
        change: The change since then, mean over the last moments, in units of the face's contrast.
        usual: The same for a lag in the middle of all, the median.
    """

    lag_s: float
    change: float
    usual: float


@dataclass(frozen=True, slots=True, eq=False)
class Stillness:
    """What the usable frames of one visit say of it, as far as they have come.

    Attributes:
        repetition: How well the last moments equal those one lag earlier, for the lag where they do
            best; None where the frames do not reach back far enough yet.
    """

    repetition: Repetition | None = None
    _looks: tuple[_Look, ...] = ()
    _loop: float = 0.0  # what the loop that was found beyond doubt says

    def with_frame(self, frame: Frame, face: Box) -> Stillness:
        """Return this with one more usable frame.

        Args:
            frame: Taken after all others; one that was not is left out.
            face: Where its face is, pixels of the frame.
        """
        now_s = frame.captured_s
        if self._looks and now_s <= self._looks[-1].captured_s:
            return self
        copy = _small_grey(frame)
        kept = tuple(
            look
            for look in self._looks
            if now_s - look.captured_s <= _KEPT_S and look.copy.shape == copy.shape
        )
        rows, columns = _within(face, frame, copy.shape)
        region = copy[rows, columns]
        if kept and region.size:
            before = np.stack([look.copy[rows, columns] for look in kept])
            contrast = max(float(region.std()), _LEAST_CONTRAST)
            change = np.sqrt(np.mean((before - region) ** 2, axis=(1, 2))) / contrast
        else:
            kept, change = (), np.zeros(0)
        before_s = np.array([look.captured_s for look in kept])
        looks = (*kept, _Look(now_s, copy, before_s, change.astype(np.float64)))
        repetition = _repetition(looks)
        loop = 0.0 if repetition is None else _loop_evidence(repetition)
        # A stall passes, a loop does not: where frames are left out it is found now and then only.
        return Stillness(repetition, looks, min(self._loop, loop if loop <= _SURE else 0.0))

    @property
    def greatest_change(self) -> float | None:
        """The greatest change within the last second, in units of the face's contrast.

        None where the frames do not reach back far enough yet.
        """
        if not self._looks:
            return None
        newest = self._looks[-1]
        recent = newest.captured_s - newest.before_s <= _WINDOW_S
        if not recent.any():
            return None
        if newest.captured_s - newest.before_s[recent][0] < _LEAST_WINDOW_S:
            return None
        return float(newest.change[recent].max())

    @property
    def log_ratio(self) -> LogRatio:
        """What it says against a frozen or repeating stream, natural logarithm."""
        change = self.greatest_change
        if change is None:
            return LogRatio(frozen=self._loop) if self._loop else NOTHING
        frozen = _evidence(change, _STUCK_AT)
        watched_s = self._looks[-1].captured_s - self._looks[0].captured_s
        frozen = min(frozen, float(np.interp(watched_s, _ROUND_S, [_MOVES, _MOST])))
        if self.repetition is not None:
            frozen = min(frozen, _loop_evidence(self.repetition))
        return LogRatio(frozen=min(frozen, self._loop) if self._loop else frozen)


def _repetition(looks: tuple[_Look, ...]) -> Repetition | None:
    newest = looks[-1]
    segment = [look for look in looks if newest.captured_s - look.captured_s <= _SEGMENT_S]
    lags_s = newest.captured_s - newest.before_s
    reach_s = segment[0].captured_s - looks[0].captured_s
    lags_s = lags_s[(lags_s >= _LEAST_LAG_S) & (lags_s <= reach_s)]
    if len(segment) < _LEAST_SEGMENT_FRAMES or not lags_s.size:
        return None
    at_lags = np.stack([_change_at(look, lags_s) for look in segment]).mean(axis=0)
    best = int(at_lags.argmin())
    return Repetition(float(lags_s[best]), float(at_lags[best]), float(np.median(at_lags)))


def _loop_evidence(repetition: Repetition) -> float:
    # Someone who sits still comes near to where they were, too, but no nearer than usual; and
    # someone who leans over and back comes nearer than usual, but not quite there.
    return max(
        _evidence(repetition.change, _STUCK_AT),
        _evidence(repetition.change / max(repetition.usual, _FLOOR), _LOOP_AT),
    )


def _small_grey(frame: Frame) -> NDArray[np.float32]:
    height = max(1, round(_COPY_WIDTH_PX * frame.height_px / frame.width_px))
    # Two steps: the first one in bytes, which is quick; the second one wins back the fractions.
    larger = cv2.resize(frame.image, (4 * _COPY_WIDTH_PX, 4 * height), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(larger, cv2.COLOR_RGB2GRAY).astype(np.float32)
    small = cv2.resize(grey, (_COPY_WIDTH_PX, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32)


def _within(face: Box, frame: Frame, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Return the rows and columns of the small copy that the face touches."""
    across, down = shape[1] / frame.width_px, shape[0] / frame.height_px
    rows = slice(max(int(face.top * down), 0), max(int(np.ceil(face.bottom * down)), 0))
    columns = slice(max(int(face.left * across), 0), max(int(np.ceil(face.right * across)), 0))
    return rows, columns


def _change_at(look: _Look, lags_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the change since the frame nearest to each lag before a look."""
    wanted_s = look.captured_s - lags_s
    after = np.clip(np.searchsorted(look.before_s, wanted_s), 1, look.before_s.size - 1)
    nearer = wanted_s - look.before_s[after - 1] < look.before_s[after] - wanted_s
    return np.asarray(look.change[after - nearer])


def _evidence(change: float, even: float) -> float:
    """Return a log ratio that is 0 at `even` and grows with the logarithm of the change."""
    return float(np.clip(_SLOPE * np.log(max(change, _FLOOR) / even), _LEAST, _MOST))
