"""An infrared camera beside the door's: paired in time, bound like that one, missed by nobody."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from db.cameras import CameraStore
from db.engine import Database
from kiosk.camera.binding import CameraBinding
from kiosk.camera.both import BothBindings
from kiosk.camera.guarded import GuardedSource
from kiosk.camera.paired import MOST_APART_S, SILENT_S, PairedSource, with_infrared
from kiosk.errors import KioskError
from models.types import Frame
from tests.test_kiosk.fake_video import XHCI, Driver, FakeVideo
from tests.test_kiosk.fakes import FakeClock

DOOR, WITNESS = "Test door", "Test door (infrared)"
INFRARED = Driver(b"Face camera", formats=(b"GREY",))
INFRARED_AT = f"{XHCI}/usb1/1-3/1-3:1.2"


class Node:
    """A webcam of a fake computer, read as fast as it is asked; its pictures are of one grey."""

    is_live = True

    def __init__(self, video: FakeVideo, number: int, clock: FakeClock, grey: int) -> None:
        self.description = f"webcam {number}"
        self.opened = 0
        self.grey = grey
        self._clock = clock
        self._name = video.root / f"sys/class/video4linux/video{number}/name"
        self._waits = threading.Event()  # never set

    def open(self) -> None:
        self.opened += 1
        self._look()

    def read(self) -> Frame | None:
        self._waits.wait(0.001)
        self._look()
        return Frame(np.full((9, 16, 3), self.grey, np.uint8), self._clock.monotonic(), 0)

    def close(self) -> None:
        pass

    def _look(self) -> None:
        if not self._name.exists():
            raise KioskError(f"There is no {self.description}.", "Connect it.")


class Rig:
    """A colour camera and an infrared one before a door."""

    def __init__(self, folder: Path, store: CameraStore) -> None:
        (folder / "computer").mkdir()
        self.video = FakeVideo(folder / "computer")
        self.clock = FakeClock()
        self.colour = Node(self.video, 0, self.clock, 90)
        self.infrared = Node(self.video, 2, self.clock, 200)
        door = CameraBinding(store, DOOR, self.clock)
        witness = CameraBinding(store, WITNESS, self.clock, must_be_infrared=True)
        self.binding = BothBindings(door, witness, "/dev/video2")
        cameras = self.video.cameras
        self.source = PairedSource(
            GuardedSource(self.colour, door, lambda: cameras.identity("/dev/video0")),
            GuardedSource(self.infrared, witness, lambda: cameras.identity("/dev/video2")),
        )

    def plug_in(self, driver: Driver = INFRARED, serial: str = "I1", at: str = INFRARED_AT) -> None:
        self.video.plug_in(2, driver, at=at, usb=("1bcf", "28c4", serial))

    def pull_out(self) -> None:
        """Take the infrared camera off, and wait until its thread has found out."""
        self.video.pull_out(2)
        opened = self.infrared.opened
        self.until(lambda _: self.infrared.opened > opened)

    def frame(self) -> Frame:
        frame = self.source.read()
        assert frame is not None
        return frame

    def until(self, true: Callable[[Frame], bool]) -> Frame:
        """Read until a frame comes for which something is true; the clock stands still."""
        for _ in range(10_000):
            if true(frame := self.frame()):
                return frame
        pytest.fail("it did not come true")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CameraStore]:
    database = Database.open(tmp_path / "janus.sqlite3")
    yield CameraStore(database)
    database.close()


@pytest.fixture
def rig(tmp_path: Path, store: CameraStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setattr("kiosk.camera.reader.FIRST_WAIT_S", 0.001)
    monkeypatch.setattr("kiosk.camera.reader.LONGEST_WAIT_S", 0.001)
    made = Rig(tmp_path, store)
    made.video.plug_in()
    yield made
    made.source.close()


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has sysfs")


def is_witnessed(frame: Frame) -> bool:
    return frame.infrared is not None


def is_alone(frame: Frame) -> bool:
    return frame.infrared is None


@pytest.mark.parametrize(
    ("apart_s", "taken"),
    [(0.0, True), (0.14, True), (0.16, False), (-0.14, True), (-0.16, False), (5.0, False)],
)
def test_only_pictures_of_one_moment_are_paired(apart_s: float, *, taken: bool) -> None:
    colour = Frame(np.zeros((9, 16, 3), np.uint8), 100.0, 7)
    infrared = Frame(np.full((6, 8, 3), 33, np.uint8), 100.0 - apart_s, 0)
    both = with_infrared(colour, infrared)
    assert (both.image is colour.image, both.captured_s, both.index) == (True, 100.0, 7)
    if taken:
        assert both.infrared is not None
        assert both.infrared.shape == (6, 8)
        assert np.all(both.infrared == 33)
    else:
        assert both.infrared is None
    assert with_infrared(colour, None) is colour


def test_both_cameras_bind_themselves_each_under_a_name_of_its_own(
    rig: Rig, store: CameraStore
) -> None:
    rig.plug_in()
    rig.source.open()
    frame = rig.until(is_witnessed)
    assert frame.infrared is not None
    assert (frame.image.max(), frame.infrared.max()) == (90, 200)
    assert [a.camera.card for a in store.history(DOOR)] == ["HD Pro Webcam C920"]
    assert [a.camera.card for a in store.history(WITNESS)] == ["Face camera"]
    assert rig.binding.refusal is None


def test_without_its_witness_a_door_goes_on_and_takes_it_back(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="kiosk.camera.paired")
    rig.source.open()  # it is not there yet
    assert is_alone(rig.frame())
    rig.plug_in()
    rig.until(is_witnessed)
    rig.pull_out()
    rig.clock.s += 2 * MOST_APART_S
    assert is_alone(rig.frame())
    rig.clock.s += SILENT_S
    assert all(is_alone(rig.frame()) for _ in range(3))
    assert rig.binding.refusal is None  # nobody is shut out for that
    assert caplog.text.count("The infrared witness webcam 2 says nothing") == 1
    rig.plug_in()
    rig.until(is_witnessed)
    assert caplog.text.count("The infrared witness webcam 2 is back") == 1
    assert rig.colour.opened == 1


@pytest.mark.parametrize(
    ("driver", "serial", "at", "says"),
    [
        (INFRARED, "OTHER", INFRARED_AT, "serial number: I1, now OTHER"),
        (Driver(b"OBS", b"v4l2 loopback", formats=(b"GREY",)), "", "virtual/x/y", "driver: "),
    ],
)
def test_another_witness_puts_the_door_out_of_service_until_somebody_agrees(
    rig: Rig, store: CameraStore, driver: Driver, serial: str, at: str, says: str
) -> None:
    rig.plug_in()
    rig.source.open()
    rig.until(is_witnessed)
    rig.pull_out()
    rig.clock.s += 1.0
    rig.plug_in(driver, serial, at)
    rig.until(lambda _: rig.binding.refusal is not None)
    refusal = rig.binding.refusal
    assert refusal is not None
    assert any(reason.startswith(says) for reason in refusal.reasons)
    rig.clock.s += 1.0
    assert all(is_alone(rig.frame()) for _ in range(20))  # what it shows is never looked at
    rig.binding.agree(refusal.camera, "ada")
    rig.until(is_witnessed)
    assert rig.binding.refusal is None
    assert [len(store.history(name)) for name in (DOOR, WITNESS)] == [1, 2]


def test_a_camera_of_colour_is_no_witness_whatever_anybody_agrees(
    rig: Rig, store: CameraStore
) -> None:
    rig.plug_in(Driver(b"Second webcam"))
    rig.source.open()
    rig.until(lambda _: rig.binding.refusal is not None)
    refusal = rig.binding.refusal
    assert refusal is not None
    assert not refusal.may_be_agreed
    with pytest.raises(KioskError, match="an infrared camera is required"):
        rig.binding.agree(refusal.camera, "ada")
    assert is_alone(rig.frame())
    assert store.history(WITNESS) == ()


def test_the_door_camera_is_refused_and_agreed_to_as_without_a_witness(
    rig: Rig, store: CameraStore
) -> None:
    rig.plug_in()
    rig.source.open()
    rig.until(is_witnessed)
    rig.source.close()
    rig.video.pull_out()
    rig.video.plug_in(usb=("046d", "082d", "OTHER"))
    rig.source.open()
    with pytest.raises(KioskError, match="now OTHER"):
        rig.source.read()
    assert rig.binding.refusal is not None
    rig.binding.agree(rig.binding.refusal.camera, "ada")
    rig.source.close()
    rig.source.open()
    rig.until(is_witnessed)
    assert [len(store.history(name)) for name in (DOOR, WITNESS)] == [2, 1]


def test_a_source_that_is_closed_reads_its_witness_no_more(rig: Rig) -> None:
    rig.plug_in()
    rig.source.open()
    rig.until(is_witnessed)
    rig.source.close()
    assert not [one for one in threading.enumerate() if one.name == "janus-camera"]
