"""Which camera is behind a device path on Linux: read from sysfs and from the driver."""

import sys
from pathlib import Path

from db.camera_records import CameraIdentity
from kiosk.camera.v4l2 import Capability, Ioctl, capability, printable


class LinuxCameras:
    """The cameras of a Linux computer.

    Args:
        ioctl: As `fcntl.ioctl`.
        root: Where `sys` and `dev` are.
    """

    def __init__(self, ioctl: Ioctl, root: Path = Path("/")) -> None:
        self._ioctl = ioctl
        self._root = root

    def devices(self) -> tuple[str, ...]:
        """Return the paths of all video devices, in the order of their numbers."""
        nodes = (self._root / "sys/class/video4linux").glob("video*")
        numbers = sorted(int(n.name[5:]) for n in nodes if n.name[5:].isdecimal())
        return tuple(f"/dev/video{number}" for number in numbers)

    def identity(self, address: str) -> CameraIdentity:
        """Return which camera a device path leads to, without opening a stream.

        What cannot be read stays unknown; a device that sysfs does not show is none of this
        computer's hardware.

        Args:
            address: E.g. `/dev/video0`, or a link to it such as those in `/dev/v4l/by-id`.
        """
        device = (self._root / address.lstrip("/")).resolve()
        says = capability(device, self._ioctl) or Capability("", "", "", ())
        root = self._root.resolve()
        shown = (root / "sys/class/video4linux" / device.name).resolve()
        above = tuple(p for p in shown.parents if p.is_relative_to(root / "sys/devices"))
        usb = next((folder for folder in above if (folder / "idVendor").is_file()), None)
        return CameraIdentity(
            address=address,
            card=says.card or _read(shown / "name"),
            driver=says.driver,
            port=says.port,
            vendor_id=_read(usb / "idVendor") if usb else "",
            product_id=_read(usb / "idProduct") if usb else "",
            serial=_read(usb / "serial") if usb else "",
            formats=says.formats,
            on_hardware=any(map(_is_hardware, above)),
        )


def cameras_here() -> LinuxCameras | None:
    """Return the cameras of this computer; None where its system does not tell them apart."""
    if not sys.platform.startswith("linux"):
        return None
    import fcntl  # not on every system

    return LinuxCameras(fcntl.ioctl)


def identify(address: str, here: LinuxCameras | None) -> CameraIdentity:
    """Return which camera an address leads to, all but its resolution.

    Of a stream, and of any camera on another system than Linux, only the address is known.

    Args:
        address: As the source says it.
        here: The cameras of this computer, if it tells them apart.
    """
    if here is not None and address.startswith("/dev/"):
        return here.identity(address)
    return CameraIdentity(address)


def _is_hardware(folder: Path) -> bool:
    """Return whether firmware or a PCI bus put a device there.

    A program can make platform devices, and USB hosts with cameras on them (usbip, dummy_hcd), but
    none that the firmware describes or that is on PCI.
    """
    if (folder / "of_node").exists() or (folder / "firmware_node").exists():
        return True
    return (folder / "subsystem").resolve().name == "pci"


def _read(file: Path) -> str:
    try:
        return printable(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""
