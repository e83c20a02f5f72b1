"""A network camera."""

from urllib.parse import urlsplit

import cv2
from typing_extensions import override

from kiosk.camera.address import without_login
from kiosk.camera.capture import CaptureSource
from kiosk.clock import Clock
from kiosk.errors import KioskError

_OPEN_TIMEOUT_MS = 5_000
_READ_TIMEOUT_MS = 3_000


class StreamSource(CaptureSource):
    """An RTSP or HTTP stream.

    Args:
        url: Its address; a user name and password in it are never shown.
        clock: Stamps the frames.

    Raises:
        KioskError: The address is malformed.
    """

    def __init__(self, url: str, *, clock: Clock) -> None:
        super().__init__(clock)
        self._url = url
        shown = without_login(url)
        try:
            parts = urlsplit(shown)
        except ValueError:
            raise KioskError(
                f"“{shown}” is not an address.", "Write it as rtsp://host/path or http://host/path."
            ) from None
        # Without what may follow a question mark as well: some cameras take the password there.
        self._description = f"stream {parts.scheme}://{parts.hostname or ''}{parts.path}"
        self._address = f"{parts.scheme}://{parts.netloc}{parts.path}"

    @property
    @override
    def description(self) -> str:
        return self._description

    @property
    def address(self) -> str:
        """What it is bound by: its address, without login and what follows a question mark."""
        return self._address

    @override
    def _connect(self) -> cv2.VideoCapture:
        limits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            _OPEN_TIMEOUT_MS,
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            _READ_TIMEOUT_MS,
        ]
        return cv2.VideoCapture(self._url, cv2.CAP_FFMPEG, limits)

    @override
    def _unreachable(self) -> KioskError:
        return KioskError(
            f"The {self.description} cannot be reached.",
            "Check the address, the camera's power and the network; a user name and password go "
            "in front of the host: rtsp://user:password@host/path.",
        )
