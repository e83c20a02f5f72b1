"""A stretch of a real clip as a presentation: a living person, filmed, unchanged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.pad.playable import Asked, Coming
from kiosk.scene.presentation import Clip
from models.types import Frame, RgbImage

WINDOW_S = 3.0
_LEAST_S = 2.0  # a shorter rest is no visit


@dataclass(frozen=True, slots=True)
class ClipWindow:
    """Some seconds of a clip.

    Attributes:
        clip: The clip.
        start_frame: Where it begins.
        frame_count: How many pictures.
    """

    clip: Clip
    start_frame: int
    frame_count: int

    @property
    def name(self) -> str:
        """The clip, and the pictures."""
        last = self.start_frame + self.frame_count - 1
        return f"{self.clip.path.name}, frames {self.start_frame} to {last}"

    @property
    def species(self) -> str:
        """A living person."""
        return "bona fide"

    @property
    def is_bona_fide(self) -> bool:
        """Always: nobody in these clips is an attack."""
        return True

    @property
    def can_answer(self) -> bool:
        """Never: it was filmed before anything was asked."""
        return False

    @property
    def counts_from_s(self) -> float:
        """From the beginning."""
        return 0.0

    @property
    def coming(self) -> Coming | None:
        """Return None: nobody wrote down how whoever it shows came, nor when they stood still."""
        return None

    def empty_frames(self) -> Iterator[Frame]:
        """Yield nothing: what its doorway looks like without anybody is not known."""
        return iter(())

    def frames(self, asked: Asked) -> Iterator[Frame]:
        """Yield its pictures.

        Raises:
            KioskError: The clip cannot be read.
        """
        for index, image in enumerate(self.clip.frames(self.start_frame, self.frame_count)):
            yield Frame(image, index / self.clip.frames_per_s, index)

    def photo(self) -> RgbImage:
        """Return the picture in the middle of the clip, where its face was found.

        Raises:
            KioskError: The clip cannot be read.
        """
        (middle,) = self.clip.frames(self.clip.frame_count // 2, 1)
        return middle


def windows_of(clips: Mapping[str, Clip]) -> tuple[ClipWindow, ...]:
    """Return the windows that clips are cut into, one after the other, none overlapping."""
    windows = []
    for clip in clips.values():
        count = round(WINDOW_S * clip.frames_per_s)
        for start in range(0, clip.frame_count, count):
            rest = min(count, clip.frame_count - start)
            if rest >= _LEAST_S * clip.frames_per_s:
                windows.append(ClipWindow(clip, start, rest))
    return tuple(windows)
