"""A folder of recordings: `bona-fide/` and `attacks/<species>/`, videos in both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.camera.clip import ClipSource
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.pad.playable import Asked, Coming
from kiosk.pad.sidecar import read_times
from models.types import Frame, RgbImage

BONA_FIDE, ATTACKS = "bona-fide", "attacks"

_VIDEOS = frozenset({".mp4", ".mkv", ".avi", ".webm", ".mov", ".m4v"})
_LAYOUT = (
    f"Put videos of living people into {BONA_FIDE}/ and of attacks into {ATTACKS}/<species>/ (mp4,"
    " mkv, avi, webm, mov, m4v); `janus record` makes them so."
)


@dataclass(frozen=True, slots=True)
class Recording:
    """A video of one presentation.

    Attributes:
        file: The video.
        species: What it shows.
        is_bona_fide: Whether that is a living person and no attack.
    """

    file: Path
    species: str
    is_bona_fide: bool

    @property
    def name(self) -> str:
        """The file, and the folder it lies in."""
        return f"{self.file.parent.name}/{self.file.name}"

    @property
    def can_answer(self) -> bool:
        """Never: it was made before anything was asked."""
        return False

    @property
    def counts_from_s(self) -> float:
        """From the beginning."""
        return 0.0

    @property
    def coming(self) -> Coming | None:
        """Return None: nobody wrote down how whoever it shows came, nor when they stood still."""
        return None

    def photo(self) -> RgbImage | None:
        """Return None: whose face it shows is not known."""
        return None

    def empty_frames(self) -> Iterator[Frame]:
        """Yield nothing: where its doorway was recorded empty, that is its own beginning."""
        return iter(())

    def frames(self, asked: Asked) -> Iterator[Frame]:
        """Yield its pictures, at the times in the file beside it where there is one.

        Raises:
            KioskError: It cannot be played, or has other pictures than the file beside it says.
        """
        times_s = read_times(self.file)
        source = ClipSource(self.file, clock=SystemClock(), is_live=False)
        source.open()
        shown = 0
        try:
            while (frame := source.read()) is not None:
                if times_s is not None:
                    if shown == len(times_s):
                        raise self._mismatch(len(times_s))
                    frame = Frame(frame.image, times_s[shown], frame.index)
                yield frame
                shown += 1
        finally:
            source.close()
        if not shown:
            raise KioskError(
                f"The file {self.file} holds not one picture.", "It may be damaged; record it anew."
            )
        if times_s is not None and shown != len(times_s):
            raise self._mismatch(len(times_s))

    def _mismatch(self, times: int) -> KioskError:
        return KioskError(
            f"{self.file} has not the {times} pictures that the file beside it says.",
            "Record it again, or remove the .json file beside it.",
        )


@dataclass(frozen=True, slots=True)
class RecordingFolder:
    """What was found.

    Attributes:
        recordings: The videos: living people first, then species by species.
        left_out: Files that are no videos and lie where videos belong.
    """

    recordings: tuple[Recording, ...]
    left_out: tuple[Path, ...]


def read_recordings(folder: Path) -> RecordingFolder:
    """Return the recordings of a folder; what they hold is read when they are played.

    Raises:
        KioskError: There is no such folder, no video in it, or a video that belongs to no species.
    """
    if not folder.is_dir():
        raise KioskError(f"There is no folder {folder}.", _LAYOUT)
    attacks = folder / ATTACKS
    loose = [file for file in _files(attacks) if file.suffix.lower() in _VIDEOS]
    if loose:
        raise KioskError(
            f"{loose[0]} belongs to no species.",
            f"Move it into a folder of its species, such as {ATTACKS}/print held still/.",
        )
    species = sorted(path for path in _entries(attacks) if path.is_dir())
    places = [(folder / BONA_FIDE, "bona fide", True)]
    places += [(path, path.name, False) for path in species]
    recordings, left_out = [], []
    for place, name, is_bona_fide in places:
        for file in _files(place):
            if file.suffix.lower() in _VIDEOS:
                recordings.append(Recording(file, name, is_bona_fide))
            elif file.suffix.lower() != ".json":
                left_out.append(file)
    if not recordings:
        raise KioskError(f"The folder {folder} holds no recordings.", _LAYOUT)
    return RecordingFolder(tuple(recordings), tuple(left_out))


def _entries(folder: Path) -> list[Path]:
    """Return what lies in a folder, hidden things left out; nothing where there is no folder."""
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in _entries(folder) if path.is_file())
