"""What came of one presentation: the record from which error rates are counted.

A presentation is one person, or one attack, before the camera from coming to going (ISO/IEC
30107-3, "Testing and reporting"). `kiosk.pad` makes these records, `training.evaluation` counts
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from models.liveness.likelihood import Cue, LogRatio


class Response(StrEnum):
    """What a presentation was taken for."""

    ACCEPTED = "accepted"  # for a living head
    REJECTED = "rejected"  # for an attack, or not shown to be live
    NONE = "no response"  # never looked at; or asked for a movement, which no recording can make


@dataclass(frozen=True, slots=True)
class Presented:
    """One presentation, and all that its response rests on.

    Attributes:
        name: What plays it again: a file, or a species with its seed.
        species: What was shown; presentations of one species are alike (ISO: PAI species).
        is_bona_fide: Whether a living person was before the camera, and no attack.
        response: What it was taken for.
        reason: Why, in the words of the log; "" where nothing was weighed.
        log_ratio: The fused log ratio, natural, that the response rests on; None where nothing was
            weighed.
        peak_log_ratio: The highest one of the passive evidence up to the deadline, whether the
            response had come before or not; None where that was not watched.
        cues: What each cue said in the end.
        decided_s: From the first frame with a usable face to the response, seconds; None without.
        rested_s: From when the person had come to stand before the door to the response, seconds; 0
            where it came sooner, None without a response and where that moment is not known.
        manner: In which way a living person came; "" where that is not known.
        frames: How many frames with a usable face the response rests on.
        challenge: What was asked and what came of it; "" where nothing was asked.
    """

    name: str
    species: str
    is_bona_fide: bool
    response: Response
    reason: str = ""
    log_ratio: float | None = None
    peak_log_ratio: float | None = None
    cues: Mapping[Cue, LogRatio] = field(default_factory=lambda: MappingProxyType({}))
    decided_s: float | None = None
    rested_s: float | None = None
    manner: str = ""
    frames: int = 0
    challenge: str = ""

    @property
    def is_error(self) -> bool:
        """Whether an attack was accepted, or a living person rejected."""
        wrong = Response.REJECTED if self.is_bona_fide else Response.ACCEPTED
        return self.response is wrong
