"""The seam between a door and what moves its lock: one way to each kind of hardware.

A line is told how long to release the lock, and sees to it that the lock closes again by itself,
also where Janus hangs or dies: at the relay's own timer, or in a process beside Janus. `LineDoor`
tells it to lock all the same.
"""

from typing import Protocol

from kiosk.errors import KioskError


class Line(Protocol):
    """Moves a lock. `release`, `lock` and `close` are called by one thread at a time."""

    def release(self, hold_s: float) -> None:
        """Release the lock for `hold_s` seconds from now, also where it is released already.

        Raises:
            KioskError: The lock did not confirm it in time.
        """
        ...

    def lock(self) -> None:
        """Lock now; harmless where it is locked.

        Raises:
            KioskError: The lock did not confirm it in time.
        """
        ...

    def may_be_released(self) -> bool:
        """Return False where the lock is known to have shut since it was last released."""
        ...

    def fault(self) -> KioskError | None:
        """Return why the lock cannot be reached now; None where nothing is known to be wrong."""
        ...

    def beat(self) -> None:
        """Say that the door program is alive; returns at once, and never raises."""
        ...

    def close(self) -> None:
        """Lock, and let go of the hardware; harmless when called twice, and never raises."""
        ...
