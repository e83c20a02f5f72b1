"""What evidence says of a presentation: how much better a living head explains it than an attack.

Three things may be before the camera, or in its place, that are no living head, and no single piece
of evidence tells them all from one: a flat picture that does not change, a screen on which a
picture moves, and a stream of pictures that stands still or repeats. So a piece of evidence is one
log likelihood ratio against each of them; evidence of different kinds adds up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Attack(StrEnum):
    """What an attack may be; the words are those of the log."""

    FLAT = "flat surface"  # a print, a photo on a screen, a cut-out; held, waved, tilted or bent
    SCREEN = "screen"  # a replayed video: its face has depth, its glass has none
    FROZEN = "frozen picture"  # the camera is stuck, or a loop plays in its place


class Cue(StrEnum):
    """Where evidence comes from; the words are those of the log."""

    LANDMARKS = "landmark parallax"
    RELIEF = "relief"
    NOSE = "nose"
    SURROUND = "surround"
    STILLNESS = "stillness"
    TEXTURE = "texture"
    NETWORK = "network"
    INFRARED = "infrared"
    BACKDROP = "backdrop"
    ARRIVAL = "arrival"
    CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True)
class LogRatio:
    """log p(seen | living head) - log p(seen | attack), natural, for each kind of attack.

    0 says nothing; positive speaks for a living head.

    Attributes:
        flat: Against a flat picture.
        screen: Against a moving picture on a screen.
        frozen: Against a stream that stands still or repeats.
    """

    flat: float = 0.0
    screen: float = 0.0
    frozen: float = 0.0

    def __add__(self, other: LogRatio) -> LogRatio:
        """Return what two independent pieces of evidence say together."""
        return LogRatio(
            self.flat + other.flat, self.screen + other.screen, self.frozen + other.frozen
        )

    def against(self, attack: Attack) -> float:
        """Return the one for a kind of attack."""
        match attack:
            case Attack.FLAT:
                return self.flat
            case Attack.SCREEN:
                return self.screen
            case Attack.FROZEN:
                return self.frozen


NOTHING = LogRatio()

Evidence = Mapping[Cue, LogRatio]  # all that is known of a presentation, cue by cue
