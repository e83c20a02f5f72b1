"""A computer's cameras in a folder: sysfs as Linux lays it out, and a driver that answers."""

import errno
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.camera.linux import LinuxCameras
from kiosk.camera.v4l2 import ENUM_FMT, QUERYCAP

XHCI = "pci0000:00/0000:00:14.0"
WEBCAM_AT = f"{XHCI}/usb1/1-2/1-2:1.0"


@dataclass(frozen=True)
class Driver:
    """What a driver answers; formats as codes, each for one buffer type."""

    card: bytes = b"HD Pro Webcam C920"
    name: bytes = b"uvcvideo"
    port: bytes = b"usb-0000:00:14.0-2"
    formats: Sequence[bytes] = (b"YUYV", b"MJPG")
    buffers: int = 1  # V4L2_BUF_TYPE_VIDEO_CAPTURE


class FakeVideo:
    """Devices that can be plugged in and out while a test runs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._drivers: dict[str, Driver | None] = {}
        (root / "dev").mkdir()
        (root / "sys/class/video4linux").mkdir(parents=True)
        pci = root / "sys/devices" / XHCI
        pci.mkdir(parents=True)
        (root / "sys/bus/pci").mkdir(parents=True)
        (pci / "subsystem").symlink_to(root / "sys/bus/pci")

    def plug_in(
        self,
        number: int = 0,
        driver: Driver | None = Driver(),
        *,
        at: str = WEBCAM_AT,
        usb: tuple[str, str, str] | None = ("046d", "082d", "5C1A2B3F"),
    ) -> None:
        """Connect a camera.

        Args:
            number: Of its device.
            driver: What answers; None for a device that may not be opened.
            at: Its folder below sys/devices.
            usb: Vendor, product and serial of the folder above; "" leaves a file out.
        """
        node = self.root / "sys/devices" / at / f"video4linux/video{number}"
        node.mkdir(parents=True)
        (node / "name").write_text("as sysfs has it\n")
        for name, text in zip(
            ("idVendor", "idProduct", "serial"), usb or ("", "", ""), strict=True
        ):
            file = self.root / "sys/devices" / Path(at).parent / name
            file.unlink(missing_ok=True)
            if text:
                file.write_text(f"{text}\n")
        (self.root / f"sys/class/video4linux/video{number}").symlink_to(node)
        if driver is not None:
            (self.root / f"dev/video{number}").touch()
            self._drivers[f"video{number}"] = driver

    def pull_out(self, number: int = 0) -> None:
        """Take a camera off."""
        link = self.root / f"sys/class/video4linux/video{number}"
        node = link.resolve()
        (node / "name").unlink()
        node.rmdir()
        link.unlink()
        (self.root / f"dev/video{number}").unlink()

    @property
    def cameras(self) -> LinuxCameras:
        return LinuxCameras(self._ioctl, self.root)

    def _ioctl(self, handle: int, request: int, buffer: bytearray) -> int:
        driver = self._drivers[Path(f"/proc/self/fd/{handle}").readlink().name]
        assert driver is not None
        assert len(buffer) == request >> 16 & 0x3FFF  # as the kernel takes its size from there
        if request == QUERYCAP:
            buffer[:80] = struct.pack("16s32s32s", driver.name, driver.card, driver.port)
            return 0
        assert request == ENUM_FMT
        index, kind = struct.unpack_from("=2I", buffer)
        if kind != driver.buffers or index >= len(driver.formats):
            raise OSError(errno.EINVAL, "no such format")
        buffer[44:48] = driver.formats[index]
        return 0
