"""Plays a source through the entry flow without a window."""

import contextlib
import threading
from collections.abc import Callable, Generator
from dataclasses import replace

from kiosk.app import App
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.reader import CameraReader
from kiosk.camera.source import FrameSource
from kiosk.clock import Clock, SystemClock
from kiosk.entry.view import EntryView
from kiosk.errors import KioskError
from kiosk.replay_clock import ReplayClock
from models.types import Frame

NO_FRAME_AFTER_S = 0.5
GIVES_UP_AFTER = 20  # times in a row without a frame: about ten seconds


def clock_for(source: FrameSource, real: Clock | None = None) -> Clock:
    """Return the clock that a source must be played with: its own where it is not live."""
    real = real or SystemClock()
    return real if source.is_live else ReplayClock(real)


def play(
    app: App,
    on_view: Callable[[EntryView], None],
    *,
    stop: threading.Event,
    frames: int | None = None,
) -> int:
    """Step through the source until it ends, `frames` were seen, or `stop` is set.

    A live source is read as the window reads it, newest frame first and reconnecting by itself; a
    clip is read frame by frame, none left out.

    Args:
        app: A kiosk; its source is opened and closed here.
        on_view: Called with what the screen would show after each step, and once more at the end
            where somebody was still being looked at.
        stop: Ends it early.
        frames: At most so many frames.

    Returns:
        How many frames were seen.

    Raises:
        KioskError: A source that is not live cannot be opened, or broke; a live one delivers
            nothing for about ten seconds.
    """
    seen = 0
    view: EntryView | None = None
    stream: Generator[Frame | None, None, None] = (
        _live(app, stop) if app.source.is_live else _one_by_one(app, stop)
    )
    with contextlib.closing(stream):
        for frame in stream:
            view = app.entry.step(frame)
            on_view(view)
            seen += frame is not None
            if seen == frames:
                break
    if view is not None and (left := app.entry.close()):
        on_view(replace(view, event=left))
    return seen


def _one_by_one(app: App, stop: threading.Event) -> Generator[Frame | None, None, None]:
    """Yield each frame, and put a replay clock to its time."""
    app.source.open()
    try:
        while not stop.is_set() and (frame := app.source.read()) is not None:
            if isinstance(app.clock, ReplayClock):
                app.clock.show(frame)
            yield frame
    finally:
        app.source.close()


def _live(app: App, stop: threading.Event) -> Generator[Frame | None, None, None]:
    """Yield the newest frame each time, None where none came.

    Without a window nobody sees that the camera is away: whoever started this is told.
    """
    mailbox = Mailbox()
    reader = CameraReader(app.source, mailbox)
    reader.start()
    try:
        misses = 0
        while not stop.is_set():
            frame = mailbox.take(NO_FRAME_AFTER_S)
            misses = misses + 1 if frame is None else 0
            if misses == GIVES_UP_AFTER:
                raise KioskError("No picture has come for a while.", reader.status.sentence)
            yield frame
    finally:
        reader.stop()
