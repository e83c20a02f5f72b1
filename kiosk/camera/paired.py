"""A camera, and an infrared one beside it that bears witness: each frame takes its picture along.

The infrared camera is read by a thread of its own, so that it may be slower, away or stuck without
holding up the door. Where it says nothing the frames come without it, and nobody is shut out for
that: what it would have said is then asked of the person.
"""

import logging
from dataclasses import replace

import cv2
import numpy as np
from typing_extensions import override

from kiosk.camera.mailbox import Mailbox
from kiosk.camera.reader import CameraReader
from kiosk.camera.source import FrameSource
from models.types import Frame

_log = logging.getLogger(__name__)

MOST_APART_S = 0.15  # between two pictures of the same moment: a head moves little in that
SILENT_S = 2.0  # after so long without an infrared picture it is said, once


class PairedSource(FrameSource):
    """The frames of a camera, with what an infrared camera saw at about the same time.

    Args:
        camera: The door's camera.
        witness: The infrared camera; what it delivers is dated by the same clock. It lets only
            frames of the agreed one through, see `guarded.py`.
    """

    def __init__(self, camera: FrameSource, witness: FrameSource) -> None:
        self._camera = camera
        self._witness = witness
        self._mailbox = Mailbox()
        self._reader: CameraReader | None = None
        self._newest: Frame | None = None
        self._heard_s: float | None = None
        self._is_silent = False

    @property
    @override
    def description(self) -> str:
        return self._camera.description

    @property
    @override
    def is_live(self) -> bool:
        return self._camera.is_live

    @override
    def open(self) -> None:
        self._stop_witness()
        self._camera.open()
        self._mailbox, self._newest, self._heard_s = Mailbox(), None, None
        self._reader = CameraReader(self._witness, self._mailbox)
        self._reader.start()

    @override
    def read(self) -> Frame | None:
        frame = self._camera.read()
        if frame is None:
            return None
        self._newest = self._mailbox.take(0.0) or self._newest
        both = with_infrared(frame, self._newest)
        self._listen(both)
        return both

    @override
    def close(self) -> None:
        self._stop_witness()
        self._camera.close()

    def _stop_witness(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop()

    def _listen(self, frame: Frame) -> None:
        """Say in the technical log when the witness falls silent, and when it is back."""
        if frame.infrared is not None or self._heard_s is None:
            self._heard_s = frame.captured_s
        silent_for_s = frame.captured_s - self._heard_s
        if self._is_silent and frame.infrared is not None:
            self._is_silent = False
            _log.info("The infrared witness %s is back.", self._witness.description)
        elif not self._is_silent and silent_for_s >= SILENT_S:
            self._is_silent = True
            _log.warning(
                "The infrared witness %s says nothing: faces are weighed without it.",
                self._witness.description,
            )


def with_infrared(frame: Frame, newest: Frame | None) -> Frame:
    """Return a frame with an infrared camera's picture, if both are of about the same moment.

    Args:
        frame: Of the door's camera.
        newest: The newest one of the infrared camera, all its channels alike; None before it.
    """
    if newest is None or abs(frame.captured_s - newest.captured_s) > MOST_APART_S:
        return frame
    grey = cv2.cvtColor(newest.image, cv2.COLOR_RGB2GRAY)
    return replace(frame, infrared=np.asarray(grey, np.uint8))
