"""What makes a camera another one, and which cameras deserve a question: pure rules."""

import re
from dataclasses import replace

from db.camera_records import CameraIdentity
from models.types import Frame

# Only luminance, as codes of V4L2: what a camera behind an infrared filter delivers.
_GREY_ONLY = {
    "GREY", "L8", "Y04", "Y06", "Y8", "Y8I", "Y10", "Y10B", "Y10P", "Y012", "Y12", "Y12I", "Y12P",
    "Y14", "Y14P", "Y16", "Y16-BE", "Y16I", "ip3y",
}  # fmt: skip
_VIRTUAL_DRIVERS = ("v4l2 loopback", "v4l2loopback", "akvcam", "droidcam", "vivid", "vimc")
_VIRTUAL_CARDS = re.compile(
    r"virtual|loopback|dummy video|droidcam|akvcam|manycam|snap camera|xsplit|vcam|epoccam|iriun"
    r"|nvidia broadcast|\bobs\b|\bcamo\b",
    re.IGNORECASE,
)


def is_virtual(camera: CameraIdentity) -> bool:
    """Return whether a program delivers the frames, or may: what it shows can be anything."""
    return (
        camera.on_hardware is False
        or camera.driver.lower().startswith(_VIRTUAL_DRIVERS)
        or _VIRTUAL_CARDS.search(camera.card) is not None
        or (camera.driver == "uvcvideo" and not camera.vendor_id)  # that driver knows only USB
    )


def is_infrared(camera: CameraIdentity) -> bool:
    """Return whether it delivers no colour at all, as the infrared half of a face camera does."""
    return bool(camera.formats) and _GREY_ONLY.issuperset(camera.formats)


def changes(bound: CameraIdentity, now: CameraIdentity) -> tuple[str, ...]:
    """Say what is different, e.g. `serial number: 5C1A, now none`; nothing where all is the same.

    Args:
        bound: The camera as it was agreed on.
        now: The camera as it is. Where it has delivered no frame yet, resolutions are left out.
    """
    old, new = _in_words(bound), _in_words(now)
    if not (now.width_px and now.height_px):
        del new["resolution"]
    return tuple(
        f"{what}: {old[what] or 'none'}, now {said or 'none'}"
        for what, said in new.items()
        if said != old[what]
    )


def delivering(camera: CameraIdentity, frame: Frame) -> CameraIdentity:
    """Return a camera with the resolution of the frames that it delivers."""
    return replace(camera, width_px=frame.width_px, height_px=frame.height_px)


def describe(camera: CameraIdentity) -> tuple[tuple[str, str], ...]:
    """Return what is known of a camera, as names and values for people."""
    return tuple((what, said) for what, said in _in_words(camera).items() if said)


def title(camera: CameraIdentity) -> str:
    """Return a short name for it, e.g. `HD Webcam C920 (/dev/video0)`."""
    return f"{camera.card} ({camera.address})" if camera.card else camera.address


def _in_words(camera: CameraIdentity) -> dict[str, str]:
    ids = f"{camera.vendor_id}:{camera.product_id}" if camera.vendor_id else ""
    size = f"{camera.width_px} by {camera.height_px}" if camera.width_px else ""
    hardware = {True: "of this computer", False: "none", None: ""}[camera.on_hardware]
    return {
        "address": camera.address,
        "name": camera.card,
        "driver": camera.driver,
        "port": camera.port,
        "USB id": ids,
        "serial number": camera.serial,
        "pixel formats": " ".join(camera.formats),
        "hardware": hardware,
        "resolution": size,
    }
