"""Films a presentation: every picture as it came, and when it came.

Pictures are kept without loss (HuffYUV, which a processor writes faster than a camera delivers):
compression would blur the very traces of screen and print that a detector looks for.
"""

import contextlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2

from kiosk.camera.source import FrameSource
from kiosk.errors import KioskError
from kiosk.pad.sidecar import Sidecar, rise, sidecar_of
from models.types import Frame

SUFFIX = ".avi"
LEAST_FRAMES = 5  # fewer are no presentation

_CODEC = "HFYU"
_NOMINAL_FPS = 30.0  # what a player shows them at; the true times stand in the file beside


@dataclass(frozen=True, slots=True)
class Filmed:
    """What was recorded.

    Attributes:
        file: The video.
        frames: How many pictures.
        seconds: From the first to the last.
    """

    file: Path
    frames: int
    seconds: float


def film(
    source: FrameSource,
    folder: Path,
    *,
    seconds: float,
    countdown_s: float,
    made_at: datetime,
    stop: threading.Event,
    tell: Callable[[float], None],
) -> Filmed | None:
    """Record one presentation under the next free number of a folder.

    Nothing that is there is written over, and nothing is left where it fails or is stopped.

    Args:
        source: The camera; opened and closed here.
        folder: It must be there.
        seconds: How long; a source that ends sooner is recorded up to its end.
        countdown_s: Pictures of so long pass before it begins.
        made_at: The time of day, aware.
        stop: Ends it; nothing is kept then.
        tell: Called with each picture: seconds since the recording began, negative before.

    Returns:
        What was recorded; None where it was stopped.

    Raises:
        KioskError: The camera cannot be reached, is lost or shows hardly anything; its pictures
            change their size or stand still in time; the folder cannot be written.
    """
    source.open()
    try:
        with _draft(folder) as draft:
            times_s, size = _write(
                _from_countdown(source, countdown_s, stop, tell), draft, seconds, tell
            )
            if stop.is_set():
                return None
            _check(draft, source, times_s)
            beside = Sidecar(times_s, *size, source=source.description, made_at=made_at)
            return Filmed(_keep(draft, folder, beside), len(times_s), times_s[-1])
    finally:
        source.close()


def _from_countdown(
    source: FrameSource,
    countdown_s: float,
    stop: threading.Event,
    tell: Callable[[float], None],
) -> Iterator[Frame]:
    """Yield the pictures after the countdown."""
    first_s: float | None = None
    while not stop.is_set() and (frame := source.read()) is not None:
        first_s = frame.captured_s if first_s is None else first_s
        passed_s = frame.captured_s - first_s - countdown_s
        if passed_s < 0.0:
            tell(passed_s)
        else:
            yield frame


def _write(
    frames: Iterator[Frame], draft: Path, seconds: float, tell: Callable[[float], None]
) -> tuple[tuple[float, ...], tuple[int, int]]:
    """Write pictures; return their times since the first, and their width and height.

    Videos have an even number of rows and columns: an odd last one is cut off.
    """
    times_s: list[float] = []
    size, first_s = (0, 0), 0.0
    with contextlib.ExitStack() as stack:
        writer: cv2.VideoWriter | None = None
        for frame in frames:
            width, height = frame.width_px // 2 * 2, frame.height_px // 2 * 2
            if writer is None:
                size, first_s = (width, height), frame.captured_s
                writer = _writer(draft, size)
                stack.callback(writer.release)
            elif size != (width, height):
                raise KioskError(
                    "The camera changed the size of its pictures while it was recorded.",
                    "Close other programs that use it, and record again.",
                )
            passed_s = frame.captured_s - first_s
            if passed_s > seconds:
                break
            writer.write(cv2.cvtColor(frame.image[:height, :width], cv2.COLOR_RGB2BGR))
            times_s.append(passed_s)
            tell(passed_s)
    return tuple(times_s), size


def _writer(draft: Path, size: tuple[int, int]) -> cv2.VideoWriter:
    codec = cv2.VideoWriter.fourcc(*_CODEC)
    writer = cv2.VideoWriter(str(draft), cv2.CAP_FFMPEG, codec, _NOMINAL_FPS, size)
    if not writer.isOpened():
        raise KioskError(
            f"No video of {size[0]} by {size[1]} pixels can be written here.",
            "Install opencv-python from PyPI, which comes with FFmpeg.",
        )
    return writer


def _check(draft: Path, source: FrameSource, times_s: tuple[float, ...]) -> None:
    """Check that all was written: OpenCV says nothing where the disk is full.

    Raises:
        KioskError: It is too short, its times do not rise, or pictures are missing.
    """
    if len(times_s) < LEAST_FRAMES:
        raise KioskError(
            f"{source.description} showed only {len(times_s)} pictures to be recorded.",
            "Record for longer, or check the camera.",
        )
    if not rise(times_s):
        raise KioskError(
            f"The clock of {source.description} stands still.", "Record from another camera."
        )
    capture = cv2.VideoCapture(str(draft), cv2.CAP_FFMPEG)
    try:
        written = 0
        while capture.grab():
            written += 1
    finally:
        capture.release()
    if written != len(times_s):
        raise KioskError(
            f"Only {written} of {len(times_s)} pictures could be written.",
            "Check the free disk space; five seconds take up to half a gigabyte.",
        )


@contextlib.contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """Give a new file, for its owner only; it is gone in the end unless it was renamed."""
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".janus-", suffix=SUFFIX)
    except OSError as error:
        raise _unwritable(folder, error) from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _keep(draft: Path, folder: Path, beside: Sidecar) -> Path:
    """Give the draft the next free number; the file beside it takes the number first."""
    number = 1
    while True:
        video = folder / f"{number:04d}{SUFFIX}"
        number += 1
        if any(taken.suffix != ".json" for taken in folder.glob(f"{video.stem}.*")):
            continue
        try:
            out = sidecar_of(video).open("x", encoding="utf-8")
        except FileExistsError:
            continue
        except OSError as error:
            raise _unwritable(folder, error) from error
        try:
            with out:
                out.write(beside.to_json())
            return draft.rename(video)
        except OSError as error:
            sidecar_of(video).unlink(missing_ok=True)
            raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> KioskError:
    return KioskError(
        f"Nothing can be recorded to {folder}: {error.strerror or error}.",
        "Name a folder that can be written to.",
    )
