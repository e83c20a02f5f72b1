"""What the kernel's video interface says of a camera: its name, driver, port and pixel formats.

V4L2, https://docs.kernel.org/userspace-api/media/v4l/vidioc-querycap.html and `vidioc-enum-fmt`.
Asking changes nothing, and may be done while another program reads the camera.
"""

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

QUERYCAP = 0x80685600  # _IOR('V', 0, struct v4l2_capability)
ENUM_FMT = 0xC0405602  # _IOWR('V', 2, struct v4l2_fmtdesc)

_CAPABILITY = struct.Struct("=16s32s32s6I")  # driver, card, bus_info; version, flags, reserved
_DESCRIPTION = struct.Struct("=3I32sI4I")  # index, type, flags; text; pixelformat; the rest
_CAPTURE_TYPES = (1, 9)  # V4L2_BUF_TYPE_VIDEO_CAPTURE, and the same in several planes
_MOST_FORMATS = 64  # a driver that never says "no more" must not hang us
_BIG_ENDIAN = 1 << 31
_TEXT_MOST = 120

Ioctl: TypeAlias = Callable[[int, int, bytearray], int]


@dataclass(frozen=True, slots=True)
class Capability:
    """What a driver says of its device.

    Attributes:
        driver: The kernel's driver.
        card: The device's name.
        port: Where it is plugged in.
        formats: Codes of its pixel formats, sorted; empty where it delivers no pictures.
    """

    driver: str
    card: str
    port: str
    formats: tuple[str, ...]


def capability(device: Path, ioctl: Ioctl) -> Capability | None:
    """Ask a device what it is; None where it does not answer or is no video device.

    Args:
        device: E.g. `/dev/video0`.
        ioctl: As `fcntl.ioctl`: fills the buffer, or raises an OSError.
    """
    try:
        handle = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        answer = bytearray(_CAPABILITY.size)
        ioctl(handle, QUERYCAP, answer)
        driver, card, port, *_ = _CAPABILITY.unpack(answer)
        formats = tuple(sorted(set(_formats(handle, ioctl))))
    except OSError:
        return None
    finally:
        os.close(handle)
    return Capability(_text(driver), _text(card), _text(port), formats)


def printable(text: str) -> str:
    """Return what a device says of itself as one short line, whatever it put into it."""
    kept = "".join(c if c.isprintable() else " " for c in text.partition("\0")[0])
    return " ".join(kept.split())[:_TEXT_MOST]


def _formats(handle: int, ioctl: Ioctl) -> Iterator[str]:
    for kind in _CAPTURE_TYPES:
        for index in range(_MOST_FORMATS):
            answer = bytearray(_DESCRIPTION.pack(index, kind, 0, b"", 0, 0, 0, 0, 0))
            try:
                ioctl(handle, ENUM_FMT, answer)
            except OSError:  # no more of them
                break
            yield _code(_DESCRIPTION.unpack(answer)[4])


def _code(pixel_format: int) -> str:
    """Return the four characters of a format, e.g. `MJPG`, only letters and digits left as such."""
    raw = struct.pack("<I", pixel_format & ~_BIG_ENDIAN).decode("latin-1").rstrip(" \0")
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in raw)
    return f"{plain}-BE" if pixel_format & _BIG_ENDIAN else plain


def _text(raw: bytes) -> str:
    return printable(raw.decode("utf-8", errors="replace"))
