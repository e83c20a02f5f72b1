"""A camera at this computer."""

import sys

import cv2
from typing_extensions import override

from kiosk.camera.capture import CaptureSource
from kiosk.clock import Clock
from kiosk.errors import KioskError

# The backend that each system's own cameras speak; the others cost seconds of vain attempts.
_BACKENDS = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_MSMF, "darwin": cv2.CAP_AVFOUNDATION}


class WebcamSource(CaptureSource):
    """A webcam by its number, or by its device path on Linux.

    Args:
        device: `0`, `1`, … or `/dev/video0`.
        width_px: Width to ask the camera for; it may deliver another.
        height_px: Height to ask for.
        clock: Stamps the frames.
    """

    def __init__(self, device: int | str, *, width_px: int, height_px: int, clock: Clock) -> None:
        super().__init__(clock)
        self._device = device
        self._size_px = (width_px, height_px)

    @property
    @override
    def description(self) -> str:
        return f"webcam {self._device}"

    @property
    def address(self) -> str:
        """What it is bound by: its device path on Linux, its description elsewhere."""
        if isinstance(self._device, str):
            return self._device
        return f"/dev/video{self._device}" if sys.platform == "linux" else self.description

    @override
    def _connect(self) -> cv2.VideoCapture:
        backend = _BACKENDS.get(sys.platform, cv2.CAP_ANY)
        capture = cv2.VideoCapture(self._device, backend)
        # MJPG first: uncompressed, a USB 2 camera delivers 720p at ten frames a second or fewer.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size_px[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size_px[1])
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # an old frame is worth nothing at a door
        return capture

    @override
    def _unreachable(self) -> KioskError:
        return KioskError(
            f"There is no {self.description}, or another program uses it.",
            "Connect it, close the other program, allow camera access for this account (on Linux: "
            "the group `video`), or name another camera with --source; `janus doctor` lists them.",
        )
