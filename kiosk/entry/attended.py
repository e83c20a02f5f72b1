"""What happened in one frame, for whoever shows it."""

from dataclasses import dataclass

from kiosk.entry.doorkeeper import Carried
from kiosk.entry.sentences import Words
from kiosk.entry.view import FramedFace


@dataclass(frozen=True, slots=True, eq=False)
class Attended:
    """What happened in one frame.

    Attributes:
        words: What to say to whoever is there.
        faces: The faces found.
        carried: The row that was written in this frame, and whether the door obeyed.
        decided: Whether that row is about the person who is there now.
        newcomer: Whether it became clear that this is not the person of a moment ago.
    """

    words: Words
    faces: tuple[FramedFace, ...] = ()
    carried: Carried | None = None
    decided: bool = False
    newcomer: bool = False
