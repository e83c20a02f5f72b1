"""Cameras that hang, break in unexpected ways, or deliver odd pictures."""

import subprocess
import sys
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.camera import reader as reader_module
from kiosk.camera.capture import CaptureSource, rgb
from kiosk.camera.choose import open_source
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.reader import CameraReader
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from models.types import Frame

WAIT_S = 20.0


class HangingSource:
    """Never returns from a read, until the test lets it go."""

    description = "hanging camera"
    is_live = True

    def __init__(self) -> None:
        self.reading = threading.Event()
        self.released = threading.Event()

    def open(self) -> None:
        pass

    def read(self) -> Frame | None:
        self.reading.set()
        self.released.wait(WAIT_S)
        return None

    def close(self) -> None:
        pass


def test_a_camera_that_hangs_does_not_keep_the_kiosk_from_ending(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader_module, "_JOIN_S", 0.05)
    source = HangingSource()
    reader = CameraReader(source, Mailbox())
    reader.start()
    try:
        assert source.reading.wait(WAIT_S)
        reader.stop()  # returns although the read does not
        assert "does not return from a read" in caplog.text
        assert reader._thread.daemon
    finally:
        source.released.set()
        reader._thread.join(WAIT_S)
    assert not reader._thread.is_alive()


def test_a_camera_that_cannot_be_closed_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "FIRST_WAIT_S", 0.01)

    class Stubborn(HangingSource):
        opened = 0
        again = threading.Event()

        def open(self) -> None:
            self.opened += 1
            if self.opened == 2:
                self.again.set()
            raise KioskError("It is away.", "Wait.")

        def close(self) -> None:
            raise RuntimeError("driver")

    source = Stubborn()
    reader = CameraReader(source, Mailbox())
    reader.start()
    try:
        assert source.again.wait(WAIT_S)
    finally:
        reader.stop()


def test_a_picture_that_cannot_be_decoded_is_a_lost_camera() -> None:
    class Broken:
        def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
            return True

        def read(self) -> tuple[bool, None]:
            raise cv2.error("corrupt")

        def release(self) -> None:
            pass

    class Source(CaptureSource):
        description = "broken camera"

        def _connect(self) -> cv2.VideoCapture:
            return Broken()  # type: ignore[return-value]

        def _unreachable(self) -> KioskError:
            return KioskError("Away.", "Wait.")

    source = Source(SystemClock())
    source.open()
    with pytest.raises(KioskError, match="delivers no more pictures"):
        source.read()


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 1), (5, 7, 3), (5, 7, 4)])
def test_grey_colour_and_odd_sizes_become_rgb(shape: tuple[int, ...]) -> None:
    bgr = np.zeros(shape, np.uint8)
    bgr[..., 0] = 9  # blue, or grey
    image = rgb(bgr)
    assert image.shape == (5, 7, 3)
    assert image.dtype == np.uint8
    assert image[0, 0, 2] == 9


OPENS_WHAT_IS_NOT_THERE = """
import sys
from kiosk.camera.choose import open_source
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
for text in sys.argv[1:]:
    try:
        open_source(text, width_px=64, height_px=48, clock=SystemClock()).open()
    except KioskError as error:
        print(error.user_message())
"""


def test_opencv_does_not_talk_over_our_sentences(tmp_path: Path) -> None:
    """In a process of its own, since FFmpeg learns only once how much to say."""
    no_video = tmp_path / "text.mp4"
    no_video.write_text("no video")
    absent = ["/dev/video98", "http://127.0.0.1:9/x", str(no_video)]
    ran = subprocess.run(
        [sys.executable, "-c", OPENS_WHAT_IS_NOT_THERE, *absent],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert len(ran.stdout.splitlines()) == 3
    assert ran.stderr == ""


def test_a_clip_of_any_size_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "odd.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (70, 54))
    for _ in range(3):
        writer.write(np.full((54, 70, 3), 120, np.uint8))
    writer.release()
    source = open_source(str(path), width_px=1, height_px=1, clock=SystemClock(), is_live=False)
    source.open()
    frame = source.read()
    source.close()
    assert frame is not None
    assert frame.image.shape == (54, 70, 3)
