"""A recorded clip."""

from pathlib import Path

import cv2
from typing_extensions import override

from kiosk.camera.capture import CaptureSource
from kiosk.camera.pace import Pace
from kiosk.clock import Clock
from kiosk.errors import KioskError
from models.types import Frame

_UNKNOWN_FPS = 30.0


class ClipSource(CaptureSource):
    """A video file, at its own pace or frame by frame.

    Args:
        path: The file.
        clock: Paces it where `is_live`.
        is_live: Whether it runs at its own pace, as if it were a camera. Otherwise each `read`
            returns the very next frame, stamped with its time in the clip.
    """

    def __init__(self, path: Path, *, clock: Clock, is_live: bool) -> None:
        super().__init__(clock)
        self._path = path
        self._is_live = is_live
        self._fps = _UNKNOWN_FPS
        self._pace: Pace | None = None

    @property
    @override
    def description(self) -> str:
        return f"clip {self._path.name}"

    @property
    @override
    def is_live(self) -> bool:
        return self._is_live

    @override
    def open(self) -> None:
        super().open()
        self._pace = Pace(self._clock, self._fps) if self._is_live else None

    @override
    def read(self) -> Frame | None:
        image = self._next_image()
        if image is None:
            return None
        captured_s = self._pace.wait(self._index) if self._pace else self._index / self._fps
        frame = Frame(image, captured_s, self._index)
        self._index += 1
        return frame

    @override
    def _connect(self) -> cv2.VideoCapture:
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        fps = capture.get(cv2.CAP_PROP_FPS)
        self._fps = fps if 1.0 <= fps <= 240.0 else _UNKNOWN_FPS
        return capture

    @override
    def _unreachable(self) -> KioskError:
        if not self._path.is_file():
            return KioskError(
                f"There is no file {self._path}.",
                "Name a clip that exists, a camera number, an rtsp:// or http:// address, or "
                "`scene`.",
            )
        return KioskError(
            f"The file {self._path} cannot be played.",
            "It may be damaged or no video; MP4, MKV, AVI and WebM are known to work.",
        )
