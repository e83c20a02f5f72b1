"""No frame of another camera than the agreed one comes through."""

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from db.camera_records import CameraIdentity
from db.cameras import CameraStore
from db.engine import Database
from kiosk.camera import reader as reader_module
from kiosk.camera.binding import FIRST_START, CameraBinding, refusal_of
from kiosk.camera.choose import guarded, open_source
from kiosk.camera.guarded import GuardedSource
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.reader import CameraReader
from kiosk.camera.webcam import WebcamSource
from kiosk.clock import Clock, SystemClock
from kiosk.entry import sentences
from kiosk.entry.view import EntryState, EntryView
from kiosk.errors import KioskError
from models.types import Frame, TrackedFace
from tests.test_kiosk.door_rig import FRAME_S, DoorRig
from tests.test_kiosk.fake_video import Driver, FakeVideo
from tests.test_kiosk.fakes import ADA, EVE, FakeClock, face

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has sysfs")

DOOR = "Test door"
WAIT_S = 20.0
LOOPBACK = Driver(b"OBS Virtual Camera", b"v4l2 loopback", b"platform:v4l2loopback-000")


class PluggedIn:
    """The webcam behind /dev/video0 of a fake computer: lost when it is pulled out."""

    description = "webcam 0"
    is_live = True

    def __init__(self, video: FakeVideo, clock: Clock) -> None:
        self.video = video
        self.clock = clock
        self.size = (72, 128)
        self.delivered = 0
        self._node = Path()

    def open(self) -> None:
        self._node = (self.video.root / "sys/class/video4linux/video0").resolve()
        if not (self._node / "name").exists():
            raise KioskError("There is no webcam 0.", "Connect it.")

    def read(self) -> Frame | None:
        if not (self._node / "name").exists():
            raise KioskError("webcam 0 delivers no more pictures.", "Check its cable.")
        self.delivered += 1
        image = np.zeros((*self.size, 3), np.uint8)
        return Frame(image, self.clock.monotonic(), self.delivered)

    def close(self) -> None:
        self._node = Path()


@pytest.fixture
def video(tmp_path: Path) -> FakeVideo:
    (tmp_path / "computer").mkdir()
    return FakeVideo(tmp_path / "computer")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CameraStore]:
    database = Database.open(tmp_path / "janus.sqlite3")
    yield CameraStore(database)
    database.close()


@pytest.fixture
def binding(store: CameraStore) -> CameraBinding:
    return CameraBinding(store, DOOR, FakeClock())


@pytest.fixture
def source(video: FakeVideo, binding: CameraBinding) -> GuardedSource:
    return GuardedSource(
        PluggedIn(video, FakeClock()), binding, lambda: video.cameras.identity("/dev/video0")
    )


def refused(source: GuardedSource) -> str:
    """Connect, and return why no frame came."""
    source.open()
    with pytest.raises(KioskError) as caught:
        source.read()
    source.close()
    return caught.value.user_message()


def comes_through(source: GuardedSource) -> bool:
    source.open()
    frame = source.read()
    source.close()
    return frame is not None


def test_the_first_camera_of_a_door_binds_itself(
    video: FakeVideo, source: GuardedSource, store: CameraStore
) -> None:
    video.plug_in()
    assert comes_through(source)
    (first,) = store.history(DOOR)
    assert first.agreed_by == FIRST_START
    assert (first.camera.serial, first.camera.width_px, first.camera.height_px) == (
        "5C1A2B3F",
        128,
        72,
    )
    assert comes_through(source)
    assert len(store.history(DOOR)) == 1


def test_a_virtual_camera_never_binds_itself(
    video: FakeVideo, source: GuardedSource, binding: CameraBinding, store: CameraStore
) -> None:
    video.plug_in(0, LOOPBACK, at="virtual", usb=None)
    assert "OBS Virtual Camera (/dev/video0) is refused: a program" in refused(source)
    assert store.history(DOOR) == ()
    assert binding.refusal is not None
    binding.agree(binding.refusal.camera, "ada")
    assert comes_through(source)
    assert binding.refusal is None


def test_another_camera_is_refused_until_somebody_agrees(
    video: FakeVideo, source: GuardedSource, binding: CameraBinding, store: CameraStore
) -> None:
    video.plug_in()
    assert comes_through(source)
    video.pull_out()
    video.plug_in(usb=("046d", "082d", "OTHER"))
    says = refused(source)
    assert "serial number: 5C1A2B3F, now OTHER" in says
    assert "janus camera agree" in says
    assert binding.refusal is not None
    binding.agree(binding.refusal.camera, "ada")
    assert comes_through(source)
    assert binding.refusal is None
    assert [agreement.agreed_by for agreement in store.history(DOOR)] == ["ada", FIRST_START]


def test_the_agreed_camera_put_back_needs_nobody(
    video: FakeVideo, source: GuardedSource, binding: CameraBinding
) -> None:
    video.plug_in()
    assert comes_through(source)
    video.pull_out()
    video.plug_in(usb=("1d6b", "0001", ""))
    assert refused(source)
    video.pull_out()
    with pytest.raises(KioskError, match="no webcam"):
        source.open()
    assert binding.refusal is None  # it is away: nothing to agree to
    video.plug_in()
    assert comes_through(source)


def test_frames_of_another_resolution_are_another_camera(
    video: FakeVideo, binding: CameraBinding
) -> None:
    video.plug_in()
    inner = PluggedIn(video, FakeClock())
    source = GuardedSource(inner, binding, lambda: video.cameras.identity("/dev/video0"))
    source.open()
    assert source.read() is not None
    inner.size = (48, 64)  # while it is open
    for _ in range(2):
        with pytest.raises(KioskError, match="resolution: 128 by 72, now 64 by 48"):
            source.read()


def test_a_stream_is_bound_by_its_address(binding: CameraBinding) -> None:
    camera = CameraIdentity("rtsp://door:554/main", width_px=1280, height_px=720)
    binding.admit(camera)
    binding.admit(camera)
    with pytest.raises(KioskError, match="address: rtsp://door:554/main, now rtsp://hall/main"):
        binding.admit(replace(camera, address="rtsp://hall/main"))


def test_doors_do_not_share_a_camera(store: CameraStore, binding: CameraBinding) -> None:
    camera = CameraIdentity("/dev/video0", serial="A", on_hardware=True)
    binding.admit(camera)
    hall = CameraBinding(store, "Hall", FakeClock())
    hall.admit(replace(camera, serial="B"))
    with pytest.raises(KioskError):
        binding.admit(replace(camera, serial="B"))


@pytest.mark.parametrize("formats", [("MJPG", "YUYV"), ("GREY", "YUYV"), ()])
def test_where_infrared_is_required_nothing_else_is_let_through(
    store: CameraStore, formats: tuple[str, ...]
) -> None:
    camera = CameraIdentity("/dev/video0", formats=formats, on_hardware=True)
    binding = CameraBinding(store, DOOR, FakeClock(), must_be_infrared=True)
    with pytest.raises(KioskError, match="an infrared camera is required"):
        binding.admit(camera)
    assert binding.refusal is not None
    assert not binding.refusal.may_be_agreed
    with pytest.raises(KioskError, match=r"camera\.infrared"):
        binding.agree(camera, "ada")
    assert store.history(DOOR) == ()
    binding.admit(replace(camera, formats=("GREY",)))
    assert store.newest(DOOR) is not None


def test_what_was_agreed_on_before_infrared_was_required_no_longer_counts() -> None:
    colour = CameraIdentity("/dev/video0", formats=("MJPG",), on_hardware=True)
    assert refusal_of(colour, colour, must_be_infrared=False) is None
    assert refusal_of(colour, colour, must_be_infrared=True) is not None


def test_a_database_that_cannot_be_read_lets_nothing_through(
    tmp_path: Path, video: FakeVideo
) -> None:
    file = tmp_path / "other.sqlite3"
    database = Database.open(file)
    binding = CameraBinding(CameraStore(database), DOOR, FakeClock())
    with database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE camera_agreements")
    video.plug_in()
    source = GuardedSource(
        PluggedIn(video, FakeClock()), binding, lambda: video.cameras.identity("/dev/video0")
    )
    source.open()
    with pytest.raises(KioskError):
        source.read()
    database.close()


def test_a_guarded_source_that_is_not_open_admits_nothing(
    video: FakeVideo, source: GuardedSource
) -> None:
    video.plug_in()
    assert comes_through(source)
    with pytest.raises(KioskError):
        source.read()


def test_only_cameras_are_guarded(binding: CameraBinding) -> None:
    def opened(text: str) -> object:
        made = open_source(text, width_px=1280, height_px=720, clock=SystemClock())
        return guarded(made, binding), made

    for text in ("0", "rtsp://door/1"):
        shown, made = opened(text)
        assert isinstance(shown, GuardedSource)
        assert (shown.description, shown.is_live) == (made.description, made.is_live)
    for text in ("scene", "clip.mp4"):
        shown, made = opened(text)
        assert shown is made


def test_a_hot_swap_reaches_the_door_as_no_frame_at_all(
    video: FakeVideo,
    source: GuardedSource,
    binding: CameraBinding,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With the reader's own thread, as in the kiosk."""
    monkeypatch.setattr(reader_module, "FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(reader_module, "LONGEST_WAIT_S", 0.01)
    video.plug_in()
    mailbox = Mailbox()
    reader = CameraReader(source, mailbox)
    reader.start()
    try:
        assert mailbox.take(WAIT_S) is not None
        video.pull_out()
        video.plug_in(0, LOOPBACK, at="virtual", usb=None)
        until(lambda: binding.refusal is not None)
        mailbox.take(0.0)  # the last one of the agreed camera
        assert mailbox.take(0.1) is None
        assert "OBS Virtual Camera" in reader.status.sentence
        assert binding.refusal is not None
        binding.agree(binding.refusal.camera, "ada")
        assert mailbox.take(WAIT_S) is not None
        assert binding.refusal is None
    finally:
        reader.stop()
    assert caplog.text.count("name: HD Pro Webcam C920, now OBS Virtual Camera") == 1


def until(true: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(2000):
        if true():
            return
        waiting.wait(0.01)
    pytest.fail("it did not come true")


def test_a_refused_camera_is_out_of_service_at_once_and_opens_nothing(rig: DoorRig) -> None:
    rig.person(EVE, 5)
    rig.is_refused = lambda: True
    views = rig.person(ADA, 40, track=2) + rig.no_camera(3.0)
    assert {view.state for view in views} == {EntryState.OUT_OF_SERVICE}
    assert {view.detail for view in views} == {sentences.CAMERA_REFUSED}
    assert all(view.frame is None and not view.door_unlocked for view in views)
    assert rig.outcomes == ["denied not recognised stranger"]  # the visit under way, no other
    assert "unlock" not in rig.journal
    rig.is_refused = lambda: False
    assert rig.person(ADA, 3, track=3)[-1].state is EntryState.WELCOME


def at_the_door(source: GuardedSource, rig: DoorRig, frames: int) -> EntryView:
    """Connect, and step the door with what comes through, as reader and entry thread do."""
    view = rig.flow.step(None)
    try:
        source.open()
        for _ in range(frames):
            rig.clock.s += FRAME_S
            view = rig.flow.step(source.read())
    except KioskError:
        rig.clock.s += 0.5
        view = rig.flow.step(None)
    finally:
        source.close()
    return view


def test_a_swapped_camera_opens_no_door_before_somebody_agrees(
    video: FakeVideo, binding: CameraBinding, rig: DoorRig
) -> None:
    """The whole way: sysfs, database, guard and entry flow; Ada is all that any camera shows."""
    rig.is_refused = lambda: binding.refusal is not None
    rig.script.faces, rig.script.says = (TrackedFace(1, face()),), {1: ADA}
    inner = PluggedIn(video, rig.clock)
    source = GuardedSource(inner, binding, lambda: video.cameras.identity("/dev/video0"))
    video.plug_in()
    assert at_the_door(source, rig, 2).state is EntryState.CHECKING  # one frame short of a grant
    video.pull_out()
    video.plug_in(0, LOOPBACK, at="virtual", usb=None)
    embedded = rig.script.embedded
    for _ in range(20):
        view = at_the_door(source, rig, 10)
        assert (view.state, view.detail) == (EntryState.OUT_OF_SERVICE, sentences.CAMERA_REFUSED)
    assert inner.delivered == 2 + 20  # one frame of each connection, for its resolution
    assert rig.script.embedded == embedded
    assert rig.journal == []
    assert binding.refusal is not None
    binding.agree(binding.refusal.camera, "ada")
    assert at_the_door(source, rig, 3).state is EntryState.WELCOME
    assert rig.journal == ["row granted matched", "unlock"]


def test_a_greeting_ends_where_the_camera_is_refused(rig: DoorRig) -> None:
    assert rig.person(ADA, 3)[-1].state is EntryState.WELCOME
    rig.is_refused = lambda: True
    assert rig.no_camera(0.5)[-1].state is EntryState.OUT_OF_SERVICE


def test_a_webcam_of_this_computer_is_named_as_linux_names_it() -> None:
    webcam = WebcamSource(2, width_px=64, height_px=48, clock=SystemClock())
    assert webcam.address == "/dev/video2"
