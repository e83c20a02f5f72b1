"""Recorded clips of living people: visits of their own, or what a replay shows."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from kiosk.errors import KioskError
from models.types import RgbImage


@dataclass(frozen=True, slots=True)
class Clip:
    """A video file of a person.

    Attributes:
        path: The file.
        width_px: Width of its pictures.
        height_px: Height of its pictures.
        frames_per_s: How many pictures a second.
        frame_count: How many there are.
        eyes_px: The middle between the person's eyes, (x, y), about.
        eye_distance_px: Distance between them, about.
    """

    path: Path
    width_px: int
    height_px: int
    frames_per_s: float
    frame_count: int
    eyes_px: tuple[float, float]
    eye_distance_px: float

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return self.frame_count / self.frames_per_s

    def frames(self, start: int, count: int) -> tuple[RgbImage, ...]:
        """Return some of its pictures, (height, width, 3) uint8 RGB.

        Raises:
            KioskError: It cannot be read that far.
        """
        capture = cv2.VideoCapture(str(self.path))
        try:
            # Decoded from the beginning: seeking lands on other frames in some containers.
            for _ in range(start):
                capture.grab()
            found = [capture.read() for _ in range(count)]
        finally:
            capture.release()
        if not all(ok for ok, _ in found):
            raise KioskError(
                f"The clip {self.path.name} ends before its frame {start + count}.",
                "Give a whole video file.",
            )
        return tuple(
            np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8) for _, image in found
        )


def open_clip(path: Path, eyes_px: tuple[float, float], eye_distance_px: float) -> Clip:
    """Return a video file as a clip.

    Args:
        path: The file.
        eyes_px: The middle between the person's eyes, (x, y), in about the middle of the clip.
        eye_distance_px: Distance between them.

    Raises:
        KioskError: It is no video.
    """
    capture = cv2.VideoCapture(str(path))
    try:
        width, height = (
            int(capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)
        )
        frames_per_s = float(capture.get(cv2.CAP_PROP_FPS))
        count = 0  # counted: what a container says of itself is one too many in some
        while capture.grab():
            count += 1
    finally:
        capture.release()
    if not count or not frames_per_s > 0.0:
        raise KioskError(f"{path.name} is no video.", "Choose an mp4 or mkv file.")
    return Clip(path, width, height, frames_per_s, count, eyes_px, eye_distance_px)
