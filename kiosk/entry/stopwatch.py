"""How long a visitor waited, measured honestly for cameras and for clips.

With a live camera the clock on the wall counts: from the moment in which the first usable frame was
taken to the decision, waiting in between included. A clip or the scene played frame by frame is
neither quicker nor slower than we are, so its frame times mean nothing here: there the time that
Janus itself spent counts, summed over the steps from the first usable frame on, reading of frames
excluded.
"""

from kiosk.clock import Clock
from models.types import Frame


class Stopwatch:
    """Seconds on the time line on which latencies are measured.

    Args:
        clock: A real clock.
        is_live: Whether frames come at their own pace.
    """

    def __init__(self, clock: Clock, *, is_live: bool) -> None:
        self._clock = clock
        self._is_live = is_live
        self._worked_s = 0.0
        self._step_began_s = clock.monotonic()

    def begin_step(self) -> None:
        """Start the work on a frame."""
        self._step_began_s = self._clock.monotonic()

    def end_step(self) -> None:
        """Count the work on a frame."""
        self._worked_s += self._clock.monotonic() - self._step_began_s

    def read_at(self, frame: Frame) -> float:
        """Return when the frame of this step was taken, or its work began."""
        return frame.captured_s if self._is_live else self._worked_s

    def now(self) -> float:
        """Return the present moment, within a step."""
        if self._is_live:
            return self._clock.monotonic()
        return self._worked_s + self._clock.monotonic() - self._step_began_s
