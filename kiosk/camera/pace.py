"""Keeps frames that are ready at once to the pace of a camera."""

import threading

from kiosk.clock import Clock


class Pace:
    """Lets frame k go k / fps seconds after the first.

    Args:
        clock: Measures.
        fps: Frames a second.
    """

    def __init__(self, clock: Clock, fps: float) -> None:
        self._clock = clock
        self._fps = fps
        self._began_s = clock.monotonic()
        self._never = threading.Event()

    def wait(self, index: int) -> float:
        """Wait until frame `index` is due, and return that moment on the clock, seconds."""
        due_s = self._began_s + index / self._fps
        self._never.wait(max(0.0, due_s - self._clock.monotonic()))
        return due_s
