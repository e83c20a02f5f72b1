"""The mailbox, the reader thread, and the choice of a source."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from kiosk.camera.choose import open_source
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.reader import CameraReader
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from models.types import Frame

WAIT_S = 20.0


def frame(index: int) -> Frame:
    return Frame(np.zeros((4, 4, 3), np.uint8), index / 30, index)


class ScriptedSource:
    """Plays, for each time it is opened, a list of frames and failures; then waits for the end."""

    description = "scripted camera"
    is_live = True

    def __init__(self, runs: Sequence[Sequence[Frame | Exception]]) -> None:
        self._runs: Iterator[Sequence[Frame | Exception]] = iter(runs)
        self._now: Iterator[Frame | Exception] = iter(())
        self.opened = 0
        self.closed = 0
        self.exhausted = threading.Event()

    def open(self) -> None:
        self.opened += 1
        self._now = iter(next(self._runs, []))

    def read(self) -> Frame | None:
        step = next(self._now, None)
        if isinstance(step, Exception):
            raise step
        if step is None:
            self.exhausted.set()
        return step

    def close(self) -> None:
        self.closed += 1


def test_the_newest_frame_wins() -> None:
    mailbox = Mailbox()
    for index in range(5):
        mailbox.put(frame(index))
    taken = mailbox.take(0.0)
    assert taken is not None
    assert taken.index == 4
    assert mailbox.take(0.0) is None


def test_a_closed_mailbox_wakes_whoever_waits_and_keeps_nothing() -> None:
    mailbox = Mailbox()
    got: list[Frame | None] = []
    waiting = threading.Thread(target=lambda: got.append(mailbox.take(WAIT_S)))
    waiting.start()
    mailbox.close()
    waiting.join(WAIT_S)
    assert not waiting.is_alive()
    assert got == [None]
    mailbox.put(frame(0))
    assert mailbox.take(0.0) is None


def test_frames_come_through_again_after_the_camera_was_lost() -> None:
    lost = KioskError("The cable is out.", "Put it in.")
    source = ScriptedSource([[frame(1), lost], [RuntimeError("driver")], [frame(2)]])
    mailbox = Mailbox()
    reader = CameraReader(source, mailbox)
    assert not reader.status.connected
    reader.start()
    try:
        assert source.exhausted.wait(WAIT_S)
        newest = mailbox.take(WAIT_S)
        assert newest is not None
        assert newest.index == 2
        assert source.opened >= 3
    finally:
        reader.stop()
        reader.stop()
    assert source.closed == source.opened


def test_the_status_says_what_is_wrong() -> None:
    told = threading.Event()

    class Absent(ScriptedSource):
        def open(self) -> None:
            if self.opened:
                told.set()
            self.opened += 1
            raise KioskError("There is no camera.", "Connect one.")

    reader = CameraReader(Absent([]), Mailbox())
    reader.start()
    try:
        assert told.wait(WAIT_S)  # its second attempt: the first one's failure has been noted
        assert reader.status.sentence == "There is no camera. Connect one."
        assert not reader.status.connected
    finally:
        reader.stop()


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("0", "webcam 0"),
        (" 3 ", "webcam 3"),
        ("/dev/video2", "webcam /dev/video2"),
        ("rtsp://admin:secret@10.0.0.2:554/main", "stream rtsp://10.0.0.2/main"),
        ("rtsp://admin:se/cret@10.0.0.2/main", "stream rtsp://10.0.0.2/main"),
        ("HTTP://camera/mjpeg?pw=secret", "stream http://camera/mjpeg"),
        ("clips/a.mp4", "clip a.mp4"),
    ],
)
def test_a_word_names_a_source(text: str, description: str) -> None:
    source = open_source(text, width_px=1280, height_px=720, clock=SystemClock())
    assert source.description == description
    assert source.is_live


@pytest.mark.parametrize("text", ["", "ftp://camera/x", "   "])
def test_a_word_that_names_nothing_is_explained(text: str) -> None:
    with pytest.raises(KioskError, match="names no camera"):
        open_source(text, width_px=1, height_px=1, clock=SystemClock())


def test_a_camera_that_is_not_there_is_explained() -> None:
    source = open_source("/dev/video99", width_px=640, height_px=480, clock=SystemClock())
    with pytest.raises(KioskError, match="no webcam /dev/video99"):
        source.open()


def test_a_stream_that_is_not_there_is_explained_without_its_password() -> None:
    source = open_source(
        "http://u:secret@127.0.0.1:9/x", width_px=1, height_px=1, clock=SystemClock()
    )
    with pytest.raises(KioskError, match="cannot be reached") as refused:
        source.open()
    assert "secret" not in refused.value.user_message()


def test_a_clip_that_is_not_there_or_no_clip_is_explained(tmp_path: Path) -> None:
    def source(name: str) -> None:
        open_source(
            str(tmp_path / name), width_px=1, height_px=1, clock=SystemClock(), is_live=False
        ).open()

    with pytest.raises(KioskError, match="There is no file"):
        source("absent.mp4")
    (tmp_path / "text.mp4").write_text("no video")
    with pytest.raises(KioskError, match="cannot be played"):
        source("text.mp4")


@pytest.mark.parametrize(
    "text",
    [
        "rtps://admin:geheim@10.0.0.2/main",
        "rtsp:/admin:geheim@10.0.0.2/main",
        "rtps://admin:g@geheim@10.0.0.2/main",
        "admin:geheim@10.0.0.2/main",
        "rtsp://admin:geheim@[bad",
        "rtsp://[bad",
    ],
)
def test_a_misspelt_address_is_explained_without_its_password(text: str) -> None:
    with pytest.raises(KioskError, match=r"names no camera|not an address") as refused:
        open_source(text, width_px=1, height_px=1, clock=SystemClock())
    message = refused.value.user_message()
    assert "geheim" not in message
    assert "10.0.0.2/main" in message or "[bad" in message
