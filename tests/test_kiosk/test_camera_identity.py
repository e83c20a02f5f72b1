"""Which camera is behind a device path, and what makes it another one."""

import fcntl
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from db.camera_records import CameraIdentity
from kiosk.camera.choose import camera_address, open_source
from kiosk.camera.identity import changes, describe, is_infrared, is_virtual, title
from kiosk.camera.linux import identify
from kiosk.camera.v4l2 import capability
from kiosk.clock import SystemClock
from tests.test_kiosk.fake_video import XHCI, Driver, FakeVideo

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has sysfs")

WEBCAM = CameraIdentity(
    address="/dev/video0",
    card="HD Pro Webcam C920",
    driver="uvcvideo",
    port="usb-0000:00:14.0-2",
    vendor_id="046d",
    product_id="082d",
    serial="5C1A2B3F",
    formats=("MJPG", "YUYV"),
    on_hardware=True,
)


@pytest.fixture
def video(tmp_path: Path) -> FakeVideo:
    return FakeVideo(tmp_path)


def test_a_usb_webcam_is_known_by_all_it_says(video: FakeVideo) -> None:
    video.plug_in()
    assert video.cameras.identity("/dev/video0") == WEBCAM
    assert not is_virtual(WEBCAM)
    assert not is_infrared(WEBCAM)


def test_a_link_leads_to_the_camera_and_stays_its_address(video: FakeVideo) -> None:
    video.plug_in(3)
    link = video.root / "dev/v4l/by-id/usb-C920"
    link.parent.mkdir(parents=True)
    link.symlink_to("../../video3")
    found = video.cameras.identity("/dev/v4l/by-id/usb-C920")
    assert found == replace(WEBCAM, address="/dev/v4l/by-id/usb-C920")


@pytest.mark.parametrize(
    ("at", "usb", "driver"),
    [
        ("virtual", None, Driver(b"Dummy video device (0x0000)", b"v4l2 loopback", b"platform:x")),
        ("platform/v4l2loopback-000", None, Driver(b"HD Pro Webcam C920", b"uvcvideo")),
        ("platform/vivid.0", None, Driver(b"vivid", b"vivid", b"platform:vivid-000")),
        ("virtual", None, Driver(b"Integrated Camera", b"some driver")),
        # A USB host that a program makes, with what says it is a webcam on it.
        ("platform/vhci_hcd.0/usb3/3-1/3-1:1.0", ("046d", "082d", "5C1A2B3F"), Driver()),
    ],
    ids=["loopback", "loopback in disguise", "vivid", "unknown", "usbip"],
)
def test_what_hangs_on_no_hardware_is_virtual(
    video: FakeVideo, at: str, usb: tuple[str, str, str] | None, driver: Driver
) -> None:
    video.plug_in(0, driver, at=at, usb=usb)
    found = video.cameras.identity("/dev/video0")
    assert found.on_hardware is False
    assert is_virtual(found)


@pytest.mark.parametrize("sign", ["of_node", "firmware_node"])
def test_a_camera_that_the_firmware_describes_is_hardware(video: FakeVideo, sign: str) -> None:
    host = video.root / "sys/devices/platform/soc/fe801000.csi"
    (host / sign).mkdir(parents=True)
    video.plug_in(0, Driver(b"unicam", b"unicam"), at="platform/soc/fe801000.csi", usb=None)
    assert not is_virtual(video.cameras.identity("/dev/video0"))


@pytest.mark.parametrize(
    "card", ["OBS Virtual Camera", "DroidCam", "ManyCam Video", "e2eSoft VCam"]
)
def test_a_virtual_camera_is_known_by_its_name_too(card: str) -> None:
    assert is_virtual(replace(WEBCAM, card=card))


@pytest.mark.parametrize("card", ["Obsbot Tiny 2", "Camouflage Cam", "Integrated Camera", ""])
def test_names_that_only_look_alike_are_not(card: str) -> None:
    assert not is_virtual(replace(WEBCAM, card=card))


def test_a_usb_driver_without_usb_is_virtual() -> None:
    assert is_virtual(replace(WEBCAM, vendor_id="", on_hardware=None))


@pytest.mark.parametrize(
    ("formats", "infrared"),
    [
        ((b"GREY",), True),
        ((b"Y10 ", b"Y16 "), True),
        ((b"Y16\xa0",), True),  # big-endian: the highest bit is set
        ((b"GREY", b"YUYV"), False),
        ((), False),
        ((b"\x01,\n\x00",), False),
    ],
)
def test_infrared_is_what_delivers_no_colour(
    video: FakeVideo, formats: tuple[bytes, ...], infrared: bool
) -> None:
    video.plug_in(0, Driver(formats=formats))
    found = video.cameras.identity("/dev/video0")
    assert is_infrared(found) is infrared
    assert all(re.fullmatch(r"\w+(-BE)?", code) for code in found.formats)


def test_formats_in_several_planes_count(video: FakeVideo) -> None:
    video.plug_in(0, Driver(formats=(b"NV12",), buffers=9))
    assert video.cameras.identity("/dev/video0").formats == ("NV12",)


def test_what_a_device_says_of_itself_is_one_short_line(video: FakeVideo) -> None:
    card = b"Cam\n\x1b[31m 2\xff\0rest that is no longer meant"
    video.plug_in(0, Driver(card[:32]), usb=("046d", "082d", "S\x07N" * 90))
    found = video.cameras.identity("/dev/video0")
    assert found.card == "Cam [31m 2�"
    assert len(found.serial) <= 120
    assert found.serial.isprintable()


def test_a_device_that_may_not_be_opened_is_known_by_sysfs(video: FakeVideo) -> None:
    video.plug_in(0, driver=None)
    found = video.cameras.identity("/dev/video0")
    assert (found.card, found.serial, found.driver) == ("as sysfs has it", "5C1A2B3F", "")
    assert changes(WEBCAM, found)  # so nothing that was agreed on passes for it


def test_a_device_that_is_not_there_is_nobodys_hardware(video: FakeVideo) -> None:
    assert is_virtual(video.cameras.identity("/dev/video7"))


def test_devices_are_listed_by_number(video: FakeVideo) -> None:
    for number in (10, 2, 0):
        video.plug_in(number, at=f"{XHCI}/usb1/1-{number}/1-{number}:1.0")
    assert video.cameras.devices() == ("/dev/video0", "/dev/video2", "/dev/video10")


def test_a_file_that_is_no_video_device_says_nothing() -> None:
    """Asked of the real kernel."""
    assert capability(Path("/dev/null"), fcntl.ioctl) is None
    assert capability(Path("/dev/no-such-device"), fcntl.ioctl) is None


def test_the_same_camera_has_not_changed() -> None:
    assert changes(WEBCAM, replace(WEBCAM)) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"address": "/dev/video1"}, "address: /dev/video0, now /dev/video1"),
        ({"card": "Other"}, "name: HD Pro Webcam C920, now Other"),
        ({"driver": "akvcam"}, "driver: uvcvideo, now akvcam"),
        ({"port": "usb-2"}, "port: usb-0000:00:14.0-2, now usb-2"),
        ({"vendor_id": "1d6b"}, "USB id: 046d:082d, now 1d6b:082d"),
        ({"product_id": "0001"}, "USB id: 046d:082d, now 046d:0001"),
        ({"serial": ""}, "serial number: 5C1A2B3F, now none"),
        ({"formats": ("MJPG",)}, "pixel formats: MJPG YUYV, now MJPG"),
        ({"on_hardware": False}, "hardware: of this computer, now none"),
        ({"width_px": 640}, "resolution: 1280 by 720, now 640 by 720"),
        ({"height_px": 800}, "resolution: 1280 by 720, now 1280 by 800"),
    ],
)
def test_every_change_is_said(change: dict[str, object], says: str) -> None:
    bound = replace(WEBCAM, width_px=1280, height_px=720)
    assert changes(bound, replace(bound, **change)) == (says,)  # type: ignore[arg-type]


def test_a_camera_without_a_frame_yet_is_compared_by_the_rest() -> None:
    assert changes(replace(WEBCAM, width_px=1280, height_px=720), WEBCAM) == ()


def test_a_camera_is_described_by_what_is_known() -> None:
    assert dict(describe(CameraIdentity("rtsp://door/1"))) == {"address": "rtsp://door/1"}
    assert title(CameraIdentity("rtsp://door/1")) == "rtsp://door/1"
    assert title(WEBCAM) == "HD Pro Webcam C920 (/dev/video0)"
    assert dict(describe(WEBCAM))["USB id"] == "046d:082d"


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("0", "/dev/video0"),
        ("/dev/v4l/by-id/usb-C920", "/dev/v4l/by-id/usb-C920"),
        ("rtsp://ada:sec@ret@door:8554/main?pw=secret", "rtsp://door:8554/main"),
        ("scene", None),
        ("clip.mp4", None),
    ],
)
def test_what_a_source_is_bound_by(source: str, address: str | None) -> None:
    opened = open_source(source, width_px=1280, height_px=720, clock=SystemClock())
    assert camera_address(opened) == address


def test_where_the_system_tells_nothing_the_address_is_all(video: FakeVideo) -> None:
    video.plug_in()
    assert identify("/dev/video0", None) == CameraIdentity("/dev/video0")
    assert identify("rtsp://door/1", video.cameras) == CameraIdentity("rtsp://door/1")
    assert identify("/dev/video0", video.cameras) == WEBCAM
    assert not is_virtual(identify("rtsp://door/1", None))
