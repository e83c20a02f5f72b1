"""The seam between Janus and the lock."""

from typing import Protocol


class Door(Protocol):
    """A lock that can be released for a while.

    It locks itself again after the hold time, even when Janus hangs, wherever the part can do so.
    """

    @property
    def name(self) -> str:
        """The door's name, as in the log."""
        ...

    @property
    def is_simulated(self) -> bool:
        """True where no lock is moved; the screen then says so in a banner."""
        ...

    def unlock(self, hold_s: float) -> None:
        """Release the lock for `hold_s` seconds; returns at once.

        Raises:
            KioskError: The lock cannot be reached.
        """
        ...

    def is_unlocked(self) -> bool:
        """Return whether the lock is released now."""
        ...

    def close(self) -> None:
        """Lock, and let go of the hardware; harmless when called twice."""
        ...
