"""What the entry flow tells the screen, once a step: one frozen value, no Qt."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.records import AccessEvent
from models.liveness.step import Step
from models.types import Box, Frame


class EntryState(StrEnum):
    """What the door-entry screen shows; each has its own colour, icon and sentence."""

    STARTING = "starting"
    IDLE = "idle"
    LOOK = "look at the camera"
    COME_CLOSER = "come closer"
    ONE_AT_A_TIME = "one at a time"
    BETTER_VIEW = "better view"  # turned away, blurred, too dark …: `sentence` says which
    CHECKING = "checking"
    CHALLENGE = "challenge"  # asked for a movement: `asks` says which
    KEYPAD = "keypad"  # a PIN is asked for: `keypad` says what was typed
    WELCOME = "welcome"
    REFUSED = "refused"
    OUT_OF_SERVICE = "out of service"


class FaceMark(StrEnum):
    """How a face is framed in the live picture."""

    CHOSEN = "chosen"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FramedFace:
    """A face to draw a frame around."""

    box: Box
    mark: FaceMark


@dataclass(frozen=True, slots=True)
class KeypadView:
    """What the keypad shows: never a digit of a PIN.

    Attributes:
        shown: What was typed: the digits of a number, a dot for each one of a PIN.
        longest: How many there may be.
        may_enter: Whether there are enough.
    """

    shown: str
    longest: int
    may_enter: bool


@dataclass(frozen=True, slots=True, eq=False)
class EntryView:
    """All that the door-entry screen shows after one step.

    Attributes:
        state: What goes on.
        sentence: The one big sentence, ready to show.
        detail: A smaller second line, "" where there is none.
        frame: The live picture; None while the camera is away.
        faces: The faces framed in it.
        door_name: The door's name.
        door_unlocked: Whether the lock is released.
        door_simulated: Whether to show the simulated-door banner.
        now: Time of day, aware UTC.
        event: The log row, in the one step that committed it; None otherwise.
        asks: The movement that is asked for in the state CHALLENGE; None otherwise.
        keypad: The keypad, in the state KEYPAD; None otherwise.
        offers_keypad: Whether a key of the screen may open it.
        must_be_closed: Whether to ask that the door be closed: it stands open, and should not.
    """

    state: EntryState
    sentence: str
    detail: str
    frame: Frame | None
    faces: tuple[FramedFace, ...]
    door_name: str
    door_unlocked: bool
    door_simulated: bool
    now: datetime
    event: AccessEvent | None = None
    asks: Step | None = None
    keypad: KeypadView | None = None
    offers_keypad: bool = False
    must_be_closed: bool = False
