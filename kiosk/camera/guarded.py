"""Lets only frames of the agreed camera through: what nobody sees can open no door."""

from collections.abc import Callable

from typing_extensions import override

from db.camera_records import CameraIdentity
from kiosk.camera.binding import CameraBinding
from kiosk.camera.identity import delivering
from kiosk.camera.source import FrameSource
from kiosk.errors import KioskError
from models.types import Frame


class GuardedSource(FrameSource):
    """A camera whose frames come out only while it is the one that was agreed on.

    It is looked at anew with each connection and each change of its resolution. A camera that is
    taken off while it is open delivers no more frames, so the next one is always a new connection;
    and as long as it is open, its device number is not given to another.

    Args:
        source: The camera.
        binding: Knows the one that was agreed on.
        identify: Reads which camera is there now, all but its resolution.
    """

    def __init__(
        self,
        source: FrameSource,
        binding: CameraBinding,
        identify: Callable[[], CameraIdentity],
    ) -> None:
        self._source = source
        self._binding = binding
        self._identify = identify
        self._camera: CameraIdentity | None = None
        self._admitted_px: tuple[int, int] | None = None

    @property
    @override
    def description(self) -> str:
        return self._source.description

    @property
    @override
    def is_live(self) -> bool:
        return self._source.is_live

    @override
    def open(self) -> None:
        self._camera = self._admitted_px = None
        try:
            self._source.open()
        except KioskError:
            self._binding.forget()
            raise
        self._camera = self._identify()  # only now: of what is open, not of what was there before

    @override
    def read(self) -> Frame | None:
        frame = self._source.read()
        if frame is not None and (frame.width_px, frame.height_px) != self._admitted_px:
            self._admit(frame)
        return frame

    @override
    def close(self) -> None:
        self._camera = self._admitted_px = None
        self._source.close()

    def _admit(self, frame: Frame) -> None:
        self._admitted_px = None
        if self._camera is None:
            raise KioskError(f"{self.description} is not open.", "This is a fault of Janus.")
        self._binding.admit(delivering(self._camera, frame))
        self._admitted_px = (frame.width_px, frame.height_px)
