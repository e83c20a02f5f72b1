"""What can be played before the door: a simulated presentation, or a recorded one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from models.liveness.presented import Presented
from models.liveness.step import Step
from models.types import Frame, RgbImage

Asked: TypeAlias = Callable[[float], tuple[Step | None, float]]
"""Tells what is asked at a moment, and since when; both in seconds of the presentation."""


@dataclass(frozen=True, slots=True)
class Coming:
    """How a living person comes.

    Attributes:
        stands_s: When they have come to stand before the door, seconds.
        manner: In which way, in words.
    """

    stands_s: float
    manner: str


class Playable(Protocol):
    """One presentation; playing it twice with the same asks shows the same pictures."""

    @property
    def name(self) -> str:
        """What plays it again: a file, or a species with its seed."""
        ...

    @property
    def species(self) -> str:
        """What it is."""
        ...

    @property
    def is_bona_fide(self) -> bool:
        """Whether it shows a living person and no attack."""
        ...

    @property
    def can_answer(self) -> bool:
        """Whether it reacts to what is asked, as well as it can; no recording does."""
        ...

    @property
    def counts_from_s(self) -> float:
        """When the face that counts is there, seconds; before, it is somebody else's."""
        ...

    @property
    def coming(self) -> Coming | None:
        """How a living person comes; None of attacks, and where it is not known."""
        ...

    def empty_frames(self) -> Iterator[Frame]:
        """Yield pictures of the empty doorway, before it begins; none where there are none."""
        ...

    def frames(self, asked: Asked) -> Iterator[Frame]:
        """Yield its pictures in order of time.

        Raises:
            KioskError: It cannot be played.
        """
        ...

    def photo(self) -> RgbImage | None:
        """Return a photo to enrol whoever it shows; None where there is none.

        Raises:
            KioskError: It cannot be read.
        """
        ...


def rested_s(shown: Playable, decided_at_s: float) -> float | None:
    """Return how long somebody had stood before the door when the response came, seconds."""
    return None if shown.coming is None else max(decided_at_s - shown.coming.stands_s, 0.0)


def manner_of(shown: Playable) -> str:
    """Return in which way a living person comes; "" of attacks, and where it is not known."""
    return "" if shown.coming is None else shown.coming.manner


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """What came of playing one.

    Attributes:
        presented: The record.
        strip: A few small pictures of it, in order of time, (height, width, 3) uint8 RGB; () where
            the response was right.
    """

    presented: Presented
    strip: tuple[RgbImage, ...] = ()
