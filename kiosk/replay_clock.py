"""The clock of a clip that is played frame by frame, quicker or slower than it was taken."""

from datetime import datetime

from kiosk.clock import Clock
from models.types import Frame


class ReplayClock:
    """Durations run with the frames, so that a door's hold time means the same at any pace.

    The time of day stays the real one: it is written into the access log.

    Args:
        real: The computer's clock.
    """

    def __init__(self, real: Clock) -> None:
        self.real = real
        self._shown_s = 0.0

    def show(self, frame: Frame) -> None:
        """Put the clock to the time of `frame`; it never goes back."""
        self._shown_s = max(self._shown_s, frame.captured_s)

    def now(self) -> datetime:
        """Return the real time of day, aware, UTC."""
        return self.real.now()

    def monotonic(self) -> float:
        """Return the time of the frame shown last, seconds."""
        return self._shown_s
