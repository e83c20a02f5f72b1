"""What every FrameSource must do, held against the real parts and a fake alike."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest

from kiosk.camera.choose import open_source
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.paired import PairedSource
from kiosk.camera.reader import CameraReader
from kiosk.camera.source import FrameSource
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from models.types import Frame
from tests.test_kiosk.mjpeg import network_camera

FRAMES = 12


class ListSource:
    """The fake: a list of pictures, 30 a second."""

    description = "a list"
    is_live = False

    def __init__(self, images: list[np.ndarray]) -> None:
        self._images = images
        self._next: int | None = None

    def open(self) -> None:
        self._next = 0

    def read(self) -> Frame | None:
        if self._next is None:
            raise KioskError("The list is not open.", "Open it.")
        if self._next == len(self._images):
            return None
        self._next += 1
        return Frame(self._images[self._next - 1], (self._next - 1) / 30, self._next - 1)

    def close(self) -> None:
        self._next = None


def written_clip(folder: Path) -> Path:
    """Write a clip whose frame k is one even red of 20 k."""
    path = folder / "reds.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (64, 48))
    assert writer.isOpened()
    for red in reds():
        writer.write(red)
    writer.release()
    return path


def clip(folder: Path) -> FrameSource:
    return open_source(
        str(written_clip(folder)), width_px=1, height_px=1, clock=SystemClock(), is_live=False
    )


def live_clip(folder: Path) -> FrameSource:
    return open_source(str(written_clip(folder)), width_px=1, height_px=1, clock=SystemClock())


def scene(_folder: Path) -> FrameSource:
    return open_source("scene:1", width_px=1, height_px=1, clock=SystemClock(), is_live=False)


def fake(_folder: Path) -> FrameSource:
    return ListSource([np.full((4, 6, 3), index, np.uint8) for index in range(FRAMES)])


def reds() -> list[np.ndarray]:
    return [np.full((48, 64, 3), (0, 0, 20 * index), np.uint8) for index in range(FRAMES)]


def paired(folder: Path) -> FrameSource:
    return PairedSource(fake(folder), fake(folder))


@contextmanager
def stream(_folder: Path) -> Iterator[FrameSource]:
    with network_camera(reds()) as address:
        yield open_source(address, width_px=1, height_px=1, clock=SystemClock())


@pytest.fixture(
    params=[clip, live_clip, scene, fake, paired, stream], ids=lambda make: make.__name__
)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FrameSource]:
    make: Callable[[Path], FrameSource | AbstractContextManager[FrameSource]] = request.param
    made = make(tmp_path)
    with made if isinstance(made, AbstractContextManager) else nullcontext(made) as opened:
        yield opened


def test_frames_are_rgb_counted_and_in_order_of_time(source: FrameSource) -> None:
    source.open()
    try:
        frames = [source.read() for _ in range(6)]
    finally:
        source.close()
    assert all(frame is not None for frame in frames)
    seen = [frame for frame in frames if frame is not None]
    assert [frame.index for frame in seen] == list(range(6))
    times = [frame.captured_s for frame in seen]
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_a_source_is_described_and_may_be_closed_at_any_time(source: FrameSource) -> None:
    assert source.description
    source.close()
    source.open()
    source.close()
    source.close()


def test_a_source_begins_again_when_opened_again(source: FrameSource) -> None:
    source.open()
    first = source.read()
    source.read()
    source.close()
    source.open()
    again = source.read()
    source.close()
    assert first is not None
    assert again is not None
    assert again.index == 0
    assert np.array_equal(again.image, first.image)


def test_reading_a_source_that_is_not_open_is_refused(source: FrameSource) -> None:
    with pytest.raises(KioskError):
        source.read()


def test_a_clip_ends_and_keeps_its_own_time_and_colour(tmp_path: Path) -> None:
    source = clip(tmp_path)
    source.open()
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    source.close()
    assert len(frames) == FRAMES
    assert frames[10].captured_s == pytest.approx(10 / 25)
    red, green, blue = frames[10].image.reshape(-1, 3).mean(axis=0)
    assert red == pytest.approx(200, abs=12)
    assert max(green, blue) < 30


def test_a_live_clip_comes_at_its_own_pace(tmp_path: Path) -> None:
    source = live_clip(tmp_path)
    source.open()
    times = [frame.captured_s for _ in range(4) if (frame := source.read())]
    source.close()
    assert np.diff(times) == pytest.approx([1 / 25] * 3)


def test_a_network_camera_that_goes_away_comes_back_by_itself() -> None:
    mailbox = Mailbox()
    with network_camera(reds()) as address:
        port = urlsplit(address).port
        assert port is not None
        source = open_source(address, width_px=1, height_px=1, clock=SystemClock())
        reader = CameraReader(source, mailbox)
        reader.start()
        assert mailbox.take(10.0) is not None
    try:
        until_lost(reader, mailbox)
        assert "127.0.0.1" in reader.status.sentence
        with network_camera(reds(), port=port):
            assert mailbox.take(20.0) is not None
            assert reader.status.connected
    finally:
        reader.stop()


def until_lost(reader: CameraReader, mailbox: Mailbox) -> None:
    """Take the frames that are still on their way."""
    while reader.status.connected:
        mailbox.take(0.2)
    while mailbox.take(0.2) is not None:
        pass


@pytest.mark.data
@pytest.mark.parametrize("name", ["head-turn-a.mp4", "facing-yes.mkv"])
def test_real_clips_play_to_their_end(data_dir: Path, name: str) -> None:
    source = open_source(
        str(data_dir / "video" / name), width_px=1, height_px=1, clock=SystemClock(), is_live=False
    )
    source.open()
    count = 0
    while source.read() is not None:
        count += 1
    source.close()
    assert count > 20
