"""What all sources share that OpenCV reads: frames counted, stamped, and turned to RGB."""

import os
from abc import ABC, abstractmethod

import cv2
import numpy as np
from typing_extensions import override

from kiosk.camera.source import FrameSource
from kiosk.clock import Clock
from kiosk.errors import KioskError
from models.types import Frame, RgbImage


class CaptureSource(FrameSource, ABC):
    """A camera or stream read through OpenCV, at its own pace.

    Args:
        clock: Stamps the frames.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._capture: cv2.VideoCapture | None = None
        self._index = 0

    @property
    @override
    def is_live(self) -> bool:
        return True

    @abstractmethod
    def _connect(self) -> cv2.VideoCapture:
        """Return the capture, opened or not."""

    @abstractmethod
    def _unreachable(self) -> KioskError:
        """Return what to say when it cannot be opened."""

    @override
    def open(self) -> None:
        self.close()
        _hush()
        capture = self._connect()
        if not capture.isOpened():
            capture.release()
            raise self._unreachable()
        self._capture = capture
        self._index = 0

    @override
    def read(self) -> Frame | None:
        image = self._next_image()
        if image is None:
            self.close()
            raise KioskError(
                f"{self.description} delivers no more pictures.",
                "Check its cable and power; Janus reconnects by itself.",
            )
        return self._stamped(image)

    @override
    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _next_image(self) -> RgbImage | None:
        if self._capture is None:
            raise KioskError(f"{self.description} is not open.", "This is a fault of Janus.")
        try:
            there, bgr = self._capture.read()
        except cv2.error:  # a picture that cannot be decoded, or a device that went away
            return None
        return rgb(np.asarray(bgr)) if there and bgr is not None else None

    def _stamped(self, image: RgbImage) -> Frame:
        frame = Frame(image, self._clock.monotonic(), self._index)
        self._index += 1
        return frame


def _hush() -> None:
    """Keep OpenCV and FFmpeg from writing to stderr what our errors say in whole sentences.

    FFmpeg's level is read when it is first used; whoever set it already keeps it.
    """
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def rgb(bgr: np.ndarray) -> RgbImage:
    """Turn OpenCV's picture to ours.

    Args:
        bgr: (height, width), (height, width, 1) or (height, width, 3), uint8, BGR.

    Returns:
        (height, width, 3) uint8 RGB.
    """
    is_grey = bgr.ndim == 2 or bgr.shape[2] == 1
    code = cv2.COLOR_GRAY2RGB if is_grey else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(bgr, code), dtype=np.uint8)
