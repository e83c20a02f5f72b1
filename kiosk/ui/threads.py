"""The camera thread and the entry thread, opened by one context manager and joined on exit."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from kiosk.camera.mailbox import Mailbox
from kiosk.camera.reader import CameraReader
from kiosk.camera.source import FrameSource
from kiosk.entry.view import EntryView
from models.types import Frame

_log = logging.getLogger(__name__)

_JOIN_S = 10.0  # a database or lock that hangs must not keep the kiosk from ending
_FRAME_WAIT_S = 0.25  # after this without a frame the entry flow is told that there is none


class Stepper(Protocol):
    """One step of the entry flow; `EntryFlow` in the kiosk."""

    def step(self, frame: Frame | None) -> EntryView:
        """Return what to show after this frame; never raises."""
        ...


@contextmanager
def running(
    source: FrameSource,
    entry: Stepper,
    publish: Callable[[EntryView], None],
) -> Iterator[None]:
    """Read the camera and step the entry flow, each on its own thread, until the block ends.

    A thread that hangs is waited for only so long, and then left behind.

    Args:
        source: Opened, read and closed by the camera thread alone.
        entry: Stepped by the entry thread alone.
        publish: Called by the entry thread with each view; must return at once.
    """
    mailbox = Mailbox()
    stop = threading.Event()
    reader = CameraReader(source, mailbox)
    thread = threading.Thread(
        target=_step_until,
        args=(stop, mailbox, entry, publish),
        name="janus-entry",
        daemon=True,  # as the camera's: the process can end without it
    )
    reader.start()
    try:
        thread.start()
        try:
            yield
        finally:
            stop.set()
            mailbox.close()
            thread.join(_JOIN_S)
            if thread.is_alive():
                _log.warning("The entry flow does not end; the kiosk ends without it.")
    finally:
        mailbox.close()
        reader.stop()


def _step_until(
    stop: threading.Event,
    mailbox: Mailbox,
    entry: Stepper,
    publish: Callable[[EntryView], None],
) -> None:
    while not stop.is_set():
        frame = mailbox.take(_FRAME_WAIT_S)
        if not stop.is_set():
            publish(entry.step(frame))
