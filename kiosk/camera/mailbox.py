"""A place for one frame: whoever is late finds the newest, and no queue grows."""

import threading

from models.types import Frame


class Mailbox:
    """Hands frames from the camera thread to the entry thread. One slot; the newest frame wins."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._is_closed = False

    def put(self, frame: Frame) -> None:
        """Leave a frame, in place of one that nobody took. After `close` nothing is kept."""
        with self._changed:
            if not self._is_closed:
                self._frame = frame
                self._changed.notify()

    def take(self, timeout_s: float) -> Frame | None:
        """Take the frame out, waiting for one.

        Args:
            timeout_s: How long to wait at most.

        Returns:
            The newest frame; None when none came in time, or at once when the box is closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._frame is not None or self._is_closed, timeout_s)
            frame, self._frame = self._frame, None
            return frame

    def close(self) -> None:
        """Wake whoever waits; nothing is handed over any more."""
        with self._changed:
            self._is_closed = True
            self._frame = None
            self._changed.notify_all()
