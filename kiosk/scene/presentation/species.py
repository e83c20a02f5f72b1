"""What is presented to the camera, and which of two worlds it comes from."""

from enum import StrEnum


class Species(StrEnum):
    """A kind of presentation; ISO/IEC 30107-3 calls kinds of attack species."""

    BONA_FIDE = "bona fide"
    PRINT_STILL = "print held still"
    PRINT_WAVED = "print waved"
    PRINT_TILTED = "print tilted"
    PRINT_BENT = "print bent"
    CUT_OUT = "print with its eyes cut out"
    PHONE_STILL = "photo on a phone"
    TABLET_STILL = "photo on a tablet"
    PHONE_REPLAY = "video on a phone"
    TABLET_REPLAY = "video on a tablet"
    FACE_SWAP = "print raised mid-visit"
    STUCK = "stuck camera"
    LOOP = "looped clip"

    @property
    def is_print(self) -> bool:
        """Whether it is nothing but a piece of paper."""
        return self in _PRINTS

    @property
    def is_screen(self) -> bool:
        """Whether it is shown by a phone or a tablet."""
        return self in _STILLS | _REPLAYS

    @property
    def is_replay(self) -> bool:
        """Whether it is a video on a screen."""
        return self in _REPLAYS


_PRINTS = frozenset(
    {Species.PRINT_STILL, Species.PRINT_WAVED, Species.PRINT_TILTED, Species.PRINT_BENT}
)
_STILLS = frozenset({Species.PHONE_STILL, Species.TABLET_STILL})
_REPLAYS = frozenset({Species.PHONE_REPLAY, Species.TABLET_REPLAY})


class Split(StrEnum):
    """Two worlds with nothing in common: other people, seeds, cameras, displays and papers."""

    CHOOSE = "choose"  # to choose thresholds with
    REPORT = "report"  # to report error rates from
