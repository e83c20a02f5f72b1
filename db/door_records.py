"""What happened at a door itself, whoever was let in: frozen records, free of SQLAlchemy."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DoorEventKind(StrEnum):
    """What a door did."""

    OPENED = "opened"  # by whom it was unlocked for
    NOT_OPENED = "not opened"  # though it was unlocked
    EXIT = "opened from inside"
    FORCED = "forced open"
    HELD = "held open"
    CLOSED = "closed again"  # after it was held or forced
    FAULT = "door fault"
    FAULT_OVER = "fault over"


@dataclass(frozen=True, slots=True)
class NewDoorEvent:
    """Something that happened.

    Attributes:
        at: When, aware.
        door: The door's name.
        kind: What.
        visit: The number of the visit that it was unlocked for; None for none.
        open_ms: For how long it had been open, milliseconds; None where that says nothing.
    """

    at: datetime
    door: str
    kind: DoorEventKind
    visit: int | None = None
    open_ms: int | None = None


@dataclass(frozen=True, slots=True)
class DoorEvent:
    """The same, as it is kept.

    Attributes:
        id: Counts up with each event.
        at: See `NewDoorEvent`, as the others.
        door: The door's name.
        kind: What.
        visit: The number of the visit; it may have been pruned since.
        open_ms: For how long it had been open.
    """

    id: int
    at: datetime
    door: str
    kind: DoorEventKind
    visit: int | None
    open_ms: int | None
