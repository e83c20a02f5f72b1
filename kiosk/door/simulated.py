"""A door that moves no lock: for demonstrations and trials. The screen says so in a banner."""

from kiosk.clock import Clock


class SimulatedDoor:
    """Remembers until when it would be unlocked.

    Args:
        name: The door's name, as in the log.
        clock: Measures the hold time.
    """

    def __init__(self, name: str, clock: Clock) -> None:
        self._name = name
        self._clock = clock
        self._until_s: float | None = None

    @property
    def name(self) -> str:
        """The door's name, as in the log."""
        return self._name

    @property
    def is_simulated(self) -> bool:
        """True: no lock is moved."""
        return True

    def unlock(self, hold_s: float) -> None:
        """Count as unlocked for `hold_s` seconds from now."""
        self._until_s = self._clock.monotonic() + hold_s

    def is_unlocked(self) -> bool:
        """Return whether the hold time still runs."""
        return self._until_s is not None and self._clock.monotonic() < self._until_s

    def close(self) -> None:
        """Count as locked."""
        self._until_s = None
