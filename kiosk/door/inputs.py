"""What a door tells of itself: its contact, and the exit button beside it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

SETTLE_S = 0.1


@dataclass(frozen=True, slots=True)
class Seen:
    """What the inputs say.

    Attributes:
        is_open: Whether the door is open; None where the contact has said nothing yet.
        exit_pressed: Whether the exit button was pressed since they were last read.
    """

    is_open: bool | None
    exit_pressed: bool = False


class DoorInputs(Protocol):
    """Contact and exit button of a door. Read and closed by one thread."""

    def read(self) -> Seen:
        """Return what they say now; returns at once.

        Raises:
            KioskError: They cannot be reached.
        """
        ...

    def close(self) -> None:
        """Let go of the hardware; harmless when called twice."""
        ...


@dataclass(frozen=True, slots=True)
class Settled:
    """A contact that bounces, as all do: a change counts once it has lasted for `SETTLE_S`.

    Attributes:
        is_open: What counts.
        seen: What was seen last.
        since_s: Since when that is seen.
    """

    is_open: bool
    seen: bool
    since_s: float

    def after(self, seen: bool, now_s: float) -> "Settled":  # noqa: FBT001
        """Return what counts once this was seen."""
        one = self if seen == self.seen else replace(self, seen=seen, since_s=now_s)
        return replace(one, is_open=seen) if now_s - one.since_s >= SETTLE_S else one


class SimulatedInputs:
    """A door that somebody walks through each time it is unlocked: for demonstrations and trials.

    Args:
        is_unlocked: Asks the door.
    """

    def __init__(self, is_unlocked: Callable[[], bool]) -> None:
        self._is_unlocked = is_unlocked

    def read(self) -> Seen:
        """Return that it is open while it is unlocked."""
        return Seen(self._is_unlocked())

    def close(self) -> None:
        """Nothing is held."""
